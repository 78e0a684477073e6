//! Which device computes: a real GPU where there is one, otherwise the CPU, and an honest word about why.

use crate::config::Backend;
use crate::device::Device;
use crate::protocol::{DeviceInfo, DeviceReason};

/// A device for the wish of the settings, and what there is to say about it.
pub async fn choose(wish: Backend) -> (Device, DeviceInfo) {
    let probe = probe().await;
    let available = probe.is_ok();
    let adapter = match &probe {
        Ok(found) => found.name.clone(),
        Err(_) => String::new(),
    };
    let software = matches!(&probe, Ok(found) if found.software);
    let info = |backend: &str, reason| DeviceInfo {
        backend: backend.into(),
        adapter: adapter.clone(),
        reason,
        gpu_available: available,
    };
    let use_gpu = wish == Backend::Gpu || (wish == Backend::Auto && !software);
    match probe {
        Err(reason) => (Device::cpu(), info("cpu", reason)),
        Ok(found) if use_gpu => {
            let reason = if wish == Backend::Gpu { DeviceReason::Chosen } else { DeviceReason::RealGpu };
            (found.into_device(), info("gpu", reason))
        }
        Ok(_) => {
            let reason = if wish == Backend::Cpu { DeviceReason::Chosen } else { DeviceReason::SoftwareAdapter };
            (Device::cpu(), info("cpu", reason))
        }
    }
}

/// A GPU that was found.
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

    #[cfg(not(feature = "gpu"))]
    fn into_device(self) -> Device {
        Device::cpu()
    }
}

#[cfg(feature = "gpu")]
async fn probe() -> Result<Found, DeviceReason> {
    match tensor::gpu::GpuDevice::request(Default::default()).await {
        Ok(device) => {
            let (name, software) = (device.info().name.clone(), device.info().software);
            Ok(Found { name, software, device })
        }
        Err(_) => Err(DeviceReason::NoAdapter),
    }
}

#[cfg(not(feature = "gpu"))]
async fn probe() -> Result<Found, DeviceReason> {
    Err(DeviceReason::NoWebGpu)
}
