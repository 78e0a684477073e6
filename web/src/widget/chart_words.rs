//! What a chart's cursor reads, and how it is said.

use yew::AttrValue;

use super::format;
use super::series::{nearest, Point};

/// Words of a [`LossChart`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LossChartText {
    pub title: AttrValue,
    pub train: AttrValue,
    pub valid: AttrValue,
    pub step: AttrValue,
    pub epoch: AttrValue,
    pub smoothed: AttrValue,
    /// Stands for a value that is not finite.
    pub not_finite: AttrValue,
    /// Shown while there is nothing to draw.
    pub empty: AttrValue,
    /// How to read values by keyboard.
    pub help: AttrValue,
}

/// What the cursor reads.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    pub step: u32,
    pub train: Option<f32>,
    pub smoothed: Option<f32>,
    /// The last validation pass up to here.
    pub valid: Option<Point>,
}

impl Reading {
    pub fn at(step: u32, train: &[Point], smoothed: &[Point], valid: &[Point]) -> Self {
        let here = nearest(train, f64::from(step)).filter(|&i| train[i].step == step);
        let passed = valid.partition_point(|p| p.step <= step);
        Self {
            step,
            train: here.map(|i| train[i].value),
            smoothed: here.and_then(|i| smoothed.get(i)).map(|p| p.value),
            valid: passed.checked_sub(1).map(|i| valid[i]),
        }
    }
}

/// Puts readings into words.
#[derive(Clone, Debug)]
pub struct Words {
    text: LossChartText,
    steps_per_epoch: u32,
    percent: bool,
}

impl Words {
    /// `steps_per_epoch` is 0 where places are named by steps alone.
    pub fn new(text: &LossChartText, steps_per_epoch: u32, percent: bool) -> Self {
        Self { text: text.clone(), steps_per_epoch, percent }
    }

    pub fn value(&self, value: f32) -> String {
        let value = f64::from(value);
        match (value.is_finite(), self.percent) {
            (false, _) => self.text.not_finite.to_string(),
            (true, true) => format::percent(value),
            (true, false) => format::number(value),
        }
    }

    pub fn place(&self, step: u32) -> String {
        let words = format!("{} {}", self.text.step, format::count(u64::from(step)));
        if self.steps_per_epoch == 0 {
            return words;
        }
        format!("{words} · {} {}", self.text.epoch, format::fixed(f64::from(step) / f64::from(self.steps_per_epoch), 1))
    }

    pub fn lines(&self, reading: &Reading) -> Vec<(&'static str, AttrValue, String)> {
        let train = reading.train.map(|v| ("w-key-train", self.text.train.clone(), self.value(v)));
        let smoothed = reading.smoothed.filter(|v| v.is_finite());
        let smoothed = smoothed.map(|v| ("w-key-smoothed", self.text.smoothed.clone(), self.value(v)));
        let valid = reading.valid.map(|p| ("w-key-valid", self.text.valid.clone(), self.value(p.value)));
        [train, smoothed, valid].into_iter().flatten().collect()
    }

    pub fn sentence(&self, reading: &Reading) -> String {
        let values = self.lines(reading).into_iter().map(|(_, name, value)| format!("{name} {value}"));
        let parts: Vec<String> = std::iter::once(self.place(reading.step)).chain(values).collect();
        parts.join("; ")
    }

    /// Title, present values and how to get at the others.
    pub fn summary(&self, train: Option<Point>, valid: Option<Point>) -> String {
        let mut parts = vec![self.text.title.to_string()];
        match (train, valid) {
            (None, None) => parts.push(self.text.empty.to_string()),
            (train, valid) => {
                if let Some(point) = train {
                    parts.push(self.place(point.step));
                    parts.push(format!("{} {}", self.text.train, self.value(point.value)));
                }
                if let Some(point) = valid {
                    parts.push(format!("{} {}", self.text.valid, self.value(point.value)));
                }
                parts.push(self.text.help.to_string());
            }
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::series::smooth;

    fn points(steps: &[u32]) -> Vec<Point> {
        steps.iter().map(|&step| Point { step, value: step as f32 / 100.0 }).collect()
    }

    fn words() -> Words {
        let text = LossChartText {
            train: "training".into(),
            valid: "validation".into(),
            step: "step".into(),
            epoch: "epoch".into(),
            smoothed: "smoothed".into(),
            not_finite: "not a number".into(),
            ..Default::default()
        };
        Words { text, steps_per_epoch: 50, percent: false }
    }

    #[test]
    fn readings_take_the_last_validation_before_them() {
        let (train, valid) = (points(&[1, 2, 3]), points(&[0, 2]));
        let smoothed = smooth(&train, 0.0);
        let reading = Reading::at(1, &train, &smoothed, &valid);
        assert_eq!((reading.train, reading.valid.map(|p| p.step)), (Some(0.01), Some(0)));
        assert_eq!(Reading::at(3, &train, &smoothed, &valid).valid.map(|p| p.step), Some(2));
        assert_eq!(Reading::at(0, &train, &smoothed, &valid).train, None);
    }

    #[test]
    fn sentences() {
        let reading =
            Reading { step: 75, train: Some(0.5), smoothed: Some(0.25), valid: Some(Point { step: 50, value: 0.7 }) };
        assert_eq!(words().sentence(&reading), "step 75 · epoch 1.5; training 0.500; smoothed 0.250; validation 0.700");
        let diverged = Reading { step: 75, train: Some(f32::NAN), smoothed: Some(f32::NAN), valid: None };
        assert_eq!(words().sentence(&diverged), "step 75 · epoch 1.5; training not a number");
    }
}
