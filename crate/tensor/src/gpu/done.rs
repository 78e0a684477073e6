//! Waiting for the queue, without reading anything back.

use std::future::Future;

use super::device::GpuDevice;
use super::signal::Signal;
use crate::error::Error;

impl GpuDevice {
    /// Waits until everything that was submitted before this call is done. The future borrows nothing.
    pub fn done(&self) -> impl Future<Output = Result<(), Error>> + 'static {
        let signal = Signal::new();
        let give = signal.giver();
        self.queue.on_submitted_work_done(move || give(()));
        let (device, health) = (self.device.clone(), self.health.clone());
        async move {
            signal.taken(&device).await;
            health.check()
        }
    }
}
