//! Moving through a grid by keys with one stop for the Tab key.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::hooks::use_state;

use super::dom;

/// Where a key leads from `index` in a grid of `length` cells in rows of `columns`; nothing for other keys.
pub fn next(key: &str, index: usize, length: usize, columns: usize) -> Option<usize> {
    let last = length.checked_sub(1)?;
    let columns = columns.max(1);
    let target = match key {
        "ArrowLeft" => index.saturating_sub(1),
        "ArrowRight" => index + 1,
        "ArrowUp" => index.checked_sub(columns).unwrap_or(index),
        "ArrowDown" if index + columns <= last => index + columns,
        "ArrowDown" => index,
        "Home" => 0,
        "End" => last,
        _ => return None,
    };
    Some(target.min(last))
}

/// How many children of a grid stand in its first row.
fn columns(grid: &Element) -> usize {
    let children = grid.children();
    let top = |i: u32| children.item(i).and_then(|c| dom::cast::<HtmlElement>(&c).map(|c| c.offset_top()));
    let Some(first) = top(0) else { return 1 };
    (1..children.length()).take_while(|&i| top(i) == Some(first)).count() + 1
}

/// The cell that Tab reaches, and the key handler for the grid that holds the cells as its children.
#[hook]
pub fn use_roving(grid: NodeRef, length: usize) -> (usize, Callback<KeyboardEvent>, Callback<usize>) {
    let current = use_state(|| 0usize);
    let index = (*current).min(length.saturating_sub(1));
    let set = {
        let current = current.clone();
        Callback::from(move |i| current.set(i))
    };
    let on_key = Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        let Some(element) = grid.cast::<Element>() else { return };
        let Some(target) = next(&event.key(), index, length, columns(&element)) else { return };
        event.prevent_default();
        current.set(target);
        if let Some(cell) = element.children().item(target as u32).and_then(|c| dom::cast::<HtmlElement>(&c)) {
            // Only a detached element refuses the focus.
            let _ = cell.focus();
        }
    });
    (index, on_key, set)
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn arrows_move_and_stop_at_the_edges() {
        // 0 1 2
        // 3 4
        for (key, from, to) in [
            ("ArrowRight", 0, 1),
            ("ArrowRight", 4, 4),
            ("ArrowLeft", 0, 0),
            ("ArrowDown", 1, 4),
            ("ArrowDown", 2, 2),
            ("ArrowUp", 3, 0),
            ("ArrowUp", 1, 1),
            ("Home", 4, 0),
            ("End", 0, 4),
        ] {
            assert_eq!(next(key, from, 5, 3), Some(to), "{key} from {from}");
        }
        assert_eq!(next(" ", 0, 5, 3), None);
        assert_eq!(next("End", 0, 0, 3), None);
    }
}
