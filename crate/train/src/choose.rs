//! Which device computes: a real GPU where there is one, otherwise the CPU, and an honest word about why.

use crate::config::Backend;
use crate::device::Device;
use crate::protocol::{DeviceInfo, DeviceReason};

/// Finds devices. The GPU that is found for a first word about this machine is kept for the first run that wants one,
/// so that a run need not wait for a second request.
#[derive(Debug)]
pub struct Chooser {
    /// Whether there is a WebGPU to ask at all.
    web_gpu: bool,
    kept: Option<Found>,
}

impl Chooser {
    /// `web_gpu` says whether the browser has WebGPU; natively it is true.
    pub fn new(web_gpu: bool) -> Self {
        Chooser { web_gpu, kept: None }
    }

    /// What would compute if nothing is wished for.
    pub async fn look(&mut self) -> DeviceInfo {
        let found = self.find().await;
        let info = info(Backend::Auto, &found);
        self.kept = found.ok();
        info
    }

    /// A device for the wish of the settings, and what there is to say about it.
    pub async fn choose(&mut self, wish: Backend) -> (Device, DeviceInfo) {
        let found = self.find().await;
        let info = info(wish, &found);
        match found {
            Ok(found) if info.backend == "gpu" => (found.into_device(), info),
            found => {
                self.kept = found.ok();
                (Device::cpu(), info)
            }
        }
    }

    async fn find(&mut self) -> Result<Found, DeviceReason> {
        match self.kept.take().filter(Found::is_sound) {
            Some(found) => Ok(found),
            None if self.web_gpu => request().await,
            None => Err(DeviceReason::NoWebGpu),
        }
    }
}

fn info(wish: Backend, found: &Result<Found, DeviceReason>) -> DeviceInfo {
    let (backend, reason) = match (found, wish) {
        (Err(reason), _) => ("cpu", *reason),
        (Ok(_), Backend::Gpu) => ("gpu", DeviceReason::Chosen),
        (Ok(_), Backend::Cpu) => ("cpu", DeviceReason::Chosen),
        (Ok(found), Backend::Auto) if found.software => ("cpu", DeviceReason::SoftwareAdapter),
        (Ok(_), Backend::Auto) => ("gpu", DeviceReason::RealGpu),
    };
    DeviceInfo {
        backend: backend.into(),
        adapter: found.as_ref().map(|found| found.name.clone()).unwrap_or_default(),
        reason,
        gpu_available: found.is_ok(),
        workers: 1,
    }
}

/// A GPU that was found.
#[derive(Debug)]
struct Found {
    name: String,
    software: bool,
    #[cfg(feature = "gpu")]
    device: tensor::gpu::GpuDevice,
}

impl Found {
    #[cfg(feature = "gpu")]
    fn into_device(self) -> Device {
        Device::Gpu(self.device)
    }

    #[cfg(feature = "gpu")]
    fn is_sound(&self) -> bool {
        self.device.check().is_ok()
    }

    #[cfg(not(feature = "gpu"))]
    fn into_device(self) -> Device {
        Device::cpu()
    }

    #[cfg(not(feature = "gpu"))]
    fn is_sound(&self) -> bool {
        true
    }
}

#[cfg(feature = "gpu")]
async fn request() -> Result<Found, DeviceReason> {
    match tensor::gpu::GpuDevice::request(Default::default()).await {
        Ok(device) => {
            let (name, software) = (device.info().name.clone(), device.info().software);
            Ok(Found { name, software, device })
        }
        Err(_) => Err(DeviceReason::NoAdapter),
    }
}

#[cfg(not(feature = "gpu"))]
async fn request() -> Result<Found, DeviceReason> {
    Err(DeviceReason::NoWebGpu)
}
