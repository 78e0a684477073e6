//! The page's own mistakes: one dialog with a report, made of plain elements, since nothing else can be relied on
//! after a panic.

use std::cell::Cell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, HtmlDialogElement};

use super::{engine::BUILD, preference, text::Lang};

/// Shows panics of the page in a dialog; only the first, since others follow from it.
pub fn install() {
    thread_local!(static SHOWN: Cell<bool> = const { Cell::new(false) });
    std::panic::set_hook(Box::new(|info| {
        let report = format!("Epoch One {BUILD}\n{info}");
        log(&report);
        if !SHOWN.with(|shown| shown.replace(true)) {
            // If even this cannot be shown, the console has the report.
            let _ = show(preference::language(), &report);
        }
    }));
}

/// Writes to the console.
pub fn log(text: &str) {
    #[wasm_bindgen::prelude::wasm_bindgen]
    extern "C" {
        #[wasm_bindgen(js_namespace = console, js_name = error)]
        fn console_error(text: &str);
    }
    console_error(text);
}

fn show(lang: Lang, report: &str) -> Result<(), JsValue> {
    let document = web_sys::window().and_then(|w| w.document()).ok_or(JsValue::NULL)?;
    let body = document.body().ok_or(JsValue::NULL)?;
    let dialog: HtmlDialogElement = document.create_element("dialog")?.unchecked_into();
    dialog.set_class_name("modal");
    let title = element(&document, "h2", lang.panic_title())?;
    let text = element(&document, "p", lang.panic_text())?;
    let detail = element(&document, "pre", report)?;
    detail.set_class_name("report");
    detail.set_attribute("tabindex", "0")?;
    let reload = element(&document, "a", lang.panic_reload())?;
    reload.set_class_name("button primary");
    reload.set_attribute("href", "")?;
    dialog.append_with_node_4(&title, &text, &detail, &reload)?;
    body.append_child(&dialog)?;
    dialog.show_modal()
}

fn element(document: &Document, tag: &str, text: &str) -> Result<Element, JsValue> {
    let element = document.create_element(tag)?;
    element.set_text_content(Some(text));
    Ok(element)
}
