//! Words that come with `share.wasm` (`crate/words`): of parts of the page that need the module anyway. Before it is here
//! they are empty, and those parts say that they wait.

use std::cell::RefCell;

use words::Key;

use super::Lang;

thread_local! {
    static WORDS: RefCell<Vec<(&'static str, &'static str)>> = const { RefCell::new(Vec::new()) };
}

/// Whether they are here.
pub fn are_here() -> bool {
    WORDS.with_borrow(|words| !words.is_empty())
}

/// Takes the words that the module gave.
pub fn put(words: Vec<(String, String)>) {
    // They stay for as long as the page does.
    let words = words.into_iter().map(|(zh, en)| (&*String::leak(zh), &*String::leak(en)));
    WORDS.set(words.collect());
}

impl Lang {
    fn later(self, key: Key) -> &'static str {
        let word = WORDS.with_borrow(|words| words.get(key as usize).copied()).unwrap_or_default();
        match self {
            Lang::Zh => word.0,
            Lang::En => word.1,
        }
    }
}

macro_rules! methods {
    ($($key:ident = $zh:literal, $en:literal;)*) => {
        impl Lang {
            $(pub fn $key(self) -> &'static str {
                self.later(Key::$key)
            })*
        }
    };
}

words::for_each_word!(methods);
