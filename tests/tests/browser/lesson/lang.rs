//! Words around the lessons, and the lessons themselves, in either language.

use lesson::document::Document;
use site::Programs;

/// A language of the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    Zh,
    En,
}

impl Lang {
    pub fn tag(self) -> &'static str {
        self.say("zh-CN", "en")
    }

    /// What stands on the page in this language.
    pub fn say(self, zh: &'static str, en: &'static str) -> &'static str {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }

    pub fn give_guess(self) -> &'static str {
        self.say("我就这么猜", "That is my guess")
    }

    pub fn next(self) -> &'static str {
        self.say("下一步", "Next step")
    }

    pub fn start_over(self) -> &'static str {
        self.say("这一课从头再来", "Start this lesson over")
    }

    pub fn missing(self) -> &'static str {
        self.say("还差：", "Still missing:")
    }

    /// The compiled lesson, as the page fetches it.
    pub fn document(self, id: &str) -> Document {
        let dist = Programs::find().unwrap_or_else(|missing| panic!("{missing}")).dist;
        let path = dist.join("lesson").join(self.tag()).join(format!("{id}.bin"));
        let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        postcard::from_bytes(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}
