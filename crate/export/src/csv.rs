//! Curves as a table: a row a step, with the columns that a reader of tables turns into one frame. Cells of what was not
//! measured at a step are empty; numbers have a point and no thousands separators in every language.

use std::fmt::Write;

use crate::{ExportError, Point, Validation, Work};

const HEADER: &str = "step,epoch,learning_rate,train_loss,train_accuracy,valid_loss,valid_accuracy\n";

pub fn save(work: &Work) -> Result<String, ExportError> {
    if work.train.is_empty() && work.valid.is_empty() {
        return Err(ExportError::NoCurves);
    }
    let per_epoch = f64::from(work.steps_per_epoch());
    let mut table = String::from(HEADER);
    let (mut train, mut valid) = (work.train.iter().peekable(), work.valid.iter().peekable());
    loop {
        // The next step of either list, and what both know of it.
        let steps = [train.peek().map(|point| point.step), valid.peek().map(|point| point.step)];
        let Some(step) = steps.into_iter().flatten().min() else { return Ok(table) };
        let point: Option<&Point> = train.next_if(|point| point.step == step);
        let mut validation: Option<&Validation> = None;
        // A run that was stopped is validated once more where it was; the later one counts.
        while let Some(next) = valid.next_if(|point| point.step == step) {
            validation = Some(next);
        }
        let epoch = f64::from(step) / per_epoch;
        let rate = point.map(|_| work.learning_rate(step));
        let cells = [
            rate,
            point.map(|p| p.loss),
            point.map(|p| p.accuracy),
            validation.map(|v| v.loss),
            validation.map(|v| v.accuracy),
        ];
        let _ = write!(table, "{step},{}", number((epoch * 1e4).round() / 1e4));
        for cell in cells {
            table.push(',');
            if let Some(value) = cell {
                table.push_str(&number(value));
            }
        }
        table.push('\n');
    }
}

/// As Rust writes numbers, which every reader knows; what is not finite in the words of Python and R.
fn number(value: impl std::fmt::Display) -> String {
    let text = value.to_string();
    match text.as_str() {
        "inf" => "Inf".into(),
        "-inf" => "-Inf".into(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use train::config::Config;

    fn work() -> Work {
        Work {
            config: Config { pictures: 64, batch_size: 32, epochs: 2, ..Config::default() },
            train: (1..=4).map(|step| Point { step, loss: 0.5 / step as f32, accuracy: 0.75 }).collect(),
            valid: [0, 2, 4].map(|step| Validation { step, loss: 0.625, accuracy: 0.5 }).to_vec(),
            ..Work::default()
        }
    }

    #[test]
    fn a_row_a_step() {
        let table = save(&work()).unwrap();
        let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
        assert!(rows.iter().all(|row| row.len() == 7));
        assert_eq!(rows.len(), 1 + 5);
        assert_eq!(rows[1], ["0", "0", "", "", "", "0.625", "0.5"]);
        assert_eq!(rows[2], ["1", "0.5", "0.002", "0.5", "0.75", "", ""]);
        assert_eq!(rows[3][..2], ["2", "1"]);
        assert_eq!(rows[3][3..], ["0.25", "0.75", "0.625", "0.5"]);
        assert_eq!(rows[5][..2], ["4", "2"]);
    }

    #[test]
    fn what_is_not_finite_stays_readable_and_nothing_is_lost() {
        let mut work = work();
        work.train[3].loss = f32::NAN;
        work.train[2].loss = f32::INFINITY;
        // Stopped after step 4 and validated again.
        work.valid.push(Validation { step: 4, loss: 9.0, accuracy: 0.25 });
        let table = save(&work).unwrap();
        assert!(table.contains(",Inf,0.75,,\n") && table.ends_with(",NaN,0.75,9,0.25\n"), "{table}");
        assert_eq!(save(&Work::default()), Err(ExportError::NoCurves));
    }
}
