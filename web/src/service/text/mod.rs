//! Every word on the page, in Chinese and in English, in one table of typed keys: a key that lacks a language does
//! not compile, and neither does a use of a key that is not there.
//!
//! The table is cut into files by place; all of them add methods to [`Lang`].

mod common;
mod home;
mod kept;
mod lab;
pub mod later;
mod lesson;
mod problem;
mod setting;
mod share;

use std::fmt;

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    Zh,
    #[default]
    En,
}

impl Lang {
    /// The tag for `<html lang>` and for what is remembered.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// The language of a tag, if it is one that the page has: `zh-Hans-CN` is, `de` is not.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let tag = tag.get(..2)?.to_ascii_lowercase();
        match tag.as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The first of the browser's languages that the page has, otherwise English.
    pub fn choose<S: AsRef<str>>(tags: impl IntoIterator<Item = S>) -> Lang {
        tags.into_iter().find_map(|tag| Lang::from_tag(tag.as_ref())).unwrap_or_default()
    }

    pub fn other(self) -> Lang {
        match self {
            Lang::Zh => Lang::En,
            Lang::En => Lang::Zh,
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// `key = "中文", "English";` becomes `lang.key()`.
macro_rules! words {
    ($($key:ident = $zh:literal, $en:literal;)*) => {
        impl $crate::service::text::Lang {
            $(pub fn $key(self) -> &'static str {
                match self {
                    Self::Zh => $zh,
                    Self::En => $en,
                }
            })*
        }
    };
}

/// `key(n: u32) = "{n} 张", "{n} pictures";` becomes `lang.key(3)`.
macro_rules! phrases {
    ($($key:ident($($arg:ident: $type:ty),*) = $zh:literal, $en:literal;)*) => {
        impl $crate::service::text::Lang {
            $(pub fn $key(self, $($arg: $type),*) -> String {
                match self {
                    Self::Zh => format!($zh),
                    Self::En => format!($en),
                }
            })*
        }
    };
}

use phrases;
use words;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browser_language_first() {
        assert_eq!(Lang::choose(["de-DE", "zh-Hans-CN", "en"]), Lang::Zh);
        assert_eq!(Lang::choose(["en-GB", "zh"]), Lang::En);
        assert_eq!(Lang::choose(["de", "fr", "", "中"]), Lang::En);
    }

    #[test]
    fn phrases_fill_in_both_languages() {
        assert_eq!(Lang::Zh.epoch_of("2", 5), "第 2 / 5 轮");
        assert_eq!(Lang::En.epoch_of("2", 5), "epoch 2 / 5");
    }
}
