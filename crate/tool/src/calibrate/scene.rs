//! What a student sees of a figure: its elements, wherever they stand.

use figure::scene::{Button, Look, Part, Tile};

/// The elements from top to bottom, without rows and cards around them.
pub struct Scene(Vec<Part>);

/// A number to slide.
#[derive(Clone, Debug)]
pub struct Slider {
    pub id: u16,
    pub low: f32,
    pub high: f32,
    pub step: f32,
    pub value: f32,
}

impl Slider {
    /// So many numbers from end to end, each one that the slider can stand at.
    pub fn stops(&self, count: usize) -> Vec<f32> {
        let stop = |i: usize| {
            let at = (self.high - self.low) * i as f32 / (count.max(2) - 1) as f32;
            (self.low + (at / self.step).round() * self.step).clamp(self.low, self.high)
        };
        (0..count.max(2)).map(stop).collect()
    }
}

/// One of several.
#[derive(Clone, Debug)]
pub struct Choice {
    pub id: u16,
    pub options: usize,
}

impl Scene {
    /// Takes parts out of rows and cards.
    pub fn of(parts: &[Part]) -> Scene {
        let mut all = Vec::new();
        spread(parts, &mut all);
        Scene(all)
    }

    pub fn sliders(&self) -> Vec<Slider> {
        let slider = |part: &Part| match *part {
            Part::Slider { id, low, high, step, value, .. } => Some(Slider { id, low, high, step, value }),
            _ => None,
        };
        self.0.iter().filter_map(slider).collect()
    }

    pub fn choices(&self) -> Vec<Choice> {
        let choice = |part: &Part| match part {
            Part::Choice { id, options, .. } => Some(Choice { id: *id, options: options.len() }),
            _ => None,
        };
        self.0.iter().filter_map(choice).collect()
    }

    /// Ids of what can be switched on and off.
    pub fn checks(&self) -> Vec<u16> {
        self.0.iter().filter_map(|part| if let Part::Check { id, .. } = part { Some(*id) } else { None }).collect()
    }

    /// Buttons of a kind that can be pressed.
    pub fn buttons(&self, look: Look) -> Vec<Button> {
        let button = |part: &Part| match part {
            Part::Button(button) if button.look == look && !button.disabled => Some(button.clone()),
            _ => None,
        };
        self.0.iter().filter_map(button).collect()
    }

    /// The button that leads on, if it can be pressed.
    pub fn primary(&self) -> Option<u16> {
        self.buttons(Look::Primary).first().map(|button| button.id)
    }

    /// Pictures that can be pressed.
    pub fn tiles(&self) -> Vec<Tile> {
        let tiles = |part: &Part| match part {
            Part::Tiles { tiles, .. } => tiles.clone(),
            _ => Vec::new(),
        };
        self.0.iter().flat_map(tiles).filter(|tile| tile.id > 0).collect()
    }

    /// The result.
    pub fn said(&self) -> String {
        let said = |part: &Part| if let Part::Said(said) = part { Some(said.clone()) } else { None };
        self.0.iter().find_map(said).unwrap_or_default()
    }

    /// Small letters, one paragraph each.
    pub fn notes(&self) -> Vec<String> {
        let note = |part: &Part| if let Part::Note(note) = part { Some(note.clone()) } else { None };
        self.0.iter().filter_map(note).collect()
    }
}

fn spread(parts: &[Part], into: &mut Vec<Part>) {
    for part in parts {
        match part {
            Part::Row(parts) | Part::Card { parts, .. } => spread(parts, into),
            part => into.push(part.clone()),
        }
    }
}

/// The first whole number in a sentence.
pub fn first_number(sentence: &str) -> Option<u32> {
    let digits: String =
        sentence.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use figure::scene::Tone;

    #[test]
    fn elements_are_found_inside_of_rows_and_cards() {
        let check = |id| Part::Check { id, label: String::new(), on: false };
        let card =
            Part::Card { title: String::new(), tone: Tone::Ink, parts: vec![check(2), Part::Row(vec![check(3)])] };
        assert_eq!(Scene::of(&[check(1), Part::Row(vec![card])]).checks(), [1, 2, 3]);
    }

    #[test]
    fn a_disabled_button_is_none() {
        let button = |id, disabled| {
            Part::Button(Button { id, label: String::new(), look: Look::Primary, pressed: None, disabled })
        };
        assert_eq!(Scene::of(&[button(1, true)]).primary(), None);
        assert_eq!(Scene::of(&[button(1, true), button(2, false)]).primary(), Some(2));
    }

    #[test]
    fn stops_lie_on_steps_from_end_to_end() {
        let slider = Slider { id: 1, low: -1.0, high: 2.0, step: 0.5, value: 0.0 };
        assert_eq!(slider.stops(4), [-1.0, 0.0, 1.0, 2.0]);
        assert_eq!(slider.stops(3), [-1.0, 0.5, 2.0]);
    }

    #[test]
    fn numbers_are_read_out_of_sentences() {
        assert_eq!(first_number("61 of 100 right: 61.0 %"), Some(61));
        assert_eq!(first_number("names for 4 of 16"), Some(4));
        assert_eq!(first_number("none"), None);
    }
}
