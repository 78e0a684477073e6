//! Which device computes: a real GPU where it is the faster, otherwise the CPU, and an honest word about why.

use tensor::cpu::shards::shards_of;
use tensor::gpu::GpuDevice;

use crate::config::{Backend, Config};
use crate::crew::members;
use crate::device::Device;
use crate::protocol::{DeviceInfo, DeviceReason};
use crate::session::Clock;
use crate::speed::speed;

/// Finds devices. A GPU that is found and not used is kept for the first run that wants one, so that a run need not wait
/// for a second request.
#[derive(Debug)]
pub struct Chooser {
    /// Whether there is a WebGPU to ask at all.
    web_gpu: bool,
    /// Cores of the CPU.
    cores: u32,
    measured: Measured,
    kept: Option<Found>,
}

/// What was measured of a GPU. As text it can be kept.
#[derive(Clone, Debug, Default, PartialEq)]
struct Measured {
    /// Pictures a second in training steps on the GPU and on one core of the CPU; 0 where only tiles were measured.
    speeds: [u32; 2],
    /// What `GpuDevice::tune` gave. It names the adapter.
    tiles: String,
}

impl Measured {
    fn read(text: &str) -> Option<Self> {
        let (gpu, rest) = text.split_once(' ')?;
        let (cpu, tiles) = rest.split_once(' ')?;
        Some(Measured { speeds: [gpu.parse().ok()?, cpu.parse().ok()?], tiles: tiles.into() })
    }

    fn text(&self) -> String {
        let [gpu, cpu] = self.speeds;
        format!("{gpu} {cpu} {}", self.tiles)
    }

    /// Whether the CPU is faster, with all its cores. Each further one that shares a step counts for half of one: that is
    /// what was measured with two (`docs/benchmark`).
    fn cpu_is_faster(&self, cores: u32) -> bool {
        let [gpu, cpu] = self.speeds.map(f64::from);
        let members = members(shards_of(Config::default().batch_size as usize), cores) as f64;
        gpu < cpu * (1.0 + members) / 2.0
    }
}

impl Chooser {
    /// `web_gpu` says whether the browser has WebGPU; natively it is true. `known` is what an earlier one has
    /// [measured](Chooser::measured), if anything.
    pub fn new(web_gpu: bool, cores: u32, known: &str) -> Self {
        Chooser { web_gpu, cores, measured: Measured::read(known).unwrap_or_default(), kept: None }
    }

    /// What is known of the GPU by now, to be kept.
    pub fn measured(&self) -> String {
        self.measured.text()
    }

    /// What would compute if nothing is wished for.
    pub async fn look(&mut self) -> DeviceInfo {
        let found = self.find().await;
        let info = self.info(Backend::Auto, &found);
        self.kept = found.ok();
        info
    }

    /// A device for the wish of the settings, and what there is to say about it. Before a GPU loads anything it has to be
    /// [measured](Chooser::measure).
    pub async fn choose(&mut self, wish: Backend) -> (Device, DeviceInfo) {
        let found = self.find().await;
        self.take(wish, found)
    }

    fn take(&mut self, wish: Backend, found: Result<Found, DeviceReason>) -> (Device, DeviceInfo) {
        let info = self.info(wish, &found);
        match found {
            Ok(Found(device)) if info.backend == "gpu" => (Device::Gpu(device), info),
            found => {
                self.kept = found.ok();
                (Device::cpu(), info)
            }
        }
    }

    /// Measures a GPU that was [chosen](Chooser::choose), so that it is used as it is best, and where there was no wish only
    /// if it is faster than the CPU. That takes some tenths of a second, the first time; in wasm the shaders have to be there.
    pub async fn measure(&mut self, (mut device, info): (Device, DeviceInfo), clock: Clock) -> (Device, DeviceInfo) {
        let Device::Gpu(gpu) = &mut device else { return (device, info) };
        // Where measuring fails the device works on with tiles that suit most, or tells its trouble when it is used. A
        // software adapter has nothing to keep.
        let tiles = gpu.tune(&self.measured.tiles, clock).await.unwrap_or_default();
        if !tiles.is_empty() && tiles != self.measured.tiles {
            self.measured = Measured { speeds: [0; 2], tiles };
        }
        if info.reason != DeviceReason::RealGpu {
            return (device, info);
        }
        for (speeds, device) in self.measured.speeds.iter_mut().zip([&mut device, &mut Device::cpu()]) {
            *speeds = speed(device, clock).await;
        }
        let found = match device {
            Device::Gpu(device) if self.measured.speeds[0] > 0 => Ok(Found(device)),
            // It was there, and cannot train.
            _ => Err(DeviceReason::Lost),
        };
        self.take(Backend::Auto, found)
    }

    async fn find(&mut self) -> Result<Found, DeviceReason> {
        match self.kept.take().filter(Found::is_sound) {
            Some(found) => Ok(found),
            None if self.web_gpu => request().await,
            None => Err(DeviceReason::NoWebGpu),
        }
    }

    fn info(&self, wish: Backend, found: &Result<Found, DeviceReason>) -> DeviceInfo {
        let speeds = found.as_ref().map_or([0; 2], |found| found.speeds(&self.measured));
        let (backend, reason) = match (found, wish) {
            (Err(reason), _) => ("cpu", *reason),
            (Ok(_), Backend::Gpu) => ("gpu", DeviceReason::Chosen),
            (Ok(_), Backend::Cpu) => ("cpu", DeviceReason::Chosen),
            (Ok(Found(device)), Backend::Auto) if device.info().software => ("cpu", DeviceReason::SoftwareAdapter),
            (Ok(_), Backend::Auto) if speeds == [0; 2] => ("gpu", DeviceReason::RealGpu),
            (Ok(_), Backend::Auto) if self.measured.cpu_is_faster(self.cores) => ("cpu", DeviceReason::Faster),
            (Ok(_), Backend::Auto) => ("gpu", DeviceReason::Faster),
        };
        DeviceInfo {
            backend: backend.into(),
            adapter: found.as_ref().map(|found| found.0.info().name.clone()).unwrap_or_default(),
            reason,
            gpu_available: found.is_ok(),
            workers: 1,
            speeds: if reason == DeviceReason::Faster { speeds } else { [0; 2] },
        }
    }
}

/// A GPU that was found.
#[derive(Debug)]
struct Found(GpuDevice);

impl Found {
    fn is_sound(&self) -> bool {
        self.0.check().is_ok()
    }

    /// What was measured of this one.
    fn speeds(&self, measured: &Measured) -> [u32; 2] {
        if self.0.knows(&measured.tiles) {
            measured.speeds
        } else {
            [0; 2]
        }
    }
}

async fn request() -> Result<Found, DeviceReason> {
    GpuDevice::request(Default::default()).await.map(Found).map_err(|_| DeviceReason::NoAdapter)
}

#[cfg(test)]
mod tests {
    use tensor::gpu::{wait, GpuOptions};

    use super::*;

    fn clock() -> f64 {
        std::time::UNIX_EPOCH.elapsed().map_or(0.0, |since| since.as_secs_f64() * 1e3)
    }

    /// Whatever adapter there is, as if it were a real one.
    fn real() -> Option<Found> {
        let device = wait(GpuDevice::request(GpuOptions::default()));
        if device.is_err() && std::env::var_os("EPOCH_NO_GPU").is_some_and(|v| v == "1") {
            println!("WARNING: NOTHING CHECKED: no GPU");
            return None;
        }
        let mut device = device.unwrap();
        device.pass_for_real();
        Some(Found(device))
    }

    fn with(known: &str, found: Found) -> Chooser {
        Chooser { kept: Some(found), ..Chooser::new(true, 1, known) }
    }

    #[test]
    fn auto_takes_the_faster_and_what_was_measured_is_known_again() {
        let Some(found) = real() else { return };
        let name = found.0.info().name.clone();
        let mut chooser = with("", found);
        let chosen = wait(chooser.choose(Backend::Auto));
        assert_eq!((chosen.1.backend.as_str(), chosen.1.reason), ("gpu", DeviceReason::RealGpu));
        let (device, info) = wait(chooser.measure(chosen, clock));
        let [gpu, cpu] = info.speeds;
        println!("{name}: {gpu} pictures a second; one core: {cpu}");
        assert!(gpu > 0 && cpu > 0 && info.reason == DeviceReason::Faster);
        assert_eq!(info.backend, if gpu >= cpu { "gpu" } else { "cpu" });
        assert_eq!(device.backend(), info.backend);
        let text = chooser.measured();
        assert!(text.starts_with(&format!("{gpu} {cpu} ")) && text.ends_with(&name), "{text}");

        // Later nothing is measured again; the winner is the one that was. A wish is a wish.
        let tiles = text.splitn(3, ' ').nth(2).unwrap();
        for (speeds, faster) in [([900, 300], "gpu"), ([300, 900], "cpu")] {
            let known = format!("{} {} {tiles}", speeds[0], speeds[1]);
            let mut chooser = with(&known, real().unwrap());
            let looked = wait(chooser.look());
            let chosen = wait(chooser.choose(Backend::Auto));
            let (device, info) = wait(chooser.measure(chosen, || panic!("it is measured again")));
            assert_eq!(looked, info);
            assert_eq!((device.backend(), info.speeds, info.reason), (faster, speeds, DeviceReason::Faster));
            assert_eq!(chooser.measured(), known);
            for (wish, backend) in [(Backend::Gpu, "gpu"), (Backend::Cpu, "cpu")] {
                let mut chooser = with(&known, real().unwrap());
                let chosen = wait(chooser.choose(wish));
                let (device, info) = wait(chooser.measure(chosen, || panic!("it is measured again")));
                assert_eq!((device.backend(), info.speeds, info.reason), (backend, [0; 2], DeviceReason::Chosen));
            }
        }
        // Of another adapter or an earlier version nothing is known.
        for known in [format!("900 300 {tiles}2"), tiles.to_string(), "900".into()] {
            assert_eq!(wait(with(&known, real().unwrap()).look()).reason, DeviceReason::RealGpu, "{known}");
        }
    }

    #[test]
    fn a_gpu_that_is_wished_for_has_its_tiles_measured_alone() {
        let Some(found) = real() else { return };
        let mut chooser = with("", found);
        let chosen = wait(chooser.choose(Backend::Gpu));
        let (device, info) = wait(chooser.measure(chosen, clock));
        assert_eq!((device.backend(), info.reason), ("gpu", DeviceReason::Chosen));
        let text = chooser.measured();
        assert!(text.starts_with("0 0 "), "{text}");
        // The speeds are still wanted where nothing is wished for.
        assert_eq!(wait(with(&text, real().unwrap()).look()).reason, DeviceReason::RealGpu);
    }

    #[test]
    fn a_gpu_that_breaks_while_it_is_measured_leaves_the_run_to_the_cpu() {
        let Some(found) = real() else { return };
        let mut chooser = with("", found);
        let chosen = wait(chooser.choose(Backend::Auto));
        if let Device::Gpu(device) = &chosen.0 {
            device.destroy();
        }
        let (device, info) = wait(chooser.measure(chosen, clock));
        assert_eq!((device.backend(), info.backend.as_str(), info.reason), ("cpu", "cpu", DeviceReason::Lost));
    }

    #[test]
    fn other_cores_count() {
        let measured = Measured { speeds: [500, 400], tiles: String::new() };
        assert!(!measured.cpu_is_faster(1));
        assert!(measured.cpu_is_faster(2));
        // Two cores make 1.5 times, four 2.5 times, more make no more shards.
        let measured = Measured { speeds: [1001, 400], tiles: String::new() };
        assert!(!measured.cpu_is_faster(4) && !measured.cpu_is_faster(64));
    }
}
