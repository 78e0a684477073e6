//! Every word on the page, in Chinese and in English, as lists of typed keys: `key = "中文", "English";`, or with values
//! that are filled in, `key(n: u32) = "{n} 张", "{n} pictures";`. A key that lacks a language does not compile, and neither
//! does a value that has no name.
//!
//! The page's program has the keys alone (`web/src/service/text`), and finds the texts by their place among all. They
//! travel beside it: those of `text/later.rs` in `share.wasm`, which its parts of the page need anyway, and all others in a file for each language,
//! of which a visit needs one.

#[macro_use]
mod text;

/// A text in both languages.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    pub zh: &'static str,
    pub en: &'static str,
    /// Names of the values that are filled in.
    pub arguments: &'static [&'static str],
}

macro_rules! list {
    ($list:ident; $($key:ident $(($($arg:ident: $type:ty),*))? = $zh:literal, $en:literal;)*) => {
        pub mod $list {
            /// Names of the texts. As a number: the place in [`ALL`].
            #[allow(non_camel_case_types)]
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum Key {
                $($key,)*
            }

            /// Every text, in the order of the keys.
            pub const ALL: &[super::Text] =
                &[$(super::Text { zh: $zh, en: $en, arguments: &[$($(stringify!($arg)),*)?] }),*];

            /// Place of the first among the texts of all lists.
            pub const FIRST: usize = super::first(super::List::$list);

            // A text that names a value which is not given does not compile.
            $($(
                #[allow(dead_code)]
                fn $key($($arg: $type),*) -> [String; 2] {
                    [format!($zh), format!($en)]
                }
            )?)*
        }
    };
}

bench!(list);
common!(list);
home!(list);
kept!(list);
lab!(list);
lesson!(list);
problem!(list);
setting!(list);
share!(list);
later!(list);

/// The lists in their order.
#[allow(non_camel_case_types)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    bench,
    common,
    home,
    kept,
    lab,
    lesson,
    problem,
    setting,
    share,
    later,
}

const LISTS: [&[Text]; 10] = [
    bench::ALL,
    common::ALL,
    home::ALL,
    kept::ALL,
    lab::ALL,
    lesson::ALL,
    problem::ALL,
    setting::ALL,
    share::ALL,
    later::ALL,
];

/// Place of a list's first text among those of all.
const fn first(list: List) -> usize {
    let (mut place, mut sum) = (0, 0);
    while place < list as usize {
        sum += LISTS[place].len();
        place += 1;
    }
    sum
}

/// A template: the first value stands as `{0}`.
fn template(text: &str, arguments: &[&str]) -> String {
    let numbered =
        |text: String, (place, name): (usize, &&str)| text.replace(&format!("{{{name}}}"), &format!("{{{place}}}"));
    arguments.iter().enumerate().fold(text.to_string(), numbered)
}

/// The texts that a visit begins with, in Chinese and English: a line for each.
pub fn page() -> [String; 2] {
    let texts = || LISTS[..List::later as usize].iter().copied().flatten();
    let lines = |text: String, line: String| text + &line + "\n";
    [
        texts().map(|text| template(text.zh, text.arguments)).fold(String::new(), lines),
        texts().map(|text| template(text.en, text.arguments)).fold(String::new(), lines),
    ]
}

/// The texts of the parts that are opened now and then, in Chinese and English.
pub fn later() -> Vec<(String, String)> {
    later::ALL.iter().map(|text| (template(text.zh, text.arguments), template(text.en, text.arguments))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_stands_in_both_languages_and_no_text_is_empty_or_of_two_lines() {
        for text in LISTS.into_iter().flatten() {
            for said in [text.zh, text.en] {
                assert!(!said.is_empty() && !said.contains('\n'), "{text:?}");
                for name in text.arguments {
                    assert!(said.contains(&format!("{{{name}}}")), "{name} is not said in {said}");
                }
            }
        }
    }

    #[test]
    fn places_are_those_of_the_lines() {
        let [zh, en] = page();
        assert_eq!(zh.lines().count(), later::FIRST);
        let place = home::FIRST + home::Key::home_note as usize;
        assert_eq!(zh.lines().nth(place), Some("{0} 张图片，看 {1} 遍"));
        assert_eq!(en.lines().nth(place), Some("{0} pictures, {1} times over"));
        assert_eq!(later().len(), later::ALL.len());
    }
}
