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
