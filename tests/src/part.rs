//! A part of a page, such as a figure: what stands there may stand elsewhere on the page too.

use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, MouseActions, PointerAction, MOUSE_BUTTON_LEFT};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use serde_json::{json, Value};

use crate::Page;

/// How long something may take that is computed or trained first, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// Puts a slider where a hand would drag it.
const SLIDE: &str = r#"
const [slider, value] = arguments;
slider.focus();
Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(slider, value);
slider.dispatchEvent(new Event('input', { bubbles: true }));
slider.dispatchEvent(new Event('change', { bubbles: true }));
"#;

/// Drawn anew, or something lay over it, between finding and clicking.
fn is_passing(error: &CmdError) -> bool {
    error.is_stale_element_reference() || error.to_string().contains("intercepted")
}

/// What is in an element.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    page: &'a Page,
    root: String,
}

impl<'a> Part<'a> {
    pub(crate) fn new(page: &'a Page, root: String) -> Self {
        Part { page, root }
    }

    /// A part of this part.
    pub fn part(&self, selector: &str) -> Part<'a> {
        Part { page: self.page, root: format!("{} {selector}", self.root) }
    }

    /// Its visible text.
    pub async fn text(&self) -> String {
        self.page.text(&self.root).await
    }

    /// Waits until its visible text passes; gives the text.
    pub async fn until(&self, passes: impl Fn(&str) -> bool) -> String {
        self.page.until_text(&self.root, PATIENCE.as_secs(), passes).await
    }

    /// How many elements inside of it fit `selector`.
    pub async fn count(&self, selector: &str) -> u64 {
        let script = "return document.querySelectorAll(arguments[0]).length";
        self.page.run(script, vec![json!(format!("{} :is({selector})", self.root))]).await.as_u64().unwrap_or(0)
    }

    /// Waits until so many elements inside of it fit `selector`.
    pub async fn until_count(&self, selector: &str, wanted: u64) {
        self.until_number(selector, |count| count == wanted).await;
    }

    /// Waits until some element inside of it fits `selector`.
    pub async fn until_some(&self, selector: &str) {
        self.until_number(selector, |count| count > 0).await;
    }

    async fn until_number(&self, selector: &str, passes: impl Fn(u64) -> bool) {
        let start = Instant::now();
        loop {
            let count = self.count(selector).await;
            if passes(count) {
                return;
            }
            assert!(start.elapsed() < PATIENCE, "{} has {count} of {selector}", self.root);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The visible element with this role and this name.
    pub async fn named(&self, role: &str, name: &str) -> Element {
        self.page.named_in(Some(&self.root), role, name).await
    }

    /// Names of the visible elements of a role, as a screen reader calls them, in their order.
    pub async fn names(&self, role: &str) -> Vec<String> {
        let mut names = Vec::new();
        for (name, _) in self.heard(role).await {
            names.push(name);
        }
        names
    }

    async fn heard(&self, role: &str) -> Vec<(String, Element)> {
        let start = Instant::now();
        // Where one is drawn anew between finding and hearing, all of them are looked for again.
        'all: loop {
            let mut heard = Vec::new();
            for element in self.page.found(Some(&self.root), role, None).await {
                let Some(name) = self.page.heard(&element, "computedlabel").await else {
                    assert!(start.elapsed() < PATIENCE, "{} is drawn anew all the time", self.root);
                    continue 'all;
                };
                heard.push((name, element));
            }
            return heard;
        }
    }

    /// Presses what has this role and this name, as soon as it can be pressed.
    pub async fn press(&self, role: &str, name: &str) {
        let start = Instant::now();
        loop {
            let element = self.named(role, name).await;
            if self.pressed(&element, role, name, start).await {
                return;
            }
        }
    }

    /// Presses the first element of a role whose name passes; gives the name. Pictures have long names.
    pub async fn press_first(&self, role: &str, passes: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let heard = self.heard(role).await;
            let Some((name, element)) = heard.iter().find(|(name, _)| passes(name)) else {
                let names: Vec<&String> = heard.iter().map(|(name, _)| name).collect();
                assert!(start.elapsed() < PATIENCE, "no such {role} in {}, only {names:?}", self.root);
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            };
            if self.pressed(element, role, name, start).await {
                return name.clone();
            }
        }
    }

    /// One try; false where it has to be looked for and tried again.
    async fn pressed(&self, element: &Element, role: &str, name: &str, start: Instant) -> bool {
        let waited = start.elapsed();
        let waits = "return arguments[0].disabled || arguments[0].ariaDisabled === 'true'";
        let waits = self.page.client.execute(waits, vec![json!(element)]).await;
        let answer = match waits {
            Ok(Value::Bool(true)) => {
                assert!(waited < PATIENCE, "the {role} \"{name}\" in {} stays disabled", self.root);
                tokio::time::sleep(Duration::from_millis(100)).await;
                return false;
            }
            Ok(_) => element.clone().click().await,
            Err(error) => Err(error),
        };
        match answer {
            Ok(()) => true,
            Err(error) if waited < PATIENCE && is_passing(&error) => false,
            Err(error) => panic!("the {role} \"{name}\" in {} cannot be pressed: {error}", self.root),
        }
    }

    /// Puts a slider at a value.
    pub async fn slide(&self, name: &str, value: f64) {
        let slider = self.named("slider", name).await;
        self.page.run(SLIDE, vec![json!(slider), json!(value.to_string())]).await;
    }

    /// Types a value into a field in place of what is there.
    pub async fn fill(&self, name: &str, value: &str) {
        let keys = format!("{}a{}{value}{}", char::from(Key::Control), char::from(Key::Null), char::from(Key::Tab));
        let field = self.named("textbox", name).await;
        field.click().await.unwrap_or_else(|error| panic!("\"{name}\" cannot be clicked: {error}"));
        field.send_keys(&keys).await.unwrap_or_else(|error| panic!("nothing can be typed into \"{name}\": {error}"));
    }

    /// Drags one button onto another by the mouse.
    pub async fn drag(&self, what: &str, onto: &str) {
        let (what, onto) = (self.named("button", what).await, self.named("button", onto).await);
        // Both have to be in sight.
        self.page.run("arguments[0].scrollIntoView({ block: 'start' })", vec![json!(what)]).await;
        let to = |element: Element| PointerAction::MoveToElement {
            element,
            duration: Some(Duration::from_millis(60)),
            x: 0.0,
            y: 0.0,
        };
        // The first moves begin the drag.
        let nudge = PointerAction::MoveBy { duration: Some(Duration::from_millis(60)), x: 12.0, y: 12.0 };
        let mouse = MouseActions::new("mouse".into())
            .then(to(what))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(nudge)
            .then(to(onto.clone()))
            .then(to(onto))
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        let dragged = self.page.client.perform_actions(mouse).await;
        dragged.unwrap_or_else(|error| panic!("in {} nothing can be dragged: {error}", self.root));
    }
}
