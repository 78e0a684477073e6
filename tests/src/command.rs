//! WebDriver commands that fantoccini does not know.

use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{json, Value};

/// A command of the session: method, path below the session and body.
#[derive(Debug)]
pub struct SessionCommand {
    path: String,
    body: Option<Value>,
}

impl SessionCommand {
    /// A command of the DevTools protocol.
    pub fn devtools(command: &str, parameters: &Value) -> Self {
        SessionCommand { path: "goog/cdp/execute".into(), body: Some(json!({ "cmd": command, "params": parameters })) }
    }

    /// What a screen reader hears of an element: `computedrole` or `computedlabel`.
    pub fn heard(element: &str, what: &str) -> Self {
        SessionCommand { path: format!("element/{element}/{what}"), body: None }
    }

    /// The lines of a log, `browser` or `performance`, since they were last asked for.
    pub fn log(which: &str) -> Self {
        SessionCommand { path: "se/log".into(), body: Some(json!({ "type": which })) }
    }
}

impl WebDriverCompatibleCommand for SessionCommand {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        match &self.body {
            Some(body) => (http::Method::POST, Some(body.to_string())),
            None => (http::Method::GET, None),
        }
    }
}
