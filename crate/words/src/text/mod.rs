//! The lists, by place on the page; `later` is of parts that are opened now and then.

#[macro_use]
mod bench;
#[macro_use]
mod common;
#[macro_use]
mod home;
#[macro_use]
mod kept;
#[macro_use]
mod lab;
#[macro_use]
mod later;
#[macro_use]
mod lesson;
#[macro_use]
mod problem;
#[macro_use]
mod setting;
#[macro_use]
mod share;
