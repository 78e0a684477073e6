//! What lessons and pages are made of: pictures, bars, curves and tables that draw plain values.
//! No widget knows the worker, the settings or the translation table: words come in as texts.

mod bars;
mod chart_draw;
mod chart_frame;
mod chart_words;
mod dom;
mod filter_grid;
pub mod format;
mod histogram;
mod icon;
mod layer_table;
mod loss_chart;
mod own_picture;
mod picture_grid;
mod pixels;
mod progress_bar;
mod roving;
mod scale;
mod series;
mod shared;
mod theme;

pub use bars::{detailed, Class, Classes};
pub use chart_words::LossChartText;
pub use dom::{focus_soon, use_width, Listener};
pub use filter_grid::{FilterGrid, FilterGridText};
pub use layer_table::{layer_table, LayerRow, LayerTableText, LayerWeights};
pub use loss_chart::LossChart;
pub use own_picture::{OwnPicture, OwnPictureText};
pub use picture_grid::{PictureCell, PictureGrid, PictureGridText, PictureSize};
pub use pixels::{PixelCanvas, Pixels};
pub use progress_bar::progress_bar;
pub use series::Point;
pub use shared::Shared;
pub use theme::use_theme;
