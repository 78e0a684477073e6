//! Waiting for the queue, without reading anything back.

use std::future::{poll_fn, Future};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Poll, Waker};

use super::device::GpuDevice;
use crate::error::Error;

/// Handed from the queue's callback to the future that waits for it.
#[derive(Default)]
struct Signal {
    done: bool,
    waker: Option<Waker>,
}

impl GpuDevice {
    /// Waits until everything that was submitted before this call is done. The future borrows nothing.
    pub fn done(&self) -> impl Future<Output = Result<(), Error>> + 'static {
        let signal = Arc::new(Mutex::new(Signal::default()));
        let give = signal.clone();
        self.queue.on_submitted_work_done(move || {
            let mut signal = give.lock().unwrap_or_else(PoisonError::into_inner);
            signal.done = true;
            if let Some(waker) = signal.waker.take() {
                waker.wake();
            }
        });
        let (device, health) = (self.device.clone(), self.health.clone());
        async move {
            // Natively nobody else calls the callback; in the browser this does nothing and the event loop does.
            let _ = device.poll(wgpu::PollType::wait_indefinitely());
            poll_fn(|context| {
                let mut signal = signal.lock().unwrap_or_else(PoisonError::into_inner);
                match signal.done {
                    true => Poll::Ready(()),
                    false => {
                        signal.waker = Some(context.waker().clone());
                        Poll::Pending
                    }
                }
            })
            .await;
            health.check()
        }
    }
}
