//! The GPU to test on, and how it fails.

use tensor::gpu::{wait, GpuDevice, GpuOptions};

/// The GPU, or none where that was declared.
pub fn device() -> Option<GpuDevice> {
    match wait(GpuDevice::request(GpuOptions::default())) {
        Ok(device) => {
            println!("GPU: {:?}", device.info());
            Some(device)
        }
        Err(error) if std::env::var_os("EPOCH_NO_GPU").is_some_and(|v| v == "1") => {
            println!("WARNING: 0 GPU CASES RUN, NOTHING CHECKED. EPOCH_NO_GPU=1 and no adapter: {error}");
            None
        }
        Err(error) => panic!("no GPU to test on (EPOCH_NO_GPU=1 lets this pass): {error}"),
    }
}

#[test]
fn a_lost_device_says_so() {
    let Some(mut device) = device() else { return };
    device.write_region("a", &[1.0, 2.0]).unwrap();
    wait(device.done()).unwrap();
    assert_eq!(wait(device.read_region("a")).unwrap(), [1.0, 2.0]);
    assert!(wait(device.read_region("b")).is_err());
    assert!(device.write_region("a", &[1.0]).is_err());
    assert!(!device.is_lost());
    device.destroy();
    let read = wait(device.read_region("a"));
    assert!(read.is_err(), "{read:?}");
    assert!(device.is_lost());
    assert!(device.write_region("a", &[1.0, 2.0]).is_err());
}
