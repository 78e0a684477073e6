//! The worker's side: takes commands in their order, loads what a run needs, and lets the session train in slices
//! between which new commands are heard.

mod asset;
mod crew;
mod inbox;
mod load;
mod picture;
mod serve;

use std::rc::Rc;

use train::protocol::Event;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::service::wire;
use inbox::Inbox;

/// Posts events to the page.
#[derive(Clone)]
pub struct Outbox(DedicatedWorkerGlobalScope);

impl Outbox {
    pub fn send(&self, event: &Event) {
        let posted = wire::pack(event)
            .map_err(JsValue::from)
            .and_then(|message| self.0.post_message_with_transfer(&message, &js_sys::Array::of1(&message.buffer())));
        if let Err(error) = posted {
            // The page waits for an event that cannot be told: better to end here, with a report.
            panic!("an event could not be posted: {error:?}");
        }
    }
}

/// Turns this worker's scope into the engine.
pub fn start(scope: DedicatedWorkerGlobalScope) {
    report_panics(scope.clone());
    let inbox = Rc::new(Inbox::default());
    let heard = inbox.clone();
    let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |message: MessageEvent| {
        match wire::read_command(&message.data()) {
            Ok(command) => heard.push(command),
            Err(error) => panic!("a command could not be read: {error}"),
        }
    });
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // The scope calls it for as long as the worker lives.
    on_message.forget();
    wasm_bindgen_futures::spawn_local(serve::serve(inbox, Outbox(scope)));
}

/// A panic aborts the program; the page hears of it first.
fn report_panics(scope: DedicatedWorkerGlobalScope) {
    std::panic::set_hook(Box::new(move |info| {
        let _ = scope.post_message(&wire::panic_message(&info.to_string()));
    }));
}
