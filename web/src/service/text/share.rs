//! Words of links: making them, opening them, running them again.

use export::Kind;
use share::{Part, Receipt, Refusal, Why};

use super::{phrases, words, Lang};
use crate::service::sharing::Trouble;

words! {
    share = "分享", "Share";
    share_title = "分享这个实验", "Share this experiment";
    share_making = "正在生成链接…", "Making the link…";
    shared_opening = "正在打开链接…", "Opening the link…";
    link_no_module = "打开链接要用的文件没有下载下来。看看网络是否连着，再重新载入。", "The part of the page that opens links could not be fetched. Check the connection, then reload.";
}

phrases! {
    file_saved(name: &str) = "已交给浏览器下载：{name}", "Handed to the browser's downloads: {name}";
    share_characters(count: &str) = "{count} 个字符", "{count} characters";
    share_holds_trained(right: &str, mine: &str, of: &str) = "压缩后的网络：链接里的它在 {of} 张验证图片里对 {right} 张（原来的对 {mine} 张）。", "The network, compressed: in the link it gets {right} of {of} validation pictures right (the original {mine}).";
    share_too_long(count: &str) = "训练改动了太多权重，链接要 {count} 个字符，太长了。可以导出权重文件发给对方。", "Training changed so many weights that the link would need {count} characters. Export the weights as a file instead.";
    shared_settings(pictures: &str, epochs: u32, seed: u32) = "{pictures} 张图片，{epochs} 轮，种子 {seed}", "{pictures} pictures, {epochs} epochs, seed {seed}";
    shared_result(accuracy: &str, loss: &str) = "验证准确率 {accuracy}，验证损失 {loss}", "validation accuracy {accuracy}, validation loss {loss}";
    receipt_apart_at(step: &str) = "从第 {step} 步的验证起走开了。", "It went apart, from the validation at step {step} on.";
}

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
    fn sentence_gap(self) -> &'static str {
        match self {
            Lang::Zh => "",
            Lang::En => " ",
        }
    }
}
