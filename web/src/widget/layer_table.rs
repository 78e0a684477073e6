//! The network as a list: shapes, parameters, what is frozen, how weights lie and how far they have moved.

use yew::prelude::*;

use super::format;
use super::histogram::histogram;
use super::icon;
use crate::part::{drawn_by, part};

/// One layer.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerRow {
    /// e.g. `stage1.0.conv1`.
    pub name: AttrValue,
    /// e.g. `conv2d`.
    pub kind: AttrValue,
    /// Output for one picture.
    pub output: Vec<u32>,
    pub parameters: u32,
    pub frozen: bool,
    /// Nothing for layers without weights and before the first report.
    pub weights: Option<LayerWeights>,
}

/// Weights of a layer in short.
#[derive(Clone, Debug, PartialEq)]
pub struct LayerWeights {
    /// Counts in equal bins over `low..high`.
    pub histogram: Vec<u32>,
    pub low: f32,
    pub high: f32,
    /// ‖w − w₀‖ / ‖w₀‖.
    pub moved: f32,
}

/// Words of a [`layer_table`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LayerTableText {
    /// Name of the table for screen readers.
    pub table: AttrValue,
    pub layer: AttrValue,
    pub shape: AttrValue,
    pub parameters: AttrValue,
    pub weights: AttrValue,
    pub moved: AttrValue,
    pub frozen: AttrValue,
    /// Shown while there is no layer.
    pub empty: AttrValue,
    /// `Distribution of weights`, for screen readers.
    pub histogram: AttrValue,
}

/// The end of the scale of all moved bars: the farthest layer, but never so little that noise fills the bar,
/// and never so much that a new head (it starts near zero and moves by more than its own size) flattens all
/// others. What is beyond gets a broken bar.
fn farthest(rows: &[LayerRow]) -> f32 {
    let moved = rows.iter().filter_map(|r| r.weights.as_ref()).map(|w| w.moved).filter(|m| m.is_finite());
    moved.fold(0.01, f32::max).min(0.25)
}

/// The list. A row is drawn anew only when it has changed.
pub fn layer_table(rows: &[LayerRow], text: &LayerTableText) -> Html {
    if rows.is_empty() {
        return html! { <p class="w-empty">{ text.empty.clone() }</p> };
    }
    let scale = farthest(rows);
    let row = |row: &LayerRow| part!(key: row.name.to_string(), Row { row: row.clone(), scale, text: text.clone() });
    // The roles are said outright, since a table laid out as a grid loses its own in some browsers.
    html! {
        <div class="w-layers" role="table" aria-label={text.table.clone()}>
            <div class="w-layer w-layer-head" role="row">
                <span role="columnheader" class="w-layer-name">{ text.layer.clone() }</span>
                <span role="columnheader" class="w-layer-shape">{ text.shape.clone() }</span>
                <span role="columnheader" class="w-layer-parameters">{ text.parameters.clone() }</span>
                <span role="columnheader" class="w-layer-weights">{ text.weights.clone() }</span>
                <span role="columnheader" class="w-layer-moved">{ text.moved.clone() }</span>
            </div>
            { for rows.iter().map(row) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct Row {
    row: LayerRow,
    scale: f32,
    text: LayerTableText,
}

drawn_by!(Row, use_row);

#[hook]
fn use_row(props: &Row) -> Html {
    let (row, text) = (&props.row, &props.text);
    let parameters =
        if row.parameters == 0 { format::DASH.to_string() } else { format::count(u64::from(row.parameters)) };
    html! {
        <div class={classes!("w-layer", row.frozen.then_some("w-layer-frozen"))} role="row">
            <span role="rowheader" class="w-layer-name">
                <span class="w-layer-title">{ row.name.clone() }</span>
                <span class="w-layer-kind">
                    { row.kind.clone() }
                    if row.frozen {
                        <span class="w-layer-ice">{ icon::snowflake() }{ text.frozen.clone() }</span>
                    }
                </span>
            </span>
            <span role="cell" class="w-layer-shape w-num">{ format::shape(&row.output) }</span>
            <span role="cell" class="w-layer-parameters w-num">
                { parameters }
                if row.parameters > 0 {
                    <span class="w-layer-word">{ text.parameters.clone() }</span>
                }
            </span>
            <span role="cell" class="w-layer-weights">{ row.weights.as_ref().map(|w| weights(w, text)) }</span>
            <span role="cell" class="w-layer-moved">{ row.weights.as_ref().map(|w| moved(w.moved, props.scale)) }</span>
        </div>
    }
}

fn weights(weights: &LayerWeights, text: &LayerTableText) -> Html {
    let range = format!("{} … {}", format::number(f64::from(weights.low)), format::number(f64::from(weights.high)));
    html! {
        <span class="w-layer-histogram" title={range.clone()}>
            { histogram(&weights.histogram, weights.low, weights.high, format!("{}: {range}", text.histogram)) }
        </span>
    }
}

fn moved(moved: f32, scale: f32) -> Html {
    let share = if moved.is_finite() { (moved / scale).clamp(0.0, 1.0) } else { 0.0 };
    html! {
        <>
            <span class={classes!("w-moved-track", (moved > scale).then_some("w-moved-beyond"))} aria-hidden="true"><span class="w-moved-fill" style={format!("width:{}%", format::fixed(f64::from(share) * 100.0, 1))} /></span>
            <span class="w-moved-share w-num">{ format::percent(f64::from(moved)) }</span>
        </>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(moved: f32) -> LayerRow {
        LayerRow {
            name: "stem".into(),
            kind: "conv2d".into(),
            output: vec![32, 32, 16],
            parameters: 432,
            frozen: false,
            weights: Some(LayerWeights { histogram: vec![1], low: -1.0, high: 1.0, moved }),
        }
    }

    #[test]
    fn one_scale_for_all_layers() {
        assert_eq!(farthest(&[row(0.2), row(f32::NAN), row(0.05)]), 0.2);
        assert_eq!(farthest(&[row(0.0001)]), 0.01);
        assert_eq!(farthest(&[row(1.8), row(0.05)]), 0.25);
        assert_eq!(farthest(&[]), 0.01);
    }
}
