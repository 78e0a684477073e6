//! Finding a GPU and saying which one it is.

use crate::error::Error;

/// What is asked of the adapter.
#[derive(Clone, Copy, Debug, Default)]
pub struct GpuOptions {
    /// Only a software adapter will do (for tests).
    pub software_only: bool,
}

/// Which GPU computes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdapterInfo {
    /// What can be shown to a person: the model, or as much as the browser tells.
    pub name: String,
    /// `vulkan` or `webgpu`.
    pub backend: String,
    /// Whether a processor plays the GPU's part: correct, but far slower than the CPU backend.
    pub software: bool,
}

/// Words in the names of software adapters.
const SOFTWARE: [&str; 4] = ["swiftshader", "llvmpipe", "lavapipe", "microsoft basic render"];

impl AdapterInfo {
    /// `extra` is what is known besides wgpu's own information: vendor and architecture in the browser.
    pub(super) fn new(info: &wgpu::AdapterInfo, extra: &[String]) -> Self {
        let mut words: Vec<&str> = Vec::new();
        for word in extra.iter().map(String::as_str).chain([info.name.as_str(), info.driver.as_str()]) {
            if !word.is_empty() && !words.contains(&word) {
                words.push(word);
            }
        }
        let all = words.join(" ").to_lowercase();
        let software = info.device_type == wgpu::DeviceType::Cpu || SOFTWARE.iter().any(|s| all.contains(s));
        // The browser's description, where it gives one, says what vendor and architecture say.
        let name = match info.name.is_empty() {
            false => info.name.clone(),
            true if words.is_empty() => "WebGPU".to_string(),
            true => words.join(" "),
        };
        let backend = match info.backend {
            wgpu::Backend::BrowserWebGpu => "webgpu".to_string(),
            other => other.to_string(),
        };
        AdapterInfo { name, backend, software }
    }
}

/// An adapter with a device of the highest limits that are of use here.
pub(super) async fn request(options: GpuOptions) -> Result<(AdapterInfo, wgpu::Device, wgpu::Queue), Error> {
    let instance = wgpu::Instance::new(wgpu::InstanceDescriptor::new_without_display_handle());
    let wanted = wgpu::RequestAdapterOptions {
        power_preference: wgpu::PowerPreference::HighPerformance,
        force_fallback_adapter: options.software_only,
        ..Default::default()
    };
    let adapter = instance.request_adapter(&wanted).await.map_err(|e| Error::Gpu(e.to_string()))?;
    let has = adapter.limits();
    let limits = wgpu::Limits {
        max_buffer_size: has.max_buffer_size,
        max_storage_buffer_binding_size: has.max_storage_buffer_binding_size,
        max_storage_buffers_per_shader_stage: has.max_storage_buffers_per_shader_stage.min(16),
        ..wgpu::Limits::defaults().or_worse_values_from(&has)
    };
    let descriptor = wgpu::DeviceDescriptor { label: Some("epoch"), required_limits: limits, ..Default::default() };
    let (device, queue) = adapter.request_device(&descriptor).await.map_err(|e| Error::Gpu(e.to_string()))?;
    let info = AdapterInfo::new(&adapter.get_info(), &browser_words(&device));
    Ok((info, device, queue))
}

/// Vendor and architecture of the browser's adapter, which wgpu leaves out.
#[cfg(target_arch = "wasm32")]
fn browser_words(device: &wgpu::Device) -> Vec<String> {
    let get = |of: &js_sys::wasm_bindgen::JsValue, key: &str| js_sys::Reflect::get(of, &key.into()).ok();
    let Some(info) = device.as_webgpu().and_then(|d| get(d.as_ref(), "adapterInfo")) else { return vec![] };
    ["vendor", "architecture", "device"].iter().filter_map(|key| get(&info, key)?.as_string()).collect()
}

#[cfg(not(target_arch = "wasm32"))]
fn browser_words(_: &wgpu::Device) -> Vec<String> {
    vec![]
}
