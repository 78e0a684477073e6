//! Addresses of the pages, under whatever folder the site lies in (`<base href>` says which).

use ::lesson::index;
use wasm_bindgen::JsValue;

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    Home,
    Lab,
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

    /// Path below the base, for links.
    pub fn path(self) -> String {
        match self {
            Route::Home | Route::Unknown => String::new(),
            Route::Lab => "lab".into(),
            Route::Lessons => "lesson".into(),
            Route::Lesson(id) => format!("lesson/{id}"),
        }
    }

    /// The page at `path` when the site lies at `base`; both are paths such as `/epoch-one/lab` and `/epoch-one/`.
    pub fn from_path(path: &str, base: &str) -> Route {
        let base = base.rsplit_once('/').map_or("", |(folder, _)| folder);
        let below = path.strip_prefix(base).unwrap_or(path);
        match below.trim_matches('/') {
            "" | "index.html" => Route::Home,
            "lab" => Route::Lab,
            "lesson" => Route::Lessons,
            other => other.strip_prefix("lesson/").and_then(Route::lesson).unwrap_or(Route::Unknown),
        }
    }

    /// The page in the address bar.
    pub fn current() -> Route {
        let path = web_sys::window().and_then(|w| w.location().pathname().ok()).unwrap_or_default();
        Route::from_path(&path, &base_path())
    }

    /// The address of the page, for `href`.
    pub fn href(self) -> String {
        format!("{}{}", base_folder(), self.path())
    }

    /// Puts the page into the address bar as a new entry of the history.
    pub fn push(self) {
        if let Some(history) = web_sys::window().and_then(|w| w.history().ok()) {
            // Refused only for another origin or in a sandbox: then the address stays, the page shows all the same.
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&self.href()));
        }
    }
}

/// Path of the site's folder, with a slash at its end.
fn base_folder() -> String {
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
        assert_eq!(Route::from_path("/", "/"), Route::Home);
        assert_eq!(Route::from_path("/lab", "/"), Route::Lab);
        assert_eq!(Route::from_path("/lab/", "/"), Route::Lab);
        assert_eq!(Route::from_path("/epoch-one/", "/epoch-one/"), Route::Home);
        assert_eq!(Route::from_path("/epoch-one", "/epoch-one/"), Route::Home);
        assert_eq!(Route::from_path("/epoch-one/lab", "/epoch-one/"), Route::Lab);
        assert_eq!(Route::from_path("/epoch-one/index.html", "/epoch-one/index.html"), Route::Home);
        assert_eq!(Route::from_path("/lesson/", "/"), Route::Lessons);
        assert_eq!(Route::from_path("/lesson/02-first-model", "/"), Route::Lesson("02-first-model"));
        assert_eq!(Route::Lesson("02-first-model").path(), "lesson/02-first-model");
        assert_eq!(Route::from_path("/lesson/99-other", "/"), Route::Unknown);
        assert_eq!(Route::from_path("/laboratory", "/"), Route::Unknown);
        assert_eq!(Route::from_path("/a/b/lab", "/"), Route::Unknown);
    }
}
