//! The filters of the first layer: how each looks before fine-tuning and now, the parts of pictures that it answers to
//! most strongly, and a name for it, which is held against what it does as measured.

use std::collections::BTreeMap;

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use super::measure::{self, fits, shares, NAMES};
use super::patch::{self, not_yet, room};
use crate::message::{Action, Context, Filter, Lang, Want, LAYERS};
use crate::registry::Figure;
use crate::scene::{Anchor, Drawing, Part, Raster, Shape, Tile, Tone};

const NAME: u16 = 1;
/// Ids of filters start here.
const FILTER: u16 = 100;
/// A name counts from this fit on, as in the task.
const FITS: f32 = 0.5;

/// What the student has chosen and named.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Filters {
    chosen: usize,
    /// By filter: the last name and how well it fitted.
    named: BTreeMap<u32, (u32, f32)>,
}

fn name(lang: Lang, name: usize) -> &'static str {
    match name {
        measure::EDGE => lang.say("边缘或线条", "edge or line"),
        measure::COLOUR => lang.say("颜色", "colour"),
        measure::SPOT => lang.say("中心点", "spot"),
        measure::FLAT => lang.say("整体亮度", "brightness"),
        _ => "",
    }
}

impl Filters {
    fn filter<'a>(&self, context: &'a Context) -> Option<&'a Filter> {
        context.filters.get(self.chosen)
    }

    /// Names are asked for, unless the lesson says no (`naming` 0).
    fn naming(context: &Context) -> bool {
        context.setup("naming", 1.0) > 0.0
    }

    /// Before the first step both states are one.
    fn before_only(context: &Context) -> bool {
        context.run.as_ref().is_none_or(|run| run.step == 0)
    }

    fn want(&self, context: &Context, first: bool) -> Want {
        patch::want(context, LAYERS[0], self.chosen, first)
    }

    /// The strongest patches are there to be seen.
    fn looked(&self, context: &Context) -> bool {
        context.looked(&self.want(context, false)).is_some()
    }

    fn well_named(&self) -> usize {
        self.named.values().filter(|(_, fits)| *fits >= FITS).count()
    }
}

impl Figure for Filters {
    fn act(&mut self, action: Action, context: &Context) -> Vec<Fact> {
        match action.id {
            NAME => {
                let name = action.value.max(0.0) as usize;
                // First the look, then the name.
                let asked = name < NAMES && Self::naming(context) && self.looked(context);
                let Some(filter) = self.filter(context).filter(|_| asked) else { return Vec::new() };
                let Some(shares) = shares(&filter.now, filter.side.into()) else { return Vec::new() };
                let (place, name, fits) = (self.chosen as u32, name as u32, fits(&shares, name));
                self.named.insert(place, (name, fits));
                vec![Fact::Named { filter: place, name, looked: true, fits }]
            }
            id if id >= FILTER => {
                self.chosen = usize::from(id - FILTER);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn wants(&self, context: &Context) -> Vec<Want> {
        let mut wants = vec![Want::Pictures { count: patch::count(context) }];
        if self.filter(context).is_some() {
            wants.push(self.want(context, false));
            if !Self::before_only(context) {
                wants.push(self.want(context, true));
            }
        }
        wants
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        if context.filters.is_empty() {
            let words = lang.say("滤波器还没有来。等网络准备好。", "No filters yet. Wait until the network is ready.");
            return vec![not_yet(context).unwrap_or_else(|| Part::Note(words.into()))];
        }
        let mut parts = vec![self.tiles(context)];
        let Some(filter) = self.filter(context) else { return parts };
        let title = match lang {
            Lang::Zh => format!("滤波器 {}", self.chosen + 1),
            Lang::En => format!("Filter {}", self.chosen + 1),
        };
        let state = |title: String, bytes: &[u8], first: bool| Part::Card {
            tone: if first { Tone::Soft } else { Tone::Accent },
            parts: vec![
                Part::Tiles { label: title.clone(), tiles: vec![large(filter, bytes, title.clone())] },
                match not_yet(context) {
                    None => patch::row(context, &title, &self.want(context, first && !Self::before_only(context))),
                    Some(note) => note,
                },
            ],
            title,
        };
        let (before, now) = (lang.say("微调前", "before fine-tuning"), lang.say("现在", "now"));
        let colon = lang.say("，", ", ");
        parts.push(match Self::before_only(context) {
            true => state(title + colon + before, &filter.now, true),
            false => Part::Row(vec![
                state(format!("{title}{colon}{before}"), &filter.first, true),
                state(format!("{title}{colon}{now}"), &filter.now, false),
            ]),
        });
        if Self::naming(context) {
            self.draw_naming(context, filter, &mut parts);
        }
        parts
    }
}

impl Filters {
    fn tiles(&self, context: &Context) -> Part {
        let lang = context.lang;
        let tile = |(place, filter): (usize, &Filter)| {
            let given = self.named.get(&(place as u32));
            let (mark, tone) = match given {
                Some((_, fits)) if *fits >= FITS => ("✓", Tone::Accent),
                Some(_) => ("✗", Tone::Warn),
                None => ("", Tone::Soft),
            };
            let given = given.map_or(String::new(), |(given, _)| format!(", {} {mark}", name(lang, *given as usize)));
            Tile {
                id: FILTER + place as u16,
                pixels: raster(filter, &filter.now),
                side: 40,
                label: match lang {
                    Lang::Zh => format!("滤波器 {}{}", place + 1, given.replace(", ", "，")),
                    Lang::En => format!("filter {}{given}", place + 1),
                },
                caption: format!("{}{mark}", place + 1),
                tone,
                pressed: place == self.chosen,
            }
        };
        Part::Tiles {
            label: lang.say("第一层的滤波器", "Filters of the first layer").into(),
            tiles: context.filters.iter().enumerate().map(tile).collect(),
        }
    }

    fn draw_naming(&self, context: &Context, filter: &Filter, parts: &mut Vec<Part>) {
        let lang = context.lang;
        let Some(shares) = shares(&filter.now, filter.side.into()) else {
            let words = lang.say(
                "这个滤波器几乎全是 0，起不了名字。选另一个吧。",
                "This filter is nearly all zero; there is nothing to name. Choose another one.",
            );
            parts.push(Part::Note(words.into()));
            return;
        };
        if !self.looked(context) {
            return;
        }
        let given = self.named.get(&(self.chosen as u32)).copied();
        parts.push(Part::Choice {
            id: NAME,
            label: lang.say("它在找什么？", "What does it look for?").into(),
            options: (0..NAMES).map(|each| name(lang, each).into()).collect(),
            picked: given.map(|(name, _)| name),
        });
        if let Some((given, _)) = given {
            let given = given as usize;
            let share = (100.0 * shares[given]).round();
            let well = fits(&shares, given) >= FITS;
            parts.push(Part::Said(match (lang, well) {
                (Lang::Zh, true) => format!("✓ 说得对：“{}”占这个滤波器的 {share} %。", name(lang, given)),
                (Lang::En, true) => format!("✓ It fits: “{}” is {share} % of this filter.", name(lang, given)),
                (Lang::Zh, false) => {
                    format!("✗ “{}”只占它的 {share} %，别的更多。再看看图块，换个名字。", name(lang, given))
                }
                (Lang::En, false) => format!(
                    "✗ “{}” is only {share} % of it, something else is more. Look at its patches again.",
                    name(lang, given)
                ),
            }));
            if well {
                parts.push(Part::Drawing(bars(context, &shares, given)));
            }
        }
        let (well, all) = (self.well_named(), context.filters.len());
        parts.push(Part::Note(match lang {
            Lang::Zh => format!("{all} 个滤波器里，你起对了 {well} 个名字。"),
            Lang::En => format!("You have found fitting names for {well} of {all} filters."),
        }));
    }
}

/// The filter as it is among the others.
fn raster(filter: &Filter, bytes: &[u8]) -> Raster {
    Raster { width: filter.side, height: filter.side, rgb: bytes.to_vec(), smooth: false }
}

/// The filter in full colour: its largest weight, before or now, as far from grey as can be.
fn large(filter: &Filter, bytes: &[u8], label: String) -> Tile {
    let off = |byte: &u8| f32::from(*byte) - 128.0;
    let most = filter.first.iter().chain(&filter.now).map(|byte| off(byte).abs()).fold(1.0, f32::max);
    let rgb: Vec<u8> = bytes.iter().map(|byte| (128.0 + 127.0 * off(byte) / most) as u8).collect();
    Tile {
        id: 0,
        pixels: raster(filter, &rgb),
        side: 84,
        label,
        caption: String::new(),
        tone: Tone::Soft,
        pressed: false,
    }
}

/// What the filter consists of.
fn bars(context: &Context, shares: &[f32; NAMES], given: usize) -> Drawing {
    let lang = context.lang;
    let width = room(context).min(460.0);
    let (row, left, right) = (26.0, 104.0, 46.0);
    let mut shapes = Vec::new();
    for (place, share) in shares.iter().enumerate() {
        let y = row * place as f32 + 4.0;
        let tone = if place == given { Tone::Accent } else { Tone::Soft };
        let words = |x, text: String, anchor| Shape::Words {
            at: [x, y + 13.0],
            text,
            tone: if place == given { Tone::Accent } else { Tone::Ink },
            size: 13.0,
            anchor,
            strong: place == given,
        };
        let length = (width - left - right) * share;
        shapes.push(words(left - 10.0, name(lang, place).into(), Anchor::End));
        shapes.push(Shape::Box { at: [left, y, length.max(1.5), 16.0], round: 3.0, tone, filled: true });
        shapes.push(words(left + length + 8.0, format!("{:.0} %", 100.0 * share), Anchor::Start));
    }
    let each = |place: usize| format!("{} {:.0} %", name(lang, place), 100.0 * shares[place]);
    let label = match lang {
        Lang::Zh => format!("这个滤波器由什么组成：{}", [0, 1, 2, 3].map(each).join("，")),
        Lang::En => format!("What this filter consists of: {}", [0, 1, 2, 3].map(each).join(", ")),
    };
    Drawing { label, width, height: row * NAMES as f32 + 4.0, most: 460, back: None, shapes }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{bytes, looked, press, trained};
    use super::*;
    use crate::message::Run;

    fn call(figure: &mut Filters, name: usize, context: &Context) -> Vec<Fact> {
        figure.act(Action { id: NAME, value: name as f32 }, context)
    }

    #[test]
    fn a_name_after_the_look_counts_if_it_fits() {
        let mut figure = Filters::default();
        let context = trained();
        figure.act(press(FILTER + 10), &context);
        assert!(call(&mut figure, measure::EDGE, &context).is_empty(), "no name before the look");
        let context = looked(context.clone(), &figure.wants(&context));
        let facts = call(&mut figure, measure::EDGE, &context);
        assert_eq!(facts, [Fact::Named { filter: 10, name: 0, looked: true, fits: 1.0 }], "an edge it is");
        assert_eq!(figure.well_named(), 1);
        let facts = call(&mut figure, measure::FLAT, &context);
        assert!(matches!(facts[..], [Fact::Named { name: 3, looked: true, fits, .. }] if fits < 0.1));
        assert_eq!(figure.well_named(), 0, "the last name counts");
    }

    #[test]
    fn the_look_must_be_at_this_filter() {
        let mut figure = Filters::default();
        let context = looked(trained(), &figure.wants(&trained()));
        figure.act(press(FILTER + 1), &context);
        assert!(call(&mut figure, measure::EDGE, &context).is_empty());
    }

    #[test]
    fn nothing_to_name_no_fact() {
        let mut figure = Filters::default();
        let all: Vec<Want> = [0, 1, 99].map(|chosen| patch::want(&trained(), LAYERS[0], chosen, false)).to_vec();
        let mut context = looked(trained(), &all);
        context.filters[0].now = vec![128; 27];
        assert!(call(&mut figure, 0, &context).is_empty(), "all zero");
        figure.chosen = 99;
        assert!(call(&mut figure, 0, &context).is_empty(), "no such filter");
        figure.chosen = 1;
        assert!(call(&mut figure, 4, &context).is_empty(), "no such name");
        assert_eq!(call(&mut figure, 0, &context).len(), 1);
        context.setup.insert("naming".into(), 0.0);
        assert!(call(&mut figure, 0, &context).is_empty(), "not asked");
    }

    #[test]
    fn before_the_first_step_there_is_one_state_and_afterwards_there_are_two() {
        let figure = Filters::default();
        let mut context = trained();
        assert_eq!(figure.wants(&context).len(), 3);
        assert!(matches!(figure.draw(&context)[1], Part::Row(ref cards) if cards.len() == 2));
        context.run = Some(Run::default());
        assert_eq!(figure.wants(&context).len(), 2);
        assert!(matches!(figure.draw(&context)[1], Part::Card { .. }));
    }

    #[test]
    fn the_choice_comes_with_the_patches_and_the_measure_with_a_fitting_name() {
        for lang in [Lang::Zh, Lang::En] {
            let mut figure = Filters::default();
            let context = Context { lang, ..trained() };
            let count = |figure: &Filters, context: &Context, wanted: fn(&Part) -> bool| {
                figure.draw(context).iter().filter(|part| wanted(part)).count()
            };
            let choice: fn(&Part) -> bool = |part| matches!(part, Part::Choice { .. });
            let measured: fn(&Part) -> bool = |part| matches!(part, Part::Drawing(_));
            assert_eq!(count(&figure, &context, choice), 0);
            let context = looked(context.clone(), &figure.wants(&context));
            assert_eq!(count(&figure, &context, choice), 1);
            call(&mut figure, measure::FLAT, &context);
            assert_eq!(count(&figure, &context, measured), 0, "a wrong name gives nothing away");
            call(&mut figure, measure::COLOUR, &context);
            assert_eq!(count(&figure, &context, measured), 1);
        }
    }

    #[test]
    fn the_large_filter_uses_the_whole_range() {
        let filter = Filter { side: 1, first: bytes(&[0.1, 0.0, -0.1]), now: bytes(&[0.2, 0.0, 0.0]) };
        let tile = large(&filter, &filter.now, String::new());
        assert_eq!(tile.pixels.rgb, [255, 128, 128]);
    }
}
