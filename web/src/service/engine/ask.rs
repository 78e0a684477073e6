//! What the page asks of the run, and how it waits for an answer.

use std::cell::RefCell;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use train::protocol::{Command, Event, Kept, Look};

use super::{Engine, Notice};

impl Engine {
    /// Asks for a prediction; gives the number that the answer will carry.
    pub fn predict(&self, bytes: Vec<u8>) -> u32 {
        let id = self.0.next_prediction.get() + 1;
        self.0.next_prediction.set(id);
        self.send(Command::Predict { id, bytes });
        id
    }

    /// The same for a picture that was opened before: 32 × 32 × 3 bytes.
    pub fn predict_again(&self, rgb: Vec<u8>) {
        let id = self.0.next_prediction.get() + 1;
        self.0.next_prediction.set(id);
        self.send(Command::PredictAgain { id, rgb });
    }

    /// Looks into the network; gives the number that the answer will carry.
    pub fn look_into(&self, look: Look) -> u32 {
        let id = self.next_look();
        self.send(Command::Look { id, look });
        id
    }

    /// Sends a command and waits for the first event that `pick` wants. None comes where the worker ends, or another run
    /// is prepared in the meantime.
    pub async fn answer<T: 'static>(
        &self,
        command: Command,
        pick: impl Fn(&Event) -> Option<T> + 'static,
    ) -> Option<T> {
        // What was heard: nothing yet, nothing ever, or the answer.
        let heard: Rc<RefCell<Option<Option<T>>>> = Rc::default();
        let waiting: Rc<RefCell<Option<Waker>>> = Rc::default();
        let (hear, wake) = (heard.clone(), waiting.clone());
        let id = self.listen(move |notice| {
            let answer = match notice {
                Notice::Run { event, .. } => pick(event).map(Some),
                Notice::Died(_) | Notice::Sent(Command::Prepare { .. }) => Some(None),
                _ => None,
            };
            let first = hear.borrow().is_none();
            if let (Some(answer), true) = (answer, first) {
                *hear.borrow_mut() = Some(answer);
                if let Some(waker) = wake.borrow_mut().take() {
                    waker.wake();
                }
            }
        });
        self.send(command);
        let answer = poll_fn(|context| match heard.borrow_mut().take() {
            Some(answer) => Poll::Ready(answer),
            None => {
                *waiting.borrow_mut() = Some(context.waker().clone());
                Poll::Pending
            }
        });
        let answer = answer.await;
        self.unlisten(id);
        answer
    }

    /// Everything that is needed to go on with the present run, and where `start` is set the weights that it started with.
    pub async fn keep(&self, start: bool) -> Option<Box<Kept>> {
        let id = self.next_look();
        self.answer(Command::Keep { id, start }, move |event| match event {
            Event::Kept { id: of, kept } if *of == id => Some(kept.clone()),
            _ => None,
        })
        .await
    }

    /// The number for a question.
    pub fn next_look(&self) -> u32 {
        let id = self.0.next_look.get() + 1;
        self.0.next_look.set(id);
        id
    }
}
