//! The texts that are here, by their place among those of `crate/words`. The page begins with those of one language; the
//! other's are fetched when it is chosen, and those of the parts that need `share.wasm` come with it.

use std::cell::RefCell;
use std::fmt::{Display, Write};

use js_sys::Reflect;

use super::Lang;
use crate::service::site;

/// Texts of one place, in Chinese and English.
type Pair = (&'static str, &'static str);

/// How many texts a visit begins with; behind them stand those that come later.
const FIRST: usize = words::later::FIRST;

thread_local! {
    static PAGE: RefCell<[Vec<&'static str>; 2]> = const { RefCell::new([Vec::new(), Vec::new()]) };
    static LATER: RefCell<Vec<Pair>> = const { RefCell::new(Vec::new()) };
}

/// Takes the texts of a language, a line for each; false where they are not as many as the page has.
pub fn put(lang: Lang, text: String) -> bool {
    // They stay for as long as the page does.
    let texts: Vec<&'static str> = String::leak(text).lines().collect();
    let whole = texts.len() == FIRST;
    if whole {
        PAGE.with_borrow_mut(|page| page[lang as usize] = texts);
    }
    whole
}

/// Takes the texts that `boot.js` has fetched, in the language that it chose; false where they are not those of this program.
pub fn start() -> bool {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    let lang = root.and_then(|root| Lang::from_tag(&root.get_attribute("lang")?)).unwrap_or_default();
    let texts = Reflect::get(&js_sys::global(), &"epochOne".into()).and_then(|api| Reflect::get(&api, &"words".into()));
    texts.ok().and_then(|texts| texts.as_string()).is_some_and(|texts| put(lang, texts))
}

/// Sees to it that the texts of a language are here; false where they cannot be had.
pub async fn load(lang: Lang) -> bool {
    if PAGE.with_borrow(|page| !page[lang as usize].is_empty()) {
        return true;
    }
    let bytes = site::bytes(&["words/", lang.tag(), ".txt"].concat()).await;
    bytes.ok().and_then(|bytes| String::from_utf8(bytes).ok()).is_some_and(|text| put(lang, text))
}

/// Whether the texts that come later are here. Before, they are empty, and the parts that need them say that they wait.
pub fn has_later() -> bool {
    LATER.with_borrow(|later| !later.is_empty())
}

/// Takes the texts that come later.
pub fn put_later(texts: Vec<(String, String)>) {
    let texts = texts.into_iter().map(|(zh, en)| (&*String::leak(zh), &*String::leak(en)));
    LATER.set(texts.collect());
}

/// The text of a place. Until a language has come, it is the other's.
#[inline(never)]
pub fn word(lang: Lang, place: usize) -> &'static str {
    #[cfg(test)]
    native();
    if let Some(place) = place.checked_sub(FIRST) {
        let (zh, en) = LATER.with_borrow(|later| later.get(place).copied()).unwrap_or_default();
        return match lang {
            Lang::Zh => zh,
            Lang::En => en,
        };
    }
    let text = |lang: Lang| PAGE.with_borrow(|page| page[lang as usize].get(place).copied());
    text(lang).or_else(|| text(lang.other())).unwrap_or_default()
}

/// The text of a place, with its values.
#[inline(never)]
pub fn phrase(lang: Lang, place: usize, values: &[&dyn Display]) -> String {
    let mut text = String::new();
    let mut rest = word(lang, place);
    // `{0}` is the first value.
    while let Some((before, after)) = rest.split_once('{') {
        let (number, after) = after.split_at(after.len().min(1));
        text += before;
        if let Some(value) = number.bytes().next().and_then(|digit| values.get(usize::from(digit.wrapping_sub(b'0')))) {
            // Writing into a text cannot fail.
            let _ = write!(text, "{value}");
        }
        rest = after.strip_prefix('}').unwrap_or(after);
    }
    text + rest
}

/// Natively no site is there to fetch them from.
#[cfg(test)]
fn native() {
    if PAGE.with_borrow(|page| page[0].is_empty()) {
        let [zh, en] = words::page();
        assert!(put(Lang::Zh, zh) && put(Lang::En, en));
        put_later(words::later());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_version_is_not_taken() {
        assert!(!put(Lang::En, "one\ntwo\n".into()));
        assert_eq!(Lang::En.close(), "Close");
    }

    #[test]
    fn values_stand_where_the_text_wants_them() {
        assert_eq!(Lang::Zh.right_of("3", "4"), "4 张里对了 3 张");
        assert_eq!(Lang::En.right_of("3", "4"), "3 of 4 right");
        assert_eq!(Lang::En.kept_at(5, 80), "stopped at step 5 of 80");
    }
}
