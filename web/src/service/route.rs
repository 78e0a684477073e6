//! Addresses of the pages, under whatever folder the site lies in (`<base href>` says which). Those with a
//! language, which links lead to, are files of their own; those without one show it in the reader's.

use ::lesson::index;
use wasm_bindgen::JsValue;

use super::link;
use super::text::Lang;

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    Home,
    Lab,
    /// How fast this device is.
    Bench,
    Lessons,
    /// By the name of its folder.
    Lesson(&'static str),
    Unknown,
}

impl Route {
    /// The page of the lesson with this id, if it is one.
    pub fn lesson(id: &str) -> Option<Route> {
        index::ALL.iter().find(|known| **known == id).map(|known| Route::Lesson(known))
    }

    /// Path below the folder of a language. A folder has a slash at its end, or a static host leads there first.
    pub fn path(self) -> String {
        match self {
            Route::Home | Route::Unknown => String::new(),
            Route::Lab => "lab/".into(),
            Route::Bench => "bench/".into(),
            Route::Lessons => "lesson/".into(),
            Route::Lesson(id) => format!("lesson/{id}/"),
        }
    }

    /// The language and the page at `path` when the site lies at `base`; both are paths such as `/epoch-one/en/lab/` and
    /// `/epoch-one/`. An address without a language leaves it to the reader.
    pub fn from_path(path: &str, base: &str) -> (Option<Lang>, Route) {
        let base = base.rsplit_once('/').map_or("", |(folder, _)| folder);
        let below = path.strip_prefix(base).unwrap_or(path);
        let below = below.strip_suffix("/index.html").unwrap_or(below).trim_matches('/');
        let (first, rest) = below.split_once('/').unwrap_or((below, ""));
        let lang = [Lang::Zh, Lang::En].into_iter().find(|lang| lang.tag() == first);
        let route = match if lang.is_some() { rest } else { below } {
            "" => Route::Home,
            "lab" => Route::Lab,
            "bench" => Route::Bench,
            "lesson" => Route::Lessons,
            other => other.strip_prefix("lesson/").and_then(Route::lesson).unwrap_or(Route::Unknown),
        };
        (lang, route)
    }

    /// The language and the page in the address bar.
    pub fn current() -> (Option<Lang>, Route) {
        let path = location().and_then(|location| location.pathname().ok()).unwrap_or_default();
        Route::from_path(&path, &base_path())
    }

    /// The address of the page, for `href`. Within a frame a lesson leads to a lesson without the site around it.
    pub fn href(self, lang: Lang) -> String {
        let query = if matches!(self, Route::Lesson(_)) && embedded() { "?embed=1" } else { "" };
        self.address(lang) + query
    }

    /// The address of the page, whatever stands around this one.
    pub fn address(self, lang: Lang) -> String {
        [&base_folder(), lang.tag(), "/", &self.path()].concat()
    }
}

/// Puts an address into the address bar as a new entry of the history.
pub fn push(address: &str) {
    if let Some(history) = web_sys::window().and_then(|w| w.history().ok()) {
        // Refused only for another origin or in a sandbox: then the address stays, the page shows all the same.
        let _ = history.push_state_with_url(&JsValue::NULL, "", Some(address));
    }
}

fn location() -> Option<web_sys::Location> {
    Some(web_sys::window()?.location())
}

/// The query in the address bar: see [`link`].
pub fn query() -> String {
    location().and_then(|location| location.search().ok()).unwrap_or_default()
}

/// The fragment in the address bar, without its `#`.
pub fn fragment() -> String {
    let hash = location().and_then(|location| location.hash().ok()).unwrap_or_default();
    hash.strip_prefix('#').unwrap_or_default().to_owned()
}

/// Takes the fragment out of the address bar, without a new entry of the history.
pub fn forget_fragment() {
    if let Some(history) = web_sys::window().and_then(|w| w.history().ok()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&here()));
    }
}

/// The whole address of a page, from `https://` on.
pub fn whole(path: &str) -> String {
    location().and_then(|location| location.origin().ok()).unwrap_or_default() + path
}

/// The address bar without its fragment. A bare fragment would lead to the first page, below the site's base.
pub fn here() -> String {
    location().and_then(|location| location.pathname().ok()).unwrap_or_default() + &query()
}

/// Loads the page anew, at the same address.
pub fn reload() {
    if let Some(location) = location() {
        // Refused only in a sandbox.
        let _ = location.reload();
    }
}

/// The page stands in a frame.
pub fn embedded() -> bool {
    link::embeds(&query())
}

/// Path of the site's folder, with a slash at its end.
pub fn base_folder() -> String {
    let base = base_path();
    base.rsplit_once('/').map_or_else(|| "/".into(), |(folder, _)| format!("{folder}/"))
}

fn base_path() -> String {
    base_url().and_then(|url| web_sys::Url::new(&url).ok()).map_or_else(|| "/".into(), |url| url.pathname())
}

/// Absolute address that relative ones are resolved against.
pub fn base_url() -> Option<String> {
    web_sys::window()?.document()?.base_uri().ok()?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_root_and_under_a_folder() {
        let at = |path: &str, base: &str| {
            let (lang, route) = Route::from_path(path, base);
            assert_eq!(lang, None, "{path}");
            route
        };
        assert_eq!(at("/", "/"), Route::Home);
        assert_eq!(at("/lab", "/"), Route::Lab);
        assert_eq!(at("/lab/", "/"), Route::Lab);
        assert_eq!(at("/epoch-one/", "/epoch-one/"), Route::Home);
        assert_eq!(at("/epoch-one", "/epoch-one/"), Route::Home);
        assert_eq!(at("/epoch-one/lab", "/epoch-one/"), Route::Lab);
        assert_eq!(at("/epoch-one/index.html", "/epoch-one/index.html"), Route::Home);
        assert_eq!(at("/lesson/", "/"), Route::Lessons);
        assert_eq!(at("/lesson/02-first-model", "/"), Route::Lesson("02-first-model"));
        assert_eq!(Route::Lesson("02-first-model").path(), "lesson/02-first-model/");
        assert_eq!(at("/lesson/99-other", "/"), Route::Unknown);
        assert_eq!(at("/laboratory", "/"), Route::Unknown);
        assert_eq!(at("/a/b/lab", "/"), Route::Unknown);
        assert_eq!(at("/english/lab", "/"), Route::Unknown);
    }

    #[test]
    fn a_language_comes_first() {
        let lesson = Route::Lesson("02-first-model");
        for (path, lang, route) in [
            ("/en", Lang::En, Route::Home),
            ("/en/", Lang::En, Route::Home),
            ("/zh-CN/index.html", Lang::Zh, Route::Home),
            ("/zh-CN/lab/", Lang::Zh, Route::Lab),
            ("/zh-CN/bench/", Lang::Zh, Route::Bench),
            ("/en/lab/index.html", Lang::En, Route::Lab),
            ("/en/lesson", Lang::En, Route::Lessons),
            ("/zh-CN/lesson/02-first-model/", Lang::Zh, lesson),
            ("/en/en/lab", Lang::En, Route::Unknown),
            ("/en/nowhere", Lang::En, Route::Unknown),
        ] {
            assert_eq!(Route::from_path(path, "/"), (Some(lang), route), "{path}");
            let below = format!("/epoch-one{path}");
            assert_eq!(Route::from_path(&below, "/epoch-one/"), (Some(lang), route), "{below}");
        }
    }
}
