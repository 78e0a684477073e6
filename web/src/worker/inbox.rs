//! Commands that have come and wait for their turn, and the pause in which new ones can come.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::task::{Poll, Waker};

use train::protocol::Command;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::MessageChannel;

/// Commands in the order in which they came.
#[derive(Default)]
pub struct Inbox {
    commands: RefCell<VecDeque<Command>>,
    waiting: RefCell<Option<Waker>>,
}

impl Inbox {
    pub fn push(&self, command: Command) {
        self.commands.borrow_mut().push_back(command);
        if let Some(waker) = self.waiting.borrow_mut().take() {
            waker.wake();
        }
    }

    /// The oldest command, if there is one.
    pub fn take(&self) -> Option<Command> {
        self.commands.borrow_mut().pop_front()
    }

    /// Whether a new run is asked for further back: then the present one need not be prepared.
    pub fn replaces_run(&self) -> bool {
        self.commands.borrow().iter().any(|c| matches!(c, Command::Prepare { .. }))
    }

    /// The oldest command, as soon as there is one.
    pub async fn next(&self) -> Command {
        poll_fn(|context| match self.take() {
            Some(command) => Poll::Ready(command),
            None => {
                *self.waiting.borrow_mut() = Some(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }
}

/// Gives way to messages that have arrived. A message to oneself takes its place in their queue at once, whereas
/// timers are delayed by at least 4 ms when they follow each other.
pub struct Breath(MessageChannel);

impl Breath {
    pub fn new() -> Result<Self, JsValue> {
        MessageChannel::new().map(Breath)
    }

    /// Returns after all messages that wait now have been heard.
    pub async fn take(&self) {
        let port = self.0.port1();
        let promise = js_sys::Promise::new(&mut |resolve, _| {
            let heard = Closure::once_into_js(move || {
                let _ = resolve.call0(&JsValue::NULL);
            });
            port.set_onmessage(Some(heard.unchecked_ref()));
        });
        if self.0.port2().post_message(&JsValue::NULL).is_ok() {
            // Resolved by the handler above, and never rejected.
            let _ = JsFuture::from(promise).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_in_first_out() {
        let inbox = Inbox::default();
        inbox.push(Command::Train);
        inbox.push(Command::Pause);
        assert!(!inbox.replaces_run());
        inbox.push(Command::Prepare { config: Default::default() });
        assert!(inbox.replaces_run());
        assert_eq!(inbox.take(), Some(Command::Train));
        assert_eq!(inbox.take(), Some(Command::Pause));
    }
}
