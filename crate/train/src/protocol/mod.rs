//! What page and worker say to each other: the page sends [`Command`]s, the worker answers with [`Event`]s.
//! Plain data without a DOM type in it; the web crate carries it through `postMessage`. Variants are tagged from
//! outside (`{"epoch": {…}}`): a tag inside makes serde read every message into a tree first, which is 100 KB of code.

mod command;
mod device;
mod event;
mod keep;
mod metrics;
mod plan;
mod problem;
mod report;

pub use command::{Command, Look, Split};
pub use device::{DeviceInfo, DeviceReason};
pub use event::{Event, LoadStage, RunState};
pub use keep::{Adopted, Change, Kept};
pub use metrics::{BatchPoint, EpochPoint, Metrics, RunProgress};
pub use plan::{LayerInfo, PlanInfo};
pub use problem::{Problem, ProblemCode};
pub use report::{Filters, LayerStats, PictureItem, Prediction};
