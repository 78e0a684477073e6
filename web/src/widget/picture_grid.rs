//! Pictures with what the network says about each.

use yew::prelude::*;

use super::bars::{in_words, leading, stacked, Classes};
use super::icon;
use super::pixels::{PixelCanvas, Pixels};
use super::roving::use_roving;
use crate::part::{drawn_by, part};

/// One picture.
#[derive(Clone, Debug, PartialEq)]
pub struct PictureCell {
    /// Names the picture to [`PictureGrid::on_select`]; unique in the grid.
    pub key: u32,
    /// Nothing while it is on its way.
    pub pixels: Option<Pixels>,
    /// Its true class; without meaning while the picture is on its way.
    pub label: u32,
    /// Per class; empty while nothing is predicted.
    pub probabilities: Vec<f32>,
}

/// How large the pictures are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PictureSize {
    /// 64 CSS pixels.
    Small,
    /// 96 CSS pixels.
    #[default]
    Large,
}

impl PictureSize {
    fn side(self) -> u32 {
        match self {
            Self::Small => 64,
            Self::Large => 96,
        }
    }
}

/// Words of a [`PictureGrid`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PictureGridText {
    /// Name of the whole grid for screen readers.
    pub grid: AttrValue,
    pub undecided: AttrValue,
    pub right: AttrValue,
    pub wrong: AttrValue,
    /// Stands before the prediction in a spoken description.
    pub prediction: AttrValue,
    pub loading: AttrValue,
    /// Between the parts of a spoken description: `, ` or `，`.
    pub separator: AttrValue,
}

#[derive(Properties, PartialEq)]
pub struct PictureGrid {
    pub cells: Vec<PictureCell>,
    pub classes: Classes,
    #[prop_or_default]
    pub size: PictureSize,
    #[prop_or(true)]
    pub smooth: bool,
    /// Whether predictions are shown; otherwise the labels alone.
    #[prop_or(true)]
    pub bars: bool,
    /// Columns where there is room for them; as many as fit when nothing is given.
    #[prop_or_default]
    pub columns: Option<u32>,
    #[prop_or_default]
    pub selected: Option<u32>,
    #[prop_or_default]
    pub on_select: Option<Callback<u32>>,
    pub text: PictureGridText,
}

drawn_by!(PictureGrid, use_picture_grid);

#[hook]
fn use_picture_grid(props: &PictureGrid) -> Html {
    let node = use_node_ref();
    let (reachable, on_key, reach) = use_roving(node.clone(), props.cells.len());
    let cell = |(i, cell): (usize, &PictureCell)| {
        part!(key: cell.key, Cell {
            index: i, cell: cell.clone(), classes: props.classes.clone(), size: props.size, smooth: props.smooth,
            bars: props.bars, selected: props.selected == Some(cell.key), reachable: i == reachable,
            reach: reach.clone(), on_select: props.on_select.clone(), text: props.text.clone(),
        })
    };
    let side = props.size.side();
    let mut style = format!("--w-side:{side}px");
    if let Some(columns) = props.columns {
        style += &format!(";--w-columns:{}", columns.max(1));
    }
    html! {
        <div ref={node} role="group" aria-label={props.text.grid.clone()} onkeydown={on_key}
            class={classes!("w-grid", props.columns.is_some().then_some("w-grid-fixed"), (side == 64).then_some("w-grid-small"))}
            {style}>
            { for props.cells.iter().enumerate().map(cell) }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct Cell {
    index: usize,
    cell: PictureCell,
    classes: Classes,
    size: PictureSize,
    smooth: bool,
    bars: bool,
    selected: bool,
    /// Whether the Tab key stops here.
    reachable: bool,
    reach: Callback<usize>,
    on_select: Option<Callback<u32>>,
    text: PictureGridText,
}

/// Whether the prediction is right; nothing while there is none.
fn verdict(cell: &PictureCell) -> Option<bool> {
    leading(&cell.probabilities).map(|l| l.class == cell.label as usize)
}

/// What a screen reader says of a picture.
fn describe(props: &Cell) -> String {
    let (cell, text) = (&props.cell, &props.text);
    if cell.pixels.is_none() {
        return text.loading.to_string();
    }
    // In the order of what stands on and under the picture: who steers by voice says what is to be read.
    let mut parts = Vec::new();
    let judged = verdict(cell).filter(|_| props.bars);
    if props.bars {
        let words = in_words(&props.classes, &cell.probabilities, &text.undecided);
        parts.push(judged.map_or(words.clone(), |_| format!("{} {words}", text.prediction)));
    }
    parts.extend(props.classes.get(cell.label as usize).map(|c| c.name.to_string()));
    parts.extend(judged.map(|right| if right { &text.right } else { &text.wrong }.to_string()));
    parts.join(&text.separator)
}

drawn_by!(Cell, use_cell);

#[hook]
fn use_cell(props: &Cell) -> Html {
    let cell = &props.cell;
    let wrong = props.bars && verdict(cell) == Some(false);
    let key = cell.key;
    let onclick = props.on_select.clone().map(|on_select| {
        let (reach, index) = (props.reach.clone(), props.index);
        Callback::from(move |_: MouseEvent| {
            reach.emit(index);
            on_select.emit(key);
        })
    });
    let onkeydown = props.on_select.clone().map(|on_select| {
        Callback::from(move |event: KeyboardEvent| {
            if matches!(event.key().as_str(), "Enter" | " ") {
                // The page's own shortcuts must not hear this one.
                event.prevent_default();
                event.stop_propagation();
                on_select.emit(key);
            }
        })
    });
    let selectable = props.on_select.is_some();
    let truth = props.classes.get(cell.label as usize);
    // Under a small picture there is no room for the word; the description has it.
    let undecided =
        if props.size == PictureSize::Small { AttrValue::Static("?") } else { props.text.undecided.clone() };
    html! {
        <div class={classes!("w-cell", wrong.then_some("w-cell-wrong"), props.selected.then_some("w-cell-selected"), selectable.then_some("w-cell-button"))}
            role={if selectable { "button" } else { "img" }} aria-pressed={selectable.then(|| props.selected.to_string())}
            aria-label={describe(props)} tabindex={if props.reachable { "0" } else { "-1" }}
            {onclick} {onkeydown}>
            <span class="w-cell-picture">
                { part!(PixelCanvas {
                    pixels: cell.pixels.clone(), smooth: props.smooth, side: props.size.side(),
                }) }
                if wrong {
                    <span class="w-cell-mark">{ icon::cross() }</span>
                }
            </span>
            if props.bars {
                { stacked(&props.classes, &cell.probabilities, &undecided) }
            }
            // What a picture shows is not said before the picture is there; its line is kept free.
            if let Some(truth) = truth.filter(|_| cell.pixels.is_some()) {
                <span class="w-cell-label" style={format!("--w-colour:{}", truth.colour)}>{ truth.name.clone() }</span>
            } else {
                <span class="w-cell-label w-cell-blank" />
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::widget::Class;

    fn props(probabilities: Vec<f32>, bars: bool) -> Cell {
        Cell {
            index: 0,
            cell: PictureCell { key: 7, pixels: Pixels::from_rgb(1, 1, vec![0; 3]), label: 0, probabilities },
            classes: Class::list(["cat", "dog"]),
            size: PictureSize::Large,
            smooth: true,
            bars,
            selected: false,
            reachable: true,
            reach: Callback::noop(),
            on_select: None,
            text: PictureGridText {
                undecided: "undecided".into(),
                right: "right".into(),
                wrong: "wrong".into(),
                prediction: "prediction".into(),
                loading: "loading".into(),
                separator: ", ".into(),
                ..Default::default()
            },
        }
    }

    #[test]
    fn spoken_descriptions() {
        assert_eq!(describe(&props(vec![0.25, 0.75], true)), "prediction dog 75\u{202f}%, cat, wrong");
        assert_eq!(describe(&props(vec![0.75, 0.25], true)), "prediction cat 75\u{202f}%, cat, right");
        assert_eq!(describe(&props(vec![], true)), "undecided, cat");
        assert_eq!(describe(&props(vec![0.75, 0.25], false)), "cat");
        let mut waiting = props(vec![], true);
        waiting.cell.pixels = None;
        assert_eq!(describe(&waiting), "loading");
    }
}
