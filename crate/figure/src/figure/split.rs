//! Training set and validation set: which pictures learn and which are kept back, by the share and the seed. It deals
//! the pictures as the engine does (`train::data::split`): class by class, each class in an order that the seed decides.

use serde::{Deserialize, Serialize};

use crate::kit::random::Random;
use crate::message::{Action, Context, Lang};
use crate::registry::Figure;
use crate::scene::{Part, Raster, Tile, Tone};
use lesson::log::Fact;

const SHARE: u16 = 1;
const SEED: u16 = 2;
/// Seeds on offer, from 1.
const SEEDS: u32 = 20;

/// A setting of the two sliders.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Setting {
    /// Per cent of the pictures that are learned from.
    share: u32,
    seed: u32,
}

impl Default for Setting {
    fn default() -> Self {
        Setting { share: 80, seed: 1 }
    }
}

/// The setting now, and the one before it.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Split {
    now: Setting,
    before: Option<Setting>,
}

/// By picture: whether it is kept back for validation. At least one is, and at least one is not.
fn kept_back(labels: &[u32], setting: Setting) -> Vec<bool> {
    let total = labels.len() as u32;
    let valid = ((total * (100 - setting.share) + 50) / 100).clamp(1, total.saturating_sub(1).max(1));
    let classes = labels.iter().max().map_or(0, |most| most + 1);
    let mut random = Random::new(setting.seed);
    let mut back = vec![false; labels.len()];
    let mut held_out = 0;
    for class in 0..classes {
        let mut members: Vec<usize> = (0..labels.len()).filter(|i| labels[*i] == class).collect();
        random.shuffle(&mut members);
        // Rounded so that the classes' shares add up to the whole.
        let until = valid * (class + 1) / classes;
        members.iter().take((until - held_out) as usize).for_each(|i| back[*i] = true);
        held_out = until;
    }
    back
}

impl Split {
    fn set(&mut self, next: Setting) {
        if next != self.now {
            self.before = Some(std::mem::replace(&mut self.now, next));
        }
    }
}

impl Figure for Split {
    fn act(&mut self, action: Action, _context: &Context) -> Vec<Fact> {
        match action.id {
            SHARE => self.set(Setting { share: action.value.clamp(50.0, 95.0) as u32, ..self.now }),
            SEED => self.set(Setting { seed: action.value.clamp(1.0, SEEDS as f32) as u32, ..self.now }),
            _ => {}
        }
        Vec::new()
    }

    fn wants(&self, context: &Context) -> Vec<crate::message::Want> {
        vec![crate::message::Want::Pictures { count: count(context) }]
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        // Before pictures have come, blank ones, a cat and a dog by turns as in the packs.
        let pictures = context.pictures.iter().take(count(context) as usize);
        let mut labels: Vec<u32> = pictures.map(|picture| picture.label).collect();
        let blank = labels.is_empty();
        if blank {
            labels = (0..count(context)).map(|i| i % 2).collect();
        }
        let now = kept_back(&labels, self.now);
        let before = self.before.map_or_else(|| now.clone(), |before| kept_back(&labels, before));
        let moved = now.iter().zip(&before).filter(|(now, before)| now != before).count();
        let tile = |i: usize| {
            let (back, came) = (now[i], now[i] != before[i]);
            let side = side(lang, back);
            let class = class(context, labels[i]);
            Tile {
                id: 0,
                pixels: match context.pictures.get(i) {
                    Some(picture) if !blank => Raster { width: 32, height: 32, rgb: picture.rgb.clone(), smooth: true },
                    _ => Raster { width: 1, height: 1, rgb: vec![150; 3], smooth: true },
                },
                side: 56,
                label: match (lang, came) {
                    (Lang::Zh, false) => format!("第 {} 张，{class}，{side}", i + 1),
                    (Lang::Zh, true) => format!("第 {} 张，{class}，换到了{side}", i + 1),
                    (Lang::En, false) => format!("picture {}, {class}, {side}", i + 1),
                    (Lang::En, true) => format!("picture {}, {class}, moved to {side}", i + 1),
                },
                caption: if came { format!("→ {side}") } else { side.into() },
                tone: if back { Tone::Accent } else { Tone::Soft },
                pressed: false,
            }
        };
        let mut parts = vec![
            Part::Row(vec![
                Part::Slider {
                    id: SHARE,
                    label: lang.say("用来训练的占", "Share that trains").into(),
                    shown: format!("{} %", self.now.share),
                    low: 50.0,
                    high: 95.0,
                    step: 5.0,
                    value: self.now.share as f32,
                },
                Part::Slider {
                    id: SEED,
                    label: lang.say("种子", "Seed").into(),
                    shown: self.now.seed.to_string(),
                    low: 1.0,
                    high: SEEDS as f32,
                    step: 1.0,
                    value: self.now.seed as f32,
                },
            ]),
            Part::Tiles {
                label: lang.say("哪些训练，哪些验证", "Which train, which validate").into(),
                tiles: (0..labels.len()).map(tile).collect(),
            },
            counts(context, &labels, &now),
            Part::Said(said(lang, self.before.map(|_| moved))),
        ];
        if blank {
            let note = lang.say(
                "图片还没有来，先用空格代替。训练一次，这里就换成真的图片。",
                "The pictures are not here yet, so these are blanks. Train once, and real ones take their place.",
            );
            parts.push(Part::Note(note.into()));
        }
        parts
    }
}

fn count(context: &Context) -> u32 {
    context.setup("pictures", 24.0).clamp(4.0, 100.0) as u32
}

fn side(lang: Lang, back: bool) -> &'static str {
    match back {
        true => lang.say("验证", "valid"),
        false => lang.say("训练", "train"),
    }
}

fn class(context: &Context, label: u32) -> String {
    let names = context.run.as_ref().map(|run| run.classes.as_slice()).unwrap_or_default();
    let usual = [context.lang.say("猫", "cat"), context.lang.say("狗", "dog")];
    names.get(label as usize).cloned().unwrap_or_else(|| usual[label as usize % 2].into())
}

fn said(lang: Lang, moved: Option<usize>) -> String {
    match (lang, moved) {
        (Lang::Zh, None) => "动一动滑块，看看哪些图片换边。".into(),
        (Lang::En, None) => "Move a slider and see which pictures change sides.".into(),
        (Lang::Zh, Some(moved)) => format!("和上一个设置比，{moved} 张图片换了边（带箭头的）。"),
        (Lang::En, Some(1)) => "Since the last setting 1 picture has changed sides (with an arrow).".into(),
        (Lang::En, Some(moved)) => {
            format!("Since the last setting {moved} pictures have changed sides (with an arrow).")
        }
    }
}

/// How many of each class are on either side.
fn counts(context: &Context, labels: &[u32], back: &[bool]) -> Part {
    let lang = context.lang;
    let classes = labels.iter().max().map_or(0, |most| most + 1);
    let row = |is_back: bool| {
        let of = |class: Option<u32>| {
            let here = labels.iter().zip(back).filter(|(_, b)| **b == is_back);
            here.filter(|(label, _)| class.is_none_or(|class| **label == class)).count().to_string()
        };
        let name = match is_back {
            true => lang.say("验证集", "validation set"),
            false => lang.say("训练集", "training set"),
        };
        std::iter::once(name.to_string()).chain((0..classes).map(|class| of(Some(class)))).chain([of(None)]).collect()
    };
    let names = (0..classes).map(|label| class(context, label));
    let all = lang.say("一共", "all").to_string();
    Part::Table {
        caption: lang.say("两边各有几张", "Pictures on either side").into(),
        head: std::iter::once(String::new()).chain(names).chain([all]).collect(),
        rows: vec![row(false), row(true)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Picture;

    fn labels(n: u32) -> Vec<u32> {
        (0..n).map(|i| i % 2).collect()
    }

    #[test]
    fn every_split_is_balanced_and_of_the_asked_size() {
        for (share, valid) in [(50, 12), (80, 5), (90, 2), (95, 1)] {
            for seed in 1..=SEEDS {
                let labels = labels(24);
                let back = kept_back(&labels, Setting { share, seed });
                let of = |class| back.iter().zip(&labels).filter(|(b, l)| **b && **l == class).count() as i32;
                assert_eq!(of(0) + of(1), valid, "{share} %, seed {seed}");
                assert!((of(0) - of(1)).abs() <= 1);
            }
        }
    }

    #[test]
    fn the_share_moves_only_the_pictures_that_it_has_to_and_the_seed_deals_anew() {
        let labels = labels(24);
        for seed in 1..=SEEDS {
            let few = kept_back(&labels, Setting { share: 80, seed });
            let many = kept_back(&labels, Setting { share: 50, seed });
            assert!(few.iter().zip(&many).all(|(few, many)| !few || *many), "who was kept back stays kept back");
            assert_eq!(few, kept_back(&labels, Setting { share: 80, seed }));
        }
        let of = |seed| kept_back(&labels, Setting { share: 80, seed });
        assert!((2..=SEEDS).filter(|seed| of(*seed) != of(1)).count() >= 15);
    }

    #[test]
    fn moved_pictures_are_counted_against_the_setting_before() {
        let context = Context::default();
        let mut figure = Split::default();
        figure.act(Action { id: SEED, value: 2.0 }, &context);
        figure.act(Action { id: SEED, value: 2.0 }, &context);
        assert_eq!(figure.before, Some(Setting::default()), "the same again is no change");
        let parts = figure.draw(&context);
        let Part::Tiles { tiles, .. } = &parts[1] else { panic!("{parts:?}") };
        let arrows = tiles.iter().filter(|tile| tile.caption.starts_with('→')).count();
        let (now, before) = (kept_back(&labels(24), figure.now), kept_back(&labels(24), Setting::default()));
        assert_eq!(arrows, now.iter().zip(&before).filter(|(a, b)| a != b).count());
        assert!(arrows > 0);
        assert!(matches!(&parts[3], Part::Said(said) if said.contains(&format!("{arrows} picture"))));
    }

    #[test]
    fn it_draws_the_runs_pictures_and_has_blanks_before_they_come() {
        for lang in [Lang::Zh, Lang::En] {
            let blank = Context { lang, ..Context::default() };
            assert!(matches!(Split::default().draw(&blank).last(), Some(Part::Note(_))));
            let pictures = (0..7).map(|index| Picture { index, label: index % 2, rgb: vec![9; 3072] }).collect();
            let full = Context { pictures, ..blank };
            let parts = Split::default().draw(&full);
            assert!(matches!(&parts[1], Part::Tiles { tiles, .. } if tiles.len() == 7 && tiles[6].pixels.width == 32));
            assert_eq!(parts.len(), 4);
        }
    }
}
