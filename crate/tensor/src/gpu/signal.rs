//! What a callback of WebGPU tells a future that waits for it.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

/// A value that is given once and taken once.
pub(super) struct Signal<T>(Arc<Mutex<(Option<T>, Option<Waker>)>>);

impl<T> Signal<T> {
    pub(super) fn new() -> Self {
        Signal(Arc::new(Mutex::new((None, None))))
    }

    /// The callback's end.
    pub(super) fn giver(&self) -> impl FnOnce(T) {
        let state = self.0.clone();
        move |value| {
            let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
            state.0 = Some(value);
            if let Some(waker) = state.1.take() {
                waker.wake();
            }
        }
    }

    /// Waits for the value.
    pub(super) async fn taken(self, device: &wgpu::Device) -> T {
        // Natively nobody else calls the callbacks; in the browser this does nothing and the event loop does.
        let _ = device.poll(wgpu::PollType::wait_indefinitely());
        poll_fn(|context| {
            let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match state.0.take() {
                Some(value) => Poll::Ready(value),
                None => {
                    state.1 = Some(context.waker().clone());
                    Poll::Pending
                }
            }
        })
        .await
    }
}
