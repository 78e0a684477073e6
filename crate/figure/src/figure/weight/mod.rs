//! One weight of a trained head, in the student's hands: a frozen picture, its two scores as sums of products, and a few
//! weights to slide. What is moved is a copy; the session's network stays as it is.

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use crate::kit::head::{largest, Head};
use crate::message::{Action, Context, Want};
use crate::registry::Figure;
use crate::scene::Part;

mod draw;

const BACK: u16 = 1;
/// Ids of sliders, then of pictures, start here.
const SLIDER: u16 = 10;
const PICTURE: u16 = 100;
/// So many weights can be moved.
const OFFERED: usize = 3;
/// So many pictures can be chosen from.
const PICTURES: u32 = 8;
/// A slider reaches so many times as far as its weight alone has to go.
const REACH: f32 = 1.6;
/// Steps from the middle of a slider to its end.
const STEPS: f32 = 100.0;

/// A weight that was moved.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Moved {
    feature: u16,
    class: u16,
    /// What it is in the session's network. In another network the move means nothing.
    from: f32,
    to: f32,
}

/// What the student has chosen and moved.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Weight {
    picture: Option<u32>,
    moved: Vec<Moved>,
    /// The class has flipped and it was told.
    told: bool,
}

/// A weight with a slider: of this feature, for the class that wins without the student.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Offer {
    feature: usize,
    class: usize,
    from: f32,
    /// How far the slider reaches to either side.
    reach: f32,
}

/// The weights that matter most for this picture: those of the features with the largest |x · (w_a - w_b)|, for the class
/// that wins. A weight flips the class when it goes by margin / x, and its slider reaches further than that.
fn offers(head: &Head) -> Vec<Offer> {
    let scores = head.scores();
    let wins = largest(&scores);
    let Some(other) = (0..scores.len()).filter(|class| *class != wins).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))
    else {
        return Vec::new();
    };
    let margin = scores[wins] - scores[other];
    let effect = |f: usize| (head.features[f] * (head.weights[f][wins] - head.weights[f][other])).abs();
    let mut order: Vec<usize> = (0..head.features.len()).filter(|f| effect(*f) > 0.0).collect();
    order.sort_by(|a, b| effect(*b).total_cmp(&effect(*a)));
    let offer = |feature: usize| {
        let from = head.weights[feature][wins];
        let reach = (REACH * margin / head.features[feature].abs()).max(0.2);
        Offer { feature, class: wins, from, reach }
    };
    order.into_iter().take(OFFERED).map(offer).collect()
}

impl Weight {
    fn index(&self, context: &Context) -> u32 {
        self.picture.unwrap_or(context.setup("picture", 0.0) as u32)
    }

    /// The head of a network that has been trained and rests; its answers change with every step otherwise.
    fn head(&self, context: &Context) -> Option<Head> {
        let looked = context.looked(&Want::Head { index: self.index(context) })?;
        Head::read(looked).filter(|head| head.biases.len() == 2)
    }

    fn ready(context: &Context) -> bool {
        context.run.as_ref().is_some_and(|run| run.step > 0 && !run.running)
    }

    /// The head with the student's weights in it.
    fn mine(&self, head: &Head) -> Head {
        let mut mine = head.clone();
        for moved in self.moves(head) {
            mine.weights[usize::from(moved.feature)][usize::from(moved.class)] = moved.to;
        }
        mine
    }

    /// Moves that belong to this network.
    fn moves<'a>(&'a self, head: &'a Head) -> impl Iterator<Item = &'a Moved> {
        self.moved.iter().filter(|moved| {
            let row = head.weights.get(usize::from(moved.feature));
            row.and_then(|row| row.get(usize::from(moved.class))) == Some(&moved.from)
        })
    }

    /// Moves a weight; tells of a flip when the class has just flipped.
    fn slide(&mut self, place: usize, to: f32, context: &Context) -> Vec<Fact> {
        let Some((head, offer)) = self.head(context).and_then(|head| {
            let offer = *offers(&head).get(place)?;
            Some((head, offer))
        }) else {
            return Vec::new();
        };
        let (feature, class) = (offer.feature as u16, offer.class as u16);
        let kept: Vec<Moved> = self.moves(&head).copied().collect();
        self.moved = kept.into_iter().filter(|moved| (moved.feature, moved.class) != (feature, class)).collect();
        let to = to.clamp(offer.from - offer.reach, offer.from + offer.reach);
        // The slider's middle is the network's own weight, up to rounding.
        if (to - offer.from).abs() > 0.5 * offer.reach / STEPS {
            self.moved.push(Moved { feature, class, from: offer.from, to });
        }
        let flipped = largest(&head.scores()) != largest(&self.mine(&head).scores());
        let before = std::mem::replace(&mut self.told, flipped);
        let weight = (offer.feature * head.biases.len() + offer.class) as u32;
        if flipped && !before {
            vec![Fact::Flipped { weight }]
        } else {
            Vec::new()
        }
    }

    fn put_back(&mut self) {
        self.moved.clear();
        self.told = false;
    }
}

impl Figure for Weight {
    fn act(&mut self, action: Action, context: &Context) -> Vec<Fact> {
        match action.id {
            BACK => self.put_back(),
            id if id >= PICTURE => {
                self.picture = Some(u32::from(id - PICTURE));
                self.put_back();
            }
            id if id >= SLIDER && Self::ready(context) => {
                return self.slide(usize::from(id - SLIDER), action.value, context);
            }
            _ => {}
        }
        Vec::new()
    }

    fn wants(&self, context: &Context) -> Vec<Want> {
        let index = self.index(context);
        let pictures = Want::Pictures { count: PICTURES.max(index + 1) };
        if Self::ready(context) {
            vec![pictures, Want::Head { index }]
        } else {
            vec![pictures]
        }
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        draw::all(self, context)
    }
}

#[cfg(test)]
mod tests;
