//! `glossary.json`: the words of the field in both languages.

use serde::Deserialize;

use super::{Fault, Lang, Problem};
use crate::glossary::{Live, Word};

/// The file's name below `lessons/`.
const FILE: &str = "glossary.json";

/// Words that every reader can look up, whichever lessons use them.
const EXPECTED: [&str; 35] = [
    "architecture",
    "parameters",
    "weights",
    "model",
    "fit",
    "train",
    "pretrained-model",
    "fine-tune",
    "transfer-learning",
    "head",
    "epoch",
    "batch",
    "loss",
    "metric",
    "accuracy",
    "error-rate",
    "independent-variable",
    "dependent-variable",
    "label",
    "prediction",
    "training-set",
    "validation-set",
    "test-set",
    "overfitting",
    "generalisation",
    "classification",
    "regression",
    "neural-network",
    "convolutional-neural-network",
    "stochastic-gradient-descent",
    "learning-rate",
    "hyperparameter",
    "feature-map",
    "confusion-matrix",
    "augmentation",
];

/// A word in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Entry {
    pub id: String,
    pub en: String,
    pub zh: String,
    pub en_meaning: String,
    pub zh_meaning: String,
    pub live: Option<Live>,
}

impl Entry {
    /// The word as the glossary lists it, such as "label (target)".
    pub fn term(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The word as it stands in a sentence: without what is added in brackets.
    pub fn in_text(&self, lang: Lang) -> &str {
        let term = self.term(lang);
        term.split(['(', '（']).next().unwrap_or(term).trim()
    }

    fn word(&self, lang: Lang) -> Word {
        let (other, meaning) = match lang {
            Lang::Zh => (Lang::En, &self.zh_meaning),
            Lang::En => (Lang::Zh, &self.en_meaning),
        };
        Word {
            id: self.id.clone(),
            term: self.term(lang).to_owned(),
            other: self.term(other).to_owned(),
            meaning: meaning.clone(),
            live: self.live,
        }
    }
}

/// All words.
#[derive(Clone, Debug, Default)]
pub struct Terms {
    entries: Vec<Entry>,
}

impl Terms {
    /// Reads `glossary.json` and checks that every word of the field is there, once and complete.
    ///
    /// # Errors
    /// Everything that was found wrong.
    pub fn read(text: &str) -> Result<Terms, Vec<Problem>> {
        let terms = Terms::parse(text)?;
        let absent = EXPECTED.iter().filter(|id| terms.get(id).is_none());
        let problems: Vec<Problem> =
            absent.map(|id| Fault::new(1, format!("the word \"{id}\" is missing")).within(FILE)).collect();
        if problems.is_empty() {
            Ok(terms)
        } else {
            Err(problems)
        }
    }

    /// Reads a glossary that need not be whole.
    pub(super) fn parse(text: &str) -> Result<Terms, Vec<Problem>> {
        let entries: Vec<Entry> = serde_json::from_str(text)
            .map_err(|error| vec![Fault::new(error.line(), error.to_string()).within(FILE)])?;
        let mut problems = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            let quoted = format!("\"{}\"", entry.id);
            let line = text.lines().position(|line| line.contains(&quoted)).map_or(1, |index| index + 1);
            let mut problem = |what: String| problems.push(Fault::new(line, what).within(FILE));
            if entries[..index].iter().any(|other| other.id == entry.id) {
                problem(format!("the word {quoted} is there twice"));
            }
            let parts = [&entry.id, &entry.en, &entry.zh, &entry.en_meaning, &entry.zh_meaning];
            if parts.iter().any(|part| part.trim().is_empty()) {
                problem(format!("{quoted}: expected id, en, zh, enMeaning and zhMeaning, none of them empty"));
            }
        }
        if problems.is_empty() {
            Ok(Terms { entries })
        } else {
            Err(problems)
        }
    }

    /// The word with this id.
    pub fn get(&self, id: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// All words as the page reads them, in the glossary's order.
    pub fn words(&self, lang: Lang) -> Vec<Word> {
        self.entries.iter().map(|entry| entry.word(lang)).collect()
    }
}
