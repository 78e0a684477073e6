//! A page as a person uses it: what stands there, what can be pressed under which name, what can be waited for.

use std::rc::Rc;
use std::time::{Duration, Instant};

use fantoccini::elements::{Element, ElementRef};
use fantoccini::key::Key;
use fantoccini::Client;
use serde_json::{json, Value};

use crate::command::SessionCommand;
use crate::part::Part;
use crate::Server;

/// How long something that should be there at once may take on a busy machine.
const SOON: u64 = 30;

/// Finds the visible elements of a role that have a name, or all of them where no name is given; within an element where
/// a selector is given.
const FIND: &str = r#"
const [role, name, root] = arguments;
const tags = {
  button: 'button, [role=button]', link: 'a[href]', textbox: 'input[type=text], textarea',
  switch: '[role=switch]', radio: 'input[type=radio]', group: 'details > summary',
  checkbox: 'input[type=checkbox]', slider: 'input[type=range]',
};
const label = e => e.getAttribute('aria-label')
  ?? (e.labels?.length ? [...e.labels].map(l => l.textContent).join(' ') : e.textContent);
const plain = text => text.replace(/\s+/g, ' ').trim();
const box = e => e.labels?.length ? e.labels[0] : e;
const within = root ? document.querySelector(root) : document;
return [...within?.querySelectorAll(tags[role] ?? `[role="${role}"]`) ?? []]
  .filter(e => (name === null || plain(label(e)) === name) && (e.checkVisibility() || box(e).checkVisibility()));
"#;

/// Runs a body of asynchronous JavaScript and reports how it ended.
const ASYNC: &str = r#"
const done = arguments[arguments.length - 1];
const body = Object.getPrototypeOf(async () => {}).constructor(arguments[0]);
body.apply(null, arguments[1] ?? []).then(
  value => done({ value: value === undefined ? null : value }),
  error => done({ error: { message: String(error?.message ?? error), code: error?.code ?? null, key: error?.key ?? null } }),
);
"#;

/// An open page.
#[derive(Debug)]
pub struct Page {
    pub client: Client,
    pub server: Rc<Server>,
    driver: u32,
}

impl Page {
    pub(crate) fn new(client: Client, server: Rc<Server>, driver: u32) -> Self {
        Page { client, server, driver }
    }

    /// Process number of the chromedriver, whose child is the browser.
    pub fn driver(&self) -> u32 {
        self.driver
    }

    /// Makes the visible part of the page as large as asked, for narrow phones too.
    pub async fn resize(&self, (width, height): (u32, u32)) {
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Opens a page of the site: `""` or `"lab"`.
    pub async fn open(&self, path: &str) {
        let address = self.server.address() + path;
        self.client.goto(&address).await.unwrap_or_else(|error| panic!("{address} did not open: {error}"));
    }

    /// Runs JavaScript with `arguments`.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.unwrap_or_else(|error| panic!("{error}\nin {script}"))
    }

    /// Runs the body of an asynchronous function with `arguments`; an error has `message`, `code` and `key`.
    pub async fn attempt(&self, body: &str, arguments: Vec<Value>) -> Result<Value, Value> {
        self.outcome(body, arguments).await.unwrap_or_else(|error| panic!("{error}\nin {body}"))
    }

    /// The same, where a page that does not answer is an outcome too: it crashed, or took too long.
    ///
    /// # Errors
    /// What chromedriver says of it.
    pub async fn outcome(&self, body: &str, arguments: Vec<Value>) -> Result<Result<Value, Value>, String> {
        let answer = self.client.execute_async(ASYNC, vec![json!(body), Value::Array(arguments)]).await;
        let mut answer = answer.map_err(|error| error.to_string())?;
        Ok(match answer.get_mut("error") {
            Some(error) => Err(error.take()),
            None => Ok(answer["value"].take()),
        })
    }

    /// The same, where an error fails the test.
    pub async fn call(&self, body: &str, arguments: Vec<Value>) -> Value {
        self.attempt(body, arguments).await.unwrap_or_else(|error| panic!("{error}\nin {body}"))
    }

    /// Waits until a JavaScript expression is truthy; gives its value.
    pub async fn until(&self, what: &str, seconds: u64, expression: &str) -> Value {
        let script = format!("return ({expression})");
        let start = Instant::now();
        loop {
            let value = self.run(&script, Vec::new()).await;
            if !matches!(value, Value::Null | Value::Bool(false)) && value != json!("") && value != json!(0) {
                return value;
            }
            assert!(start.elapsed() < Duration::from_secs(seconds), "waited {seconds} s in vain: {what}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Waits until the text of the element at `selector` passes; gives the text.
    pub async fn until_text(&self, selector: &str, seconds: u64, passes: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        loop {
            let text = self.text(selector).await;
            if passes(&text) {
                return text;
            }
            assert!(
                start.elapsed() < Duration::from_secs(seconds),
                "{selector} still says \"{text}\" after {seconds} s"
            );
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// Visible text of the element at `selector`; empty when there is none.
    pub async fn text(&self, selector: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        let text = self.run(script, vec![json!(selector)]).await;
        text.as_str().unwrap_or_default().trim().to_string()
    }

    /// The part of the page that the first element at `selector` holds.
    pub fn part(&self, selector: impl Into<String>) -> Part<'_> {
        Part::new(self, selector.into())
    }

    /// The visible element that has this role and this name, to the eye and to a screen reader.
    pub async fn named(&self, role: &str, name: &str) -> Element {
        self.named_in(None, role, name).await
    }

    pub(crate) async fn named_in(&self, root: Option<&str>, role: &str, name: &str) -> Element {
        let start = Instant::now();
        loop {
            let mut found = self.found(root, role, Some(name)).await;
            assert!(found.len() < 2, "{} elements are a {role} named \"{name}\"", found.len());
            if let Some(element) = found.pop() {
                if let Some(heard) = self.heard(&element, "computedlabel").await {
                    assert_eq!(heard, name, "what a screen reader calls the {role}");
                    return element;
                }
            }
            let place = root.unwrap_or("the page");
            assert!(start.elapsed() < Duration::from_secs(SOON), "no {role} named \"{name}\" in {place}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The visible elements of a role, now.
    pub(crate) async fn found(&self, root: Option<&str>, role: &str, name: Option<&str>) -> Vec<Element> {
        let found = self.run(FIND, vec![json!(role), json!(name), json!(root)]).await;
        let reference = |element: &Value| {
            let id = element.as_object().and_then(|o| o.values().next()).and_then(Value::as_str);
            let id: ElementRef = id.unwrap_or_else(|| panic!("no element reference")).to_string().into();
            Element::from_element_id(self.client.clone(), id)
        };
        found.as_array().into_iter().flatten().map(reference).collect()
    }

    /// What a screen reader says of an element; none where it was drawn anew since it was found.
    pub(crate) async fn heard(&self, element: &Element, what: &str) -> Option<String> {
        let id = element.element_id();
        match self.client.issue_cmd(SessionCommand::heard(id.as_ref(), what)).await {
            Ok(heard) => Some(heard.as_str().unwrap_or_default().to_string()),
            Err(error) if error.is_stale_element_reference() => None,
            Err(error) => panic!("{what}: {error}"),
        }
    }

    /// Presses a button, follows a link, turns a switch or makes a choice.
    pub async fn press(&self, role: &str, name: &str) {
        let start = Instant::now();
        loop {
            let element = self.named(role, name).await;
            match element.click().await {
                Ok(()) => return,
                // It may have been drawn anew between finding and clicking.
                Err(error) if error.is_stale_element_reference() && start.elapsed() < Duration::from_secs(5) => {}
                Err(error) => panic!("the {role} \"{name}\" cannot be pressed: {error}"),
            }
        }
    }

    /// Chooses one of a few.
    pub async fn choose(&self, name: &str) {
        self.press("radio", name).await;
        let chosen = self.named("radio", name).await.is_selected().await;
        assert!(chosen.unwrap_or(false), "\"{name}\" was pressed and is not chosen");
    }

    /// Types a value into a field in place of what is there.
    pub async fn fill(&self, name: &str, value: &str) {
        let field = self.named("textbox", name).await;
        let keys = format!("{}a{}{value}{}", char::from(Key::Control), char::from(Key::Null), char::from(Key::Tab));
        field.click().await.unwrap_or_else(|error| panic!("\"{name}\" cannot be clicked: {error}"));
        field.send_keys(&keys).await.unwrap_or_else(|error| panic!("nothing can be typed into \"{name}\": {error}"));
        let field = self.named("textbox", name).await;
        let now = field.prop("value").await.ok().flatten().unwrap_or_default();
        assert_eq!(now, value, "what stands in \"{name}\" after typing");
    }

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.try_devtools(command, parameters).await.unwrap_or_else(|error| panic!("{command}: {error}"))
    }

    /// The same, where a refusal is an answer.
    pub async fn try_devtools(&self, command: &str, parameters: Value) -> Result<Value, String> {
        let command = SessionCommand::devtools(command, &parameters);
        self.client.issue_cmd(command).await.map_err(|error| error.to_string())
    }

    /// Lines that the page wrote to the console at level `SEVERE`: errors, refused requests, violated policies.
    pub async fn console_errors(&self) -> Vec<String> {
        let lines = self.client.issue_cmd(SessionCommand::log("browser")).await;
        let lines = lines.unwrap_or_else(|error| panic!("the console cannot be read: {error}"));
        let lines = lines.as_array().cloned().unwrap_or_default();
        let severe = lines.iter().filter(|line| line["level"] == "SEVERE");
        severe.map(|line| line["message"].as_str().unwrap_or_default().to_string()).collect()
    }

    /// What the page shows and what the console says, for the report of a failed test.
    pub async fn describe(&self) -> String {
        let text = self.client.execute("return location.href + '\\n' + document.body.innerText", Vec::new()).await;
        let text = text.ok().and_then(|t| t.as_str().map(String::from)).unwrap_or_default();
        let lines = self.client.issue_cmd(SessionCommand::log("browser")).await.unwrap_or_default();
        let mut report = format!("--- the page\n{text}\n--- the console\n");
        for line in lines.as_array().into_iter().flatten() {
            report += &format!("{} {}\n", line["level"], line["message"]);
        }
        if let (Some(file), Ok(picture)) = (std::env::var_os("EPOCH_SCREENSHOT"), self.client.screenshot().await) {
            if let Err(error) = std::fs::write(&file, picture) {
                report += &format!("no screenshot: {error}\n");
            }
        }
        report
    }
}
