//! Results of fine-tuning, kept as JSON and written as a page.

use std::fmt;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::{BATCH, BODY_RATE, EPOCHS, HEAD_RATE, MODES, PICTURES};

/// Validation accuracies of one setting, one for each seed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    pub network: String,
    pub mode: String,
    pub pictures: usize,
    pub accuracies: Vec<f32>,
}

impl Row {
    fn mean(&self) -> f32 {
        self.accuracies.iter().sum::<f32>() / self.accuracies.len().max(1) as f32
    }
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { network, mode, pictures, accuracies } = self;
        write!(f, "{network:9} {mode:8} {pictures:5} pictures  {:.1} %  {accuracies:?}", self.mean() * 100.0)
    }
}

/// All results so far.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Table {
    rows: Vec<Row>,
}

impl Table {
    pub fn load(root: &Path) -> Result<Table, Box<dyn std::error::Error>> {
        match fs::read_to_string(root.join("docs/fine-tuning.json")) {
            Ok(text) => Ok(serde_json::from_str(&text)?),
            Err(_) => Ok(Table::default()),
        }
    }

    /// Adds a row, in place of an older one of the same setting.
    pub fn put(&mut self, row: Row) {
        let key = |r: &Row| (r.network.clone(), r.mode.clone(), r.pictures);
        self.rows.retain(|old| key(old) != key(&row));
        self.rows.push(row);
        self.rows.sort_by_key(key);
    }

    pub fn save(&self, root: &Path) -> Result<(), Box<dyn std::error::Error>> {
        fs::create_dir_all(root.join("docs"))?;
        fs::write(root.join("docs/fine-tuning.json"), serde_json::to_string_pretty(self)? + "\n")?;
        fs::write(root.join("docs/fine-tuning.md"), self.page())?;
        Ok(())
    }

    fn page(&self) -> String {
        let mut page = format!(
            "# Does fine-tuning pay?\n\n\
            Validation accuracy of cats against dogs (1,000 validation pictures, chance is 50 %) after {EPOCHS} epochs: \
            batch {BATCH}, SGD with momentum 0.9, one cycle, weight decay 5e-4, shifts and flips. Pretrained networks \
            learn with a peak rate of {HEAD_RATE} in the head and {BODY_RATE} elsewhere, *head only* freezes all but the \
            head, *from scratch* takes {HEAD_RATE} everywhere. Mean over seeds 1, 2, ...; their number stands behind it. \
            One accuracy has a standard error of about 1.3 points.\n\n\
            Made by `cargo xtask finetune` (`--pictures N`, `--mode`, `--seeds N` measure a part); the single values are \
            in `fine-tuning.json`. A dash was not measured yet.\n"
        );
        for network in ["small", "standard"] {
            page += &format!(
                "\n## {network}\n\n| pictures | from scratch | head only | all layers |\n|---:|---:|---:|---:|\n"
            );
            for pictures in PICTURES {
                let cell = |mode: &str| {
                    let row =
                        self.rows.iter().find(|r| r.network == network && r.mode == mode && r.pictures == pictures);
                    row.map_or("–".to_string(), |r| format!("{:.1} % ({})", r.mean() * 100.0, r.accuracies.len()))
                };
                page += &format!("| {pictures} | {} | {} | {} |\n", cell(MODES[0]), cell(MODES[1]), cell(MODES[2]));
            }
        }
        page
    }
}
