//! Reading back: a copy into a mappable buffer that waits for its turn in the queue.

use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use super::device::Health;
use super::signal::Signal;
use crate::error::Error;

/// Mappable buffers kept for the next read.
const KEPT: usize = 4;

#[derive(Debug)]
pub(super) struct Readback {
    device: wgpu::Device,
    queue: wgpu::Queue,
    health: Arc<Health>,
    idle: Arc<Mutex<Vec<wgpu::Buffer>>>,
}

impl Readback {
    pub(super) fn new(device: wgpu::Device, queue: wgpu::Queue, health: Arc<Health>) -> Self {
        Readback { device, queue, health, idle: Arc::default() }
    }

    /// Copies `len` elements from `offset` at once, in the queue's order; the future waits for them.
    pub(super) fn copy(
        &self,
        buffer: &wgpu::Buffer,
        offset: usize,
        len: usize,
    ) -> Result<impl Future<Output = Result<Vec<f32>, Error>> + 'static, Error> {
        self.health.check()?;
        let bytes = len as u64 * 4;
        let staging = self.take(bytes.max(4));
        self.health.count(|calls| calls.submits += 1);
        let mut encoder = self.device.create_command_encoder(&Default::default());
        encoder.copy_buffer_to_buffer(buffer, offset as u64 * 4, &staging, 0, bytes);
        self.queue.submit([encoder.finish()]);
        let mapped = Signal::new();
        staging.map_async(wgpu::MapMode::Read, 0..bytes.max(4), mapped.giver());
        let (device, health, idle) = (self.device.clone(), self.health.clone(), self.idle.clone());
        Ok(async move {
            let result = mapped.taken(&device).await;
            health.check()?;
            result.map_err(|e| Error::Gpu(e.to_string()))?;
            let view = staging.get_mapped_range(0..bytes.max(4)).map_err(|e| Error::Gpu(e.to_string()))?;
            let mut values: Vec<f32> = bytemuck::pod_collect_to_vec::<u8, f32>(&view);
            values.truncate(len);
            drop(view);
            staging.unmap();
            let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < KEPT {
                idle.push(staging);
            }
            Ok(values)
        })
    }

    /// An idle buffer of exactly this size, else a new one.
    fn take(&self, size: u64) -> wgpu::Buffer {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = idle.iter().position(|b| b.size() == size) {
            return idle.swap_remove(index);
        }
        if idle.len() == KEPT {
            idle.remove(0);
        }
        self.health.count(|calls| calls.buffers += 1);
        self.device.create_buffer(&wgpu::BufferDescriptor {
            label: Some("readback"),
            size,
            usage: wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST,
            mapped_at_creation: false,
        })
    }
}
