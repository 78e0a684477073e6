//! What computes, and why.

use train::protocol::{DeviceInfo, DeviceReason};
use yew::prelude::*;

use crate::component::Link;
use crate::service::route::Route;
use crate::service::text::Lang;

pub fn name(lang: Lang, device: &DeviceInfo) -> String {
    match device.backend.as_str() {
        "gpu" if device.adapter.is_empty() => "GPU".into(),
        "gpu" => lang.device_gpu(&device.adapter),
        _ if device.workers > 1 => lang.device_cpus(device.workers),
        _ => lang.device_cpu().into(),
    }
}

fn reason(lang: Lang, device: &DeviceInfo) -> String {
    let said = match device.reason {
        DeviceReason::Faster => {
            let [gpu, cpu] = device.speeds;
            return if device.backend == "gpu" { lang.why_gpu_faster(gpu, cpu) } else { lang.why_cpu_faster(gpu, cpu) };
        }
        DeviceReason::RealGpu => lang.why_real_gpu(),
        DeviceReason::NoWebGpu => lang.why_no_webgpu(),
        DeviceReason::NoAdapter => lang.why_no_adapter(),
        DeviceReason::SoftwareAdapter => lang.why_software(),
        DeviceReason::Chosen => lang.why_chosen(),
        DeviceReason::Lost => lang.why_lost(),
    };
    said.into()
}

/// `CPU ▾`: opens to say why.
pub fn device_line(lang: Lang, device: Option<&DeviceInfo>) -> Html {
    let Some(device) = device else {
        return html! { <span class="device muted" aria-label={lang.device()}>{ crate::widget::format::DASH }</span> };
    };
    html! {
        <details class="device">
            <summary>
                <span class={classes!("chip", format!("chip-{}", device.backend))} aria-hidden="true"></span>
                <span class="visually-hidden">{ lang.device() }{ " " }</span>
                <span class="device-name">{ name(lang, device) }</span>
            </summary>
            <p class="device-why">{ reason(lang, device) }{ lang.sentence_gap() }
                { if device.workers > 1 { lang.why_cpus() } else { "" } }{ lang.sentence_gap() }<Link to={Route::Bench}>{ lang.bench_title() }</Link></p>
        </details>
    }
}
