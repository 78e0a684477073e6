//! What the page says, in Chinese and in English: a method of [`Lang`] for each text of `crate/words`.

mod problem;
mod share;
pub mod table;

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

/// Gives [`Lang`] a method for each text of a list of `crate/words`: `lang.key()`, or `lang.key(3)` where a value is filled
/// in.
macro_rules! methods {
    ($list:ident; $($key:ident $(($($arg:ident: $type:ty),*))? = $zh:literal, $en:literal;)*) => {
        impl Lang {
            $(methods! { one $list $key $(($($arg: $type),*))? })*
        }
    };
    (one $list:ident $key:ident) => {
        pub fn $key(self) -> &'static str {
            table::word(self, ::words::$list::FIRST + ::words::$list::Key::$key as usize)
        }
    };
    (one $list:ident $key:ident($($arg:ident: $type:ty),*)) => {
        pub fn $key(self, $($arg: $type),*) -> String {
            table::phrase(self, ::words::$list::FIRST + ::words::$list::Key::$key as usize, &[$(&$arg),*])
        }
    };
}

words::bench!(methods);
words::common!(methods);
words::home!(methods);
words::kept!(methods);
words::lab!(methods);
words::later!(methods);
words::lesson!(methods);
words::problem!(methods);
words::setting!(methods);
words::share!(methods);

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
