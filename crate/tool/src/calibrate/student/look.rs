//! Where there is nothing to achieve: everything on the scene is tried once.

use figure::scene::Look;

use super::{Hand, Student};
use crate::Outcome;

/// Pictures of a kind that are pressed.
const PRESSED: usize = 2;

/// Slides every slider, takes every choice, presses buttons and some of the pictures.
pub fn everything(_: &mut Student, hand: &mut Hand) -> Outcome {
    for choice in hand.scene().choices() {
        for option in 0..choice.options {
            hand.act(choice.id, option as f32)?;
        }
    }
    for slider in hand.scene().sliders() {
        for value in [slider.low, slider.high, slider.value] {
            hand.act(slider.id, value)?;
        }
    }
    for button in hand.scene().buttons(Look::Plain) {
        hand.press(button.id)?;
    }
    // The first ones and the last ones, since a figure may have pictures of two kinds.
    let tiles: Vec<u16> = hand.scene().tiles().iter().map(|tile| tile.id).collect();
    let last = tiles.len().saturating_sub(PRESSED).max(PRESSED);
    for id in tiles.iter().take(PRESSED).chain(tiles.iter().skip(last)) {
        hand.press(*id)?;
    }
    Ok(())
}
