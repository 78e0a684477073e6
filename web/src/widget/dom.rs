//! The little of the DOM that several widgets share.

use js_sys::Array;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, EventTarget, HtmlCanvasElement, ResizeObserver};
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state};

/// A checked cast that says no instead of panicking.
pub fn cast<T: JsCast + Clone>(value: &impl JsCast) -> Option<T> {
    value.dyn_ref::<T>().cloned()
}

/// An event listener that is gone when this is dropped.
pub struct Listener {
    target: EventTarget,
    name: &'static str,
    closure: Closure<dyn FnMut(web_sys::Event)>,
}

impl Listener {
    pub fn new(target: &EventTarget, name: &'static str, handler: impl FnMut(web_sys::Event) + 'static) -> Self {
        let closure = Closure::wrap(Box::new(handler) as Box<dyn FnMut(web_sys::Event)>);
        // Fails only for a null callback.
        let _ = target.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        Self { target: target.clone(), name, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.name, self.closure.as_ref().unchecked_ref());
    }
}

/// Moves the focus to what `selector` finds once the page is drawn anew: where the button that was pressed goes away,
/// somebody who uses the keyboard would otherwise stand nowhere.
pub fn focus_soon(selector: String) {
    wasm_bindgen_futures::spawn_local(async move {
        yew::platform::time::sleep(std::time::Duration::ZERO).await;
        let found = web_sys::window().and_then(|w| w.document()).and_then(|d| d.query_selector(&selector).ok()?);
        if let Some(element) = found.and_then(|e| cast::<web_sys::HtmlElement>(&e)) {
            let _ = element.focus();
        }
    });
}

/// Width of an element in CSS pixels, kept up to date; 0 before it is laid out.
#[hook]
pub fn use_width(node: NodeRef) -> f64 {
    let width = use_state(|| 0.0);
    {
        let width = width.clone();
        use_effect_with(node, move |node| {
            let watched = node.cast::<Element>().and_then(|element| {
                width.set(element.get_bounding_client_rect().width());
                let target = element.clone();
                let closure = Closure::wrap(Box::new(move |_: Array| {
                    width.set(target.get_bounding_client_rect().width());
                }) as Box<dyn FnMut(Array)>);
                let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
                observer.observe(&element);
                Some((observer, closure))
            });
            move || {
                if let Some((observer, _closure)) = watched {
                    observer.disconnect();
                }
            }
        });
    }
    *width
}

/// A cleared drawing surface of this many CSS pixels, sharp on dense screens.
pub fn surface(canvas: &HtmlCanvasElement, width: f64, height: f64) -> Option<CanvasRenderingContext2d> {
    let ratio = web_sys::window().map_or(1.0, |w| w.device_pixel_ratio()).clamp(1.0, 4.0);
    let (across, down) = ((width * ratio).round() as u32, (height * ratio).round() as u32);
    if canvas.width() != across {
        canvas.set_width(across);
    }
    if canvas.height() != down {
        canvas.set_height(down);
    }
    let context: CanvasRenderingContext2d = cast(&canvas.get_context("2d").ok()??)?;
    context.set_transform(ratio, 0.0, 0.0, ratio, 0.0, 0.0).ok()?;
    context.clear_rect(0.0, 0.0, width, height);
    Some(context)
}
