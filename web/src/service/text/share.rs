//! Words of links: making them, opening them, running them again.

use export::Kind;
use share::{Part, Receipt, Refusal, Why};

use super::Lang;
use crate::service::sharing::Trouble;

impl Lang {
    pub fn file_kind(self, kind: Kind) -> &'static str {
        match kind {
            Kind::Safetensors => self.file_weights(),
            Kind::Onnx => self.file_onnx(),
            Kind::Csv => self.file_csv(),
            Kind::Chart => self.file_chart(),
            Kind::Pictures => self.file_pictures(),
            Kind::Notebook => self.file_notebook(),
        }
    }

    /// Why a link was neither made nor opened.
    pub fn trouble(self, trouble: &Trouble) -> &'static str {
        match trouble {
            Trouble::Refused(refusal) => self.refusal(*refusal),
            Trouble::Module(_) => self.link_no_module(),
        }
    }

    pub fn part(self, part: Part) -> &'static str {
        match part {
            Part::Data => self.part_data(),
            Part::Model => self.part_model(),
            Part::Training => self.part_training(),
            Part::More => self.part_more(),
            Part::Predictions => self.part_predictions(),
            Part::Own => self.part_own(),
            Part::Inside => self.part_inside(),
        }
    }

    /// Why a link was not opened, and what to do.
    pub fn refusal(self, refusal: Refusal) -> &'static str {
        match refusal {
            Refusal::NotOurs => self.link_not_ours(),
            Refusal::TooLong => self.link_too_long(),
            Refusal::Newer => self.link_newer(),
            Refusal::Damaged => self.link_damaged(),
            Refusal::Impossible => self.link_impossible(),
        }
    }

    /// What a repeated run came to.
    pub fn receipt(self, receipt: Receipt) -> String {
        match receipt {
            Receipt::Same => self.receipt_same().into(),
            Receipt::Within => self.receipt_within().into(),
            Receipt::Apart { step, why } => {
                let why = match why {
                    Why::Version => self.why_version(),
                    Why::Device => self.why_device(),
                    Why::Unknown => self.why_unknown(),
                };
                let place = step.map(|step| self.receipt_apart_at(&step.to_string())).unwrap_or_default();
                [&place, self.sentence_gap(), why].concat()
            }
        }
    }

    /// Between two sentences.
    pub fn sentence_gap(self) -> &'static str {
        match self {
            Lang::Zh => "",
            Lang::En => " ",
        }
    }
}
