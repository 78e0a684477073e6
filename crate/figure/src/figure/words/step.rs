//! The numbers of a step: some pictures, what the network says about them, what is right, and how wrong that is.

use serde::{Deserialize, Serialize};

use crate::message::{Context, Lang, Picture, Run, Want};

/// Pictures that are shown.
pub const PICTURES: usize = 8;
/// A probability as it is taken into a logarithm.
const EDGE: f32 = 1e-6;

/// Answers of the network, kept with the step and the run they are from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Seen {
    step: u32,
    cell: String,
    seed: u32,
    /// By picture: its label, and the probability of each class.
    rows: Vec<(u32, Vec<f32>)>,
}

impl Seen {
    /// The answers, if they have come.
    pub fn of(context: &Context) -> Option<Seen> {
        let run = context.run.as_ref().filter(|run| run.step > 0)?;
        let looked = context.looked(&Want::Scores)?;
        let width = *looked.shape.get(1)? as usize;
        if width < 2 {
            return None;
        }
        let rows = looked.values.chunks_exact(width).take(PICTURES);
        let rows = rows.map(|row| (row[0] as u32, row[1..].to_vec())).collect();
        Some(Seen { step: run.step, cell: run.cell.clone(), seed: run.seed, rows })
    }

    fn is_of(&self, run: &Run) -> bool {
        self.cell == run.cell && self.seed == run.seed && self.step <= run.step
    }
}

/// What a step is made of, as far as it is shown.
pub struct Step<'a> {
    pub run: &'a Run,
    /// The step that the answers are from.
    pub at: u32,
    pub pictures: &'a [Picture],
    /// By picture: its label, and the probability of each class.
    pub rows: Vec<(u32, Vec<f32>)>,
}

impl<'a> Step<'a> {
    /// The step of the present run; none before its first one, or while its pictures or answers are not there.
    pub fn of(context: &'a Context, kept: Option<&Seen>) -> Option<Step<'a>> {
        let run = context.run.as_ref().filter(|run| run.step > 0)?;
        let seen = Seen::of(context).or_else(|| kept.filter(|kept| kept.is_of(run)).cloned())?;
        let count = seen.rows.len().min(context.pictures.len()).min(PICTURES);
        let (rows, pictures) = (seen.rows[..count].to_vec(), &context.pictures[..count]);
        (count > 0).then_some(Step { run, at: seen.step, pictures, rows })
    }

    /// -ln(p) of each picture, p being the probability of its right answer.
    pub fn losses(&self) -> Vec<f32> {
        let right = |(label, row): &(u32, Vec<f32>)| row.get(*label as usize).copied().unwrap_or(0.0);
        self.rows.iter().map(|row| -right(row).clamp(EDGE, 1.0).ln()).collect()
    }

    /// Their mean.
    pub fn loss(&self) -> f32 {
        let losses = self.losses();
        losses.iter().sum::<f32>() / losses.len().max(1) as f32
    }

    /// How many pictures carry each label.
    pub fn labels(&self) -> Vec<usize> {
        (0..self.run.classes.len())
            .map(|class| self.rows.iter().filter(|(label, _)| *label as usize == class).count())
            .collect()
    }

    /// The class that the network finds likeliest, and its probability.
    pub fn answer(&self, picture: usize) -> Option<(usize, f32)> {
        let best = self.rows.get(picture)?.1.iter().copied().enumerate();
        best.max_by(|a, b| a.1.total_cmp(&b.1))
    }

    /// Name of a class.
    pub fn class(&self, class: usize) -> &str {
        self.run.classes.get(class).map_or("", String::as_str)
    }

    /// Which step it is.
    pub fn when(&self, lang: Lang) -> String {
        let (at, total, count) = (self.at, self.run.total_steps, self.pictures.len());
        match lang {
            _ if self.run.running => moving(lang, self.run),
            Lang::Zh => format!(
                "定格在第 {at} 步，共 {total} 步。训练时一个批次有 {} 张图片；这里用 {count} 张验证图片代替。",
                self.run.batch
            ),
            Lang::En => format!(
                "Frozen at step {at} of {total}. In training a batch has {} pictures; {count} validation pictures stand in for it here.",
                self.run.batch
            ),
        }
    }
}

/// Which step a run is at that goes on.
pub fn moving(lang: Lang, run: &Run) -> String {
    let (at, total) = (run.step, run.total_steps);
    match lang {
        Lang::Zh => format!("训练正在进行：第 {at} 步，共 {total} 步。每一步是另一批图片。"),
        Lang::En => format!("It is training: step {at} of {total}. Every step takes another batch."),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::message::{Filter, Layer, Looked};

    /// Three pictures: right answers at 90 %, 40 % and 70 %.
    pub fn context() -> Context {
        let values = vec![0.0, 0.9, 0.1, 1.0, 0.6, 0.4, 0.0, 0.7, 0.3];
        let layer = |name: &str, moved| Layer { name: name.into(), output: vec![32, 32, 16], parameters: 448, moved };
        Context {
            width: 328,
            run: Some(Run {
                cell: "first".into(),
                step: 12,
                total_steps: 12,
                batch: 32,
                seed: 1,
                parameters: 77_522,
                launches: 78,
                classes: vec!["cat".into(), "dog".into()],
                ..Run::default()
            }),
            pictures: (0..3).map(|index| Picture { index, label: index % 2, rgb: vec![0; 3072] }).collect(),
            layers: vec![layer("stem.conv", 0.01), layer("stage1.0.conv1", 0.02), layer("head.fc", 0.4)],
            filters: (0..16).map(|_| Filter { side: 3, first: vec![128; 27], now: vec![130; 27] }).collect(),
            looks: vec![Looked { want: Want::Scores, shape: vec![3, 3], values }],
            ..Context::default()
        }
    }

    #[test]
    fn the_numbers_are_those_of_the_answers() {
        let context = context();
        let step = Step::of(&context, None).unwrap();
        assert!((step.loss() - (-(0.9f32.ln()) - 0.4f32.ln() - 0.7f32.ln()) / 3.0).abs() < 1e-6);
        assert_eq!(step.labels(), [2, 1]);
        assert_eq!(step.answer(1), Some((0, 0.6)));
        assert_eq!((step.at, step.class(1)), (12, "dog"));
    }

    #[test]
    fn there_is_no_step_before_the_first() {
        let mut context = context();
        context.run.as_mut().unwrap().step = 0;
        assert!(Step::of(&context, None).is_none());
        assert!(Step::of(&Context::default(), None).is_none());
    }
}
