//! Browser tests, one binary: the built site in headless Chromium, used as a student uses it.

mod accessible;
mod address;
mod agreement;
mod api;
mod bench;
mod crew;
mod equality;
mod gpu_lost;
mod home;
mod kept;
mod keyboard;
mod lab;
mod language;
mod lesson;
mod measured;
mod native;
mod offline;
mod own_picture;
mod quiet;
mod sharing;

/// Whether a device line says that the CPU computes, alone or with other cores: those join while a run is under way.
fn is_cpu(line: &str) -> bool {
    line.rsplit('\n').next().is_some_and(|name| name == "CPU" || name.starts_with("CPU × "))
}
