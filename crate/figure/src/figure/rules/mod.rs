//! Rules by hand: measure real pixels, draw a line, let the rules vote, and count how many held-out pictures come out
//! right.

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use crate::message::{Action, Context, Want};
use crate::registry::Figure;
use crate::scene::Part;

mod draw;
mod measure;

use measure::{ALL, COUNT};

/// Ids of rule `i` are `STRIDE * (i + 1)` and these.
const STRIDE: u16 = 10;
const SWITCH: u16 = 0;
const BOUND: u16 = 1;
const VOTE: u16 = 2;
const TAKE_DOWN: u16 = 1;
/// So many sets are remembered.
const MOST_TRIED: usize = 8;

/// A rule: above the threshold it votes for one class, otherwise for the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Rule {
    on: bool,
    /// Tenths of a per cent.
    bound: i16,
    dog: bool,
}

impl Rule {
    /// Label of the class that it votes for.
    fn vote(&self, value: f32) -> u32 {
        u32::from((value > f32::from(self.bound) / 10.0) == self.dog)
    }
}

/// A set of rules that was taken down.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Tried {
    rules: [Rule; COUNT],
    right: u32,
    pictures: u32,
}

/// What the student has set.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Rules {
    rules: [Rule; COUNT],
    tried: Vec<Tried>,
}

impl Default for Rules {
    fn default() -> Self {
        let rules = ALL.map(|measure| Rule { on: false, bound: measure.start, dog: measure.dog });
        Rules { rules, tried: Vec::new() }
    }
}

/// The same for sets that judge alike: FNV-1a (Fowler, Noll, Vo 1991) over the rules that are on.
fn code(rules: &[Rule; COUNT]) -> u32 {
    let on = rules.iter().enumerate().filter(|(_, rule)| rule.on);
    let bytes = on.flat_map(|(i, rule)| {
        let [a, b] = rule.bound.to_le_bytes();
        [i as u8, a, b, u8::from(rule.dog)]
    });
    bytes.fold(0x811c_9dc5, |hash: u32, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// What the rules that are on say about a picture, by majority; the first class where the votes are equal. None without
/// a rule.
fn verdict(rules: &[Rule; COUNT], values: &[f32; COUNT]) -> Option<u32> {
    let on = rules.iter().zip(values).filter(|(rule, _)| rule.on);
    let (mut votes, mut dog) = (0, 0);
    for (rule, value) in on {
        votes += 1;
        dog += rule.vote(*value);
    }
    (votes > 0).then_some(u32::from(2 * dog > votes))
}

/// A picture, measured and judged.
struct Judged<'a> {
    label: u32,
    rgb: &'a [u8],
    values: [f32; COUNT],
    said: Option<u32>,
}

impl Judged<'_> {
    fn right(&self) -> bool {
        self.said == Some(self.label)
    }
}

impl Rules {
    fn count(context: &Context) -> u32 {
        context.setup("pictures", 100.0) as u32
    }

    fn any(&self) -> bool {
        self.rules.iter().any(|rule| rule.on)
    }

    fn judge<'a>(&self, context: &'a Context) -> Vec<Judged<'a>> {
        let one = |picture: &'a crate::message::Picture| {
            let values = measure::of(&picture.rgb);
            Judged { label: picture.label, rgb: &picture.rgb, values, said: verdict(&self.rules, &values) }
        };
        context.pictures.iter().take(Self::count(context) as usize).map(one).collect()
    }

    /// Writes the present set into the list; one that is there is only counted anew.
    fn take_down(&mut self, context: &Context) -> Vec<Fact> {
        let judged = self.judge(context);
        if !self.any() || judged.is_empty() {
            return Vec::new();
        }
        let (right, pictures) = (judged.iter().filter(|picture| picture.right()).count() as u32, judged.len() as u32);
        let rules = code(&self.rules);
        let tried = Tried { rules: self.rules, right, pictures };
        match self.tried.iter_mut().find(|other| code(&other.rules) == rules) {
            Some(same) => *same = tried,
            None => self.tried.push(tried),
        }
        if self.tried.len() > MOST_TRIED {
            self.tried.remove(usize::from(self.best() == Some(0)));
        }
        vec![Fact::Rules { rules, accuracy: right as f32 / pictures as f32, pictures }]
    }

    /// Place of the best set so far; the first of equal ones.
    fn best(&self) -> Option<usize> {
        let share = |tried: &Tried| tried.right as f32 / tried.pictures.max(1) as f32;
        let places = 0..self.tried.len();
        places.reduce(|best, place| if share(&self.tried[place]) > share(&self.tried[best]) { place } else { best })
    }
}

impl Figure for Rules {
    fn act(&mut self, action: Action, context: &Context) -> Vec<Fact> {
        if action.id == TAKE_DOWN {
            return self.take_down(context);
        }
        let place = usize::from(action.id / STRIDE);
        if let Some(rule) = place.checked_sub(1).and_then(|i| self.rules.get_mut(i)) {
            match action.id % STRIDE {
                SWITCH => rule.on = action.value > 0.5,
                BOUND => {
                    let measure = &ALL[place - 1];
                    rule.bound = (10.0 * action.value).round().clamp(measure.low.into(), measure.high.into()) as i16;
                }
                VOTE => rule.dog = action.value > 0.5,
                _ => {}
            }
        }
        Vec::new()
    }

    fn wants(&self, context: &Context) -> Vec<Want> {
        vec![Want::Pictures { count: Self::count(context) }]
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        draw::all(self, context, &self.judge(context))
    }
}

#[cfg(test)]
mod tests;
