//! A compiled lesson in one language: what the page fetches and draws.
//!
//! It was checked when it was compiled: ids are unique among cells of a kind, a run's guess comes before it, compared runs
//! exist, links and glossary words lead somewhere. It is stored as postcard, whose reader is a fraction of JSON's. The enums are tagged from outside and the variants share a few
//! types, since every type that is read costs the page some of its first bytes.

use serde::{Deserialize, Serialize};

use crate::check::Check;

/// A lesson in one language.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Name of the lesson's folder, such as `02-first-model`.
    pub id: String,
    pub title: String,
    /// One sentence, for lists and previews of links.
    pub summary: String,
    /// How long it takes, about.
    pub minutes: u32,
    pub steps: Vec<Step>,
}

/// What opens at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub id: String,
    pub title: String,
    pub cells: Vec<Cell>,
}

/// A part of a step. Two cells of a kind never share an id within a lesson, steps neither.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Cell {
    /// To read.
    Text(Prose),
    /// An answer to commit to before something is seen.
    Guess(Guess),
    /// A training run: button, progress, chart.
    Run(Run),
    /// Bars: the validation accuracy of the last run of each cell named.
    Compare(Compare),
    /// A picture of one's own is predicted; the words say what to try.
    Own(Prose),
    /// A figure of `crate/figure` to try things out in.
    Figure(Figure),
    /// Something to do, judged from the log.
    Task(Task),
}

impl Cell {
    /// The cell's id.
    pub fn id(&self) -> &str {
        match self {
            Cell::Text(cell) | Cell::Own(cell) => &cell.id,
            Cell::Guess(cell) => &cell.id,
            Cell::Run(cell) => &cell.id,
            Cell::Compare(cell) => &cell.id,
            Cell::Figure(cell) => &cell.id,
            Cell::Task(cell) => &cell.id,
        }
    }
}

/// A cell that is words and nothing else.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prose {
    pub id: String,
    pub blocks: Vec<Block>,
}

/// A question that is answered before the run that names it can start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Guess {
    pub id: String,
    pub question: Vec<Block>,
    /// Two or more; a guess is the place of one, from 0.
    pub answers: Vec<Vec<Span>>,
}

/// A training run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    pub id: String,
    /// What stands on the button.
    pub label: String,
    /// What to expect on the CPU backend.
    pub seconds: u32,
    /// Settings that differ from the lab's defaults, with the lab's keys: a JSON object, for the reader of settings.
    pub config: String,
    /// Settings that the student may change here.
    pub controls: Vec<Control>,
    /// What is drawn while it trains.
    pub show: Vec<Show>,
    /// The guess that must be given first.
    pub guess: Option<String>,
    /// What just happened, shown after the run; often empty.
    pub caption: Vec<Block>,
}

/// A figure to try things out in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    pub id: String,
    /// Its name in [`crate::figure::ALL`].
    pub name: String,
    /// Its parameters.
    pub setup: Vec<(String, f32)>,
    /// The run cell whose result it shows: it has to have run, and to be what the session holds.
    pub run: Option<String>,
    /// What it shows and what to try.
    pub caption: Vec<Block>,
}

/// Bars of several runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Compare {
    pub id: String,
    /// Ids of run cells.
    pub runs: Vec<String>,
    pub caption: Vec<Block>,
}

/// Something to do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub id: String,
    /// What is to be done.
    pub blocks: Vec<Block>,
    /// Shown after a failed or incomplete try.
    pub hint: Vec<Block>,
    /// Said when it is done.
    pub done: Vec<Block>,
    /// A [`Check`] in postcard: the page passes it on and does not read it.
    pub check: Vec<u8>,
}

impl Task {
    /// What it asks for; none where another build wrote it.
    pub fn check(&self) -> Option<Check> {
        postcard::from_bytes(&self.check).ok()
    }
}

/// A setting that a run cell lets the student change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Control {
    Pictures,
    Seed,
    Pretrained,
    Frozen,
    Epochs,
    LearningRate,
    BodyRate,
    Augment,
    WeightDecay,
}

/// A figure below a run's button.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Show {
    Loss,
    Predictions,
    Filters,
    Layers,
    /// The share of wrong answers over the steps.
    Error,
}

/// A piece of text that stands by itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Block {
    Paragraph(Vec<Span>),
    /// Its items.
    List(Vec<Vec<Span>>),
    /// A displayed formula.
    Formula(Math),
}

/// A stretch of text within a line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Span {
    Text(String),
    Strong(String),
    Emphasis(String),
    Code(String),
    /// A glossary word.
    Term {
        id: String,
        shown: String,
    },
    Link {
        to: Target,
        shown: String,
    },
    /// A formula within the line.
    Math(Math),
}

/// Where a link leads: never out of the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Target {
    Lab,
    /// A lesson's id. It may be one that is planned and not written yet: then the index does not list it.
    Lesson(String),
}

/// A formula, as MathML sees it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Math {
    /// `mrow`
    Row(Vec<Math>),
    /// `mi`: a letter, or the name of a function such as log.
    Identifier(String),
    /// `mn`
    Number(String),
    /// `mo`. A sum sign with bounds is a [`Math::SubSup`] over the operator ∑, for `munderover`.
    Operator(String),
    /// `mfrac`: what is divided, and by what.
    Fraction(Box<[Math; 2]>),
    /// `msub`: base and index.
    Sub(Box<[Math; 2]>),
    /// `msup`: base and exponent.
    Sup(Box<[Math; 2]>),
    /// `msubsup`: base, index and exponent.
    SubSup(Box<[Math; 3]>),
    /// `msqrt`
    Root(Box<Math>),
    /// `mtext`
    Text(String),
}
