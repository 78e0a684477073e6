//! What the first layer looks for: each filter as a little picture.

use yew::prelude::*;

use super::pixels::{PixelCanvas, Pixels};
use super::roving::use_roving;
use super::shared::Shared;
use crate::part::{drawn_by, part};

/// Words of a [`FilterGrid`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FilterGridText {
    /// Name of the whole grid for screen readers.
    pub grid: AttrValue,
    /// Stands before a number: `Filter`.
    pub filter: AttrValue,
    /// Shown while there is nothing to show.
    pub empty: AttrValue,
}

#[derive(Properties, PartialEq)]
pub struct FilterGrid {
    /// Side of a filter in its own pixels.
    pub size: u32,
    pub count: u32,
    /// `count * size * size * 3` bytes, 128 for zero; empty while not known.
    pub rgb: Shared<Vec<u8>>,
    pub text: FilterGridText,
    /// Side of a filter on the page, in CSS pixels.
    #[prop_or(40)]
    pub cell: u32,
    #[prop_or_default]
    pub selected: Option<u32>,
    #[prop_or_default]
    pub on_select: Option<Callback<u32>>,
}

/// The filters one by one; none when the bytes do not fit the numbers.
fn split(size: u32, count: u32, rgb: &[u8]) -> Vec<Pixels> {
    let each = size as usize * size as usize * 3;
    if each == 0 || rgb.len() != each.saturating_mul(count as usize) {
        return Vec::new();
    }
    rgb.chunks_exact(each).filter_map(|bytes| Pixels::from_rgb(size, size, bytes.to_vec())).collect()
}

drawn_by!(FilterGrid, use_filter_grid);

#[hook]
fn use_filter_grid(props: &FilterGrid) -> Html {
    let filters =
        use_memo((props.size, props.count, props.rgb.clone()), |(size, count, rgb)| split(*size, *count, rgb));
    let node = use_node_ref();
    let (reachable, on_key, reach) = use_roving(node.clone(), filters.len());
    if filters.is_empty() {
        return html! { <p class="w-empty">{ props.text.empty.clone() }</p> };
    }
    let filter = |(i, pixels): (usize, &Pixels)| {
        let key = i as u32;
        let selected = props.selected == Some(key);
        let label = format!("{} {}", props.text.filter, i + 1);
        let tabindex = if i == reachable { "0" } else { "-1" };
        let picture = part!(PixelCanvas { pixels: pixels.clone(), smooth: false, side: props.cell });
        match props.on_select.clone() {
            Some(on_select) => {
                let reach = reach.clone();
                let onclick = Callback::from(move |_: MouseEvent| {
                    reach.emit(i);
                    on_select.emit(key);
                });
                html! {
                    <button key={i} type="button" class={classes!("w-filter", selected.then_some("w-filter-selected"))}
                        aria-pressed={selected.to_string()} aria-label={label.clone()} title={label} {tabindex} {onclick}>
                        { picture }
                    </button>
                }
            }
            None => {
                html! { <span key={i} class="w-filter" role="img" aria-label={label.clone()} title={label} {tabindex}>{ picture }</span> }
            }
        }
    };
    html! {
        <div ref={node} class="w-filters" role="group" aria-label={props.text.grid.clone()} onkeydown={on_key}>
            { for filters.iter().enumerate().map(filter) }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn splits_only_what_fits() {
        assert_eq!(split(3, 2, &[128; 54]).len(), 2);
        assert!(split(3, 2, &[128; 53]).is_empty());
        assert!(split(0, 0, &[]).is_empty());
        assert!(split(3, u32::MAX, &[]).is_empty());
    }
}
