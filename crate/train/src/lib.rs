//! The training session: settings in, events out. No DOM type in here, so that it runs natively too.

#[cfg(feature = "gpu")]
pub mod choose;
pub mod config;
pub mod crew;
pub mod data;
pub mod device;
pub mod protocol;
pub mod schedule;
pub mod session;
#[cfg(feature = "gpu")]
mod speed;
pub mod trainer;
