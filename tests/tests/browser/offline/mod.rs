//! The site without a network: kept whole on the first visit, updated whole or not at all.
//!
//! | file | what |
//! |---|---|
//! | [`version`] | versions of the site to serve, and what the browser has of them |
//! | [`visit`] | the network off, the first visit cut off, storage full |
//! | [`update`] | a new version taken, left waiting, broken |
//! | [`builds`] | a worker of another build than the page |
//! | [`install`] | what a browser needs to install the site |

mod builds;
mod install;
mod update;
mod version;
mod visit;

/// The line below the page.
const KEPT: &str = ".site-foot";
/// The line above it.
const NOTICE: &str = ".site-notice";
