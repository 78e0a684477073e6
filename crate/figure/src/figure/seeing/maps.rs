//! The feature maps of a picture, layer by layer, and for a channel the parts of all pictures that it answers to.

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use super::patch::{self, choose, not_yet, room, SIDE};
use crate::kit::format::number;
use crate::kit::pixel::ramp;
use crate::message::{Action, Context, Lang, Looked, Picture, Want, LAYERS};
use crate::registry::Figure;
use crate::scene::{Button, Drawing, Look, Part, Raster, Shape, Tile, Tone};

const LAYER: u16 = 1;
const ALL: u16 = 2;
/// Ids of pictures and of channels start here.
const PICTURE: u16 = 100;
const CHANNEL: u16 = 200;
/// Pictures to choose from.
const PICTURES: usize = 10;
/// Maps that are shown at first.
const SOME: usize = 32;

/// What the student has chosen.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Maps {
    chosen: usize,
    layer: usize,
    channel: Option<usize>,
    all: bool,
}

/// One channel's map, read in numbers.
#[derive(Debug, PartialEq)]
struct Reading {
    low: f32,
    high: f32,
    /// Row and column of the largest value.
    at: [usize; 2],
    /// Share of values that are 0.
    zero: f32,
}

fn layer_name(lang: Lang, layer: usize) -> &'static str {
    match layer {
        0 => lang.say("起始层", "stem"),
        1 => lang.say("第 1 级", "stage 1"),
        2 => lang.say("第 2 级", "stage 2"),
        _ => lang.say("第 3 级", "stage 3"),
    }
}

/// Height, width and channels of an answer that is whole.
fn sizes(looked: &Looked) -> Option<[usize; 3]> {
    let [height, width, channels] = looked.shape[..] else { return None };
    let sizes = [height, width, channels].map(|size| size as usize);
    (looked.values.len() == sizes.iter().product::<usize>() && !looked.values.is_empty()).then_some(sizes)
}

/// Values of a channel, row by row.
fn channel(looked: &Looked, channels: usize, channel: usize) -> Vec<f32> {
    looked.values.iter().skip(channel).step_by(channels).copied().collect()
}

fn read(map: &[f32], width: usize) -> Reading {
    // The first of equal ones.
    let best =
        map.iter().enumerate().fold((0, f32::NEG_INFINITY), |best, (i, v)| if *v > best.1 { (i, *v) } else { best });
    Reading {
        low: map.iter().copied().fold(f32::INFINITY, f32::min),
        high: best.1,
        at: [best.0 / width, best.0 % width],
        zero: map.iter().filter(|v| **v == 0.0).count() as f32 / map.len() as f32,
    }
}

impl Maps {
    fn want(&self, context: &Context) -> Want {
        let index = context.pictures.get(self.chosen).map_or(0, |picture| picture.index);
        Want::Maps { index, layer: LAYERS[self.layer.min(3)].into(), first: false }
    }

    fn patches(&self, context: &Context, channel: usize, first: bool) -> Want {
        patch::want(context, LAYERS[self.layer.min(3)], channel, first)
    }
}

impl Figure for Maps {
    fn act(&mut self, action: Action, _context: &Context) -> Vec<Fact> {
        match action.id {
            LAYER => {
                *self = Maps { chosen: self.chosen, layer: (action.value.max(0.0) as usize).min(3), ..Maps::default() }
            }
            ALL => self.all = !self.all,
            id if id >= CHANNEL => self.channel = Some(usize::from(id - CHANNEL)),
            id if id >= PICTURE => self.chosen = usize::from(id - PICTURE),
            _ => {}
        }
        Vec::new()
    }

    fn wants(&self, context: &Context) -> Vec<Want> {
        let mut wants = vec![Want::Pictures { count: patch::count(context) }, self.want(context)];
        if let Some(channel) = self.channel {
            wants.push(self.patches(context, channel, false));
            if trained(context) {
                wants.push(self.patches(context, channel, true));
            }
        }
        wants
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        if let Some(note) = not_yet(context) {
            return vec![note];
        }
        let mut parts = vec![
            choose(context, (PICTURE, PICTURES), self.chosen, |picture| {
                (patch::class(context, picture.label as usize), Tone::Soft)
            }),
            Part::Choice {
                id: LAYER,
                label: lang.say("哪一层？", "Which layer?").into(),
                options: (0..LAYERS.len()).map(|layer| layer_name(lang, layer).into()).collect(),
                picked: Some(self.layer as u32),
            },
        ];
        let Some(looked) = context.looked(&self.want(context)) else {
            parts.push(Part::Note(lang.say("正在看这张图片……", "Looking at this picture …").into()));
            return parts;
        };
        let Some([height, width, channels]) = sizes(looked) else {
            parts.push(Part::Note(lang.say("这种网络没有这一层。", "This kind of network has no such layer.").into()));
            return parts;
        };
        parts.push(Part::Text(match lang {
            Lang::Zh => format!("{}：{channels} 张特征图，每张 {height} × {width} 格。", layer_name(lang, self.layer)),
            Lang::En => {
                format!(
                    "{}: {channels} feature maps of {height} × {width} cells.",
                    capital(layer_name(lang, self.layer))
                )
            }
        }));
        let shown = if self.all { channels } else { channels.min(SOME) };
        parts.push(self.tiles(context, looked, [width, channels], shown));
        if channels > SOME {
            parts.push(Part::Button(Button {
                id: ALL,
                label: match (lang, self.all) {
                    (Lang::Zh, false) => format!("{channels} 张全部显示"),
                    (Lang::En, false) => format!("Show all {channels}"),
                    (Lang::Zh, true) => format!("只显示前 {SOME} 张"),
                    (Lang::En, true) => format!("Show only the first {SOME}"),
                },
                look: Look::Plain,
                pressed: None,
                disabled: false,
            }));
        }
        match (self.channel.filter(|channel| *channel < channels), context.pictures.get(self.chosen)) {
            (Some(each), Some(picture)) => {
                let map = channel(looked, channels, each);
                parts.extend(self.close(context, picture, &map, [width, each]));
            }
            _ => parts
                .push(Part::Note(lang.say("点一张特征图，看得更仔细。", "Press a map to see it in detail.").into())),
        }
        parts
    }
}

/// Something has changed since the start.
fn trained(context: &Context) -> bool {
    context.run.as_ref().is_some_and(|run| run.step > 0)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

impl Maps {
    fn tiles(&self, context: &Context, looked: &Looked, [width, channels]: [usize; 2], shown: usize) -> Part {
        let lang = context.lang;
        let tile = |each: usize| {
            let map = channel(looked, channels, each);
            let high = read(&map, width).high;
            Tile {
                id: CHANNEL + each as u16,
                pixels: ramp(&map, width, context.dark),
                side: if room(context) < 420.0 { 40 } else { 48 },
                label: match lang {
                    Lang::Zh => format!("特征图 {}，最大 {}", each + 1, number(high)),
                    Lang::En => format!("map {}, at most {}", each + 1, number(high)),
                },
                caption: format!("{}", each + 1),
                tone: Tone::Soft,
                pressed: self.channel == Some(each),
            }
        };
        Part::Tiles {
            label: lang
                .say(
                    "特征图，越接近文字的颜色，数越大",
                    "Feature maps; the nearer to the colour of the text, the larger the number",
                )
                .into(),
            tiles: (0..shown).map(tile).collect(),
        }
    }

    /// One map beside the picture, in numbers, and what its channel answers to in all pictures.
    fn close(&self, context: &Context, picture: &Picture, map: &[f32], [width, each]: [usize; 2]) -> Vec<Part> {
        let lang = context.lang;
        let height = map.len() / width;
        let reading = read(map, width);
        let side = ((room(context) - 12.0) / 2.0).floor().min(200.0);
        let drawing = |label: String, back: Raster, shapes: Vec<Shape>| {
            Part::Drawing(Drawing { label, width: side, height: side, most: side as u16, back: Some(back), shapes })
        };
        let Reading { low, high, at: [row, column], zero } = reading;
        let low = if low == 0.0 { "0".to_owned() } else { number(low) };
        let zero = (100.0 * zero).round();
        let words = match (lang, high > 0.0) {
            (Lang::Zh, true) => format!(
                "特征图 {}：最小 {}，最大 {}，最大值在第 {} 行第 {} 列（方框处）。{zero} % 的格子是 0。",
                each + 1,
                low,
                number(high),
                row + 1,
                column + 1
            ),
            (Lang::En, true) => format!(
                "Map {}: from {} to {}. The largest is in row {}, column {} (the box). {zero} % of the cells are 0.",
                each + 1,
                low,
                number(high),
                row + 1,
                column + 1
            ),
            (Lang::Zh, false) => format!("特征图 {}：处处是 0，在这张图片里什么也没找到。", each + 1),
            (Lang::En, false) => format!("Map {}: 0 everywhere. It found nothing in this picture.", each + 1),
        };
        // In two tones, to be seen on every ground.
        let cell = [side / width as f32, side / height as f32];
        let frame = [column as f32 * cell[0], row as f32 * cell[1], cell[0], cell[1]];
        let framed = match high > 0.0 {
            true => vec![
                Shape::Box { at: grown(frame, 3.0), round: 2.0, tone: Tone::Wash, filled: false },
                Shape::Box { at: grown(frame, 2.0), round: 2.0, tone: Tone::Accent, filled: false },
                Shape::Box { at: grown(frame, 1.0), round: 1.0, tone: Tone::Accent, filled: false },
            ],
            false => Vec::new(),
        };
        let here = Raster { width: SIDE as u16, height: SIDE as u16, rgb: picture.rgb.clone(), smooth: true };
        let title = match lang {
            Lang::Zh => format!("图片 {}，方框是特征图最大值的位置", picture.index + 1),
            Lang::En => format!("Picture {}, with a box where the map is largest", picture.index + 1),
        };
        let strongest = |title: &str, first: bool| Part::Card {
            title: title.into(),
            tone: if first { Tone::Soft } else { Tone::Accent },
            parts: vec![patch::row(context, title, &self.patches(context, each, first))],
        };
        let (before, now) = (
            lang.say("最强的图块，微调前", "Strongest patches, before fine-tuning"),
            lang.say("最强的图块，现在", "Strongest patches, now"),
        );
        vec![
            Part::Said(words.clone()),
            Part::Row(vec![
                drawing(title, here, framed.clone()),
                drawing(words, ramp(map, width, context.dark), framed),
            ]),
            match trained(context) {
                true => Part::Row(vec![strongest(before, true), strongest(now, false)]),
                false => strongest(before, false),
            },
        ]
    }
}

/// A box, larger by so much on all sides.
fn grown([x, y, width, height]: [f32; 4], by: f32) -> [f32; 4] {
    [x - by, y - by, width + 2.0 * by, height + 2.0 * by]
}

#[cfg(test)]
mod tests {
    use super::super::sample::{looked, press, trained as session};
    use super::*;
    use crate::message::Run;

    fn tiles(parts: &[Part]) -> Vec<usize> {
        let count = |part: &Part| match part {
            Part::Tiles { tiles, .. } => Some(tiles.len()),
            _ => None,
        };
        parts.iter().filter_map(count).collect()
    }

    fn draw(figure: &Maps, context: &Context) -> Vec<Part> {
        figure.draw(&looked(context.clone(), &figure.wants(context)))
    }

    #[test]
    fn a_channel_is_taken_out_and_read() {
        let looked = Looked {
            want: Want::Scores,
            shape: vec![2, 3, 2],
            values: vec![0.0, 9.0, 1.0, 9.0, 0.5, 9.0, 4.0, 9.0, 0.0, 9.0, 4.0, 9.0],
        };
        assert_eq!(sizes(&looked), Some([2, 3, 2]));
        let map = channel(&looked, 2, 0);
        assert_eq!(map, [0.0, 1.0, 0.5, 4.0, 0.0, 4.0]);
        assert_eq!(read(&map, 3), Reading { low: 0.0, high: 4.0, at: [1, 0], zero: 2.0 / 6.0 });
        assert_eq!(sizes(&Looked { shape: vec![2, 3], ..looked.clone() }), None);
        assert_eq!(sizes(&Looked { values: vec![0.0; 11], ..looked }), None);
    }

    #[test]
    fn each_layer_shows_its_maps_up_to_thirty_two_and_then_all() {
        let context = session();
        let mut figure = Maps::default();
        for (layer, count) in [16, 16, 32, 32].into_iter().enumerate() {
            figure.act(Action { id: LAYER, value: layer as f32 }, &context);
            assert_eq!(tiles(&draw(&figure, &context)), [3, count], "layer {layer}");
        }
        figure.act(press(ALL), &context);
        assert_eq!(tiles(&draw(&figure, &context)), [3, 64]);
    }

    #[test]
    fn another_layer_forgets_the_channel_and_keeps_the_picture() {
        let context = session();
        let mut figure = Maps::default();
        figure.act(press(PICTURE + 2), &context);
        figure.act(press(CHANNEL + 7), &context);
        let wants = figure.wants(&context);
        assert!(wants.contains(&Want::Maps { index: 2, layer: "stem.relu".into(), first: false }));
        assert_eq!(wants.iter().filter(|want| matches!(want, Want::Patches { channel: 7, .. })).count(), 2);
        figure.act(Action { id: LAYER, value: 3.0 }, &context);
        assert_eq!(figure, Maps { chosen: 2, layer: 3, channel: None, all: false });
        assert!(figure.wants(&context).contains(&Want::Maps { index: 2, layer: "stage3.0".into(), first: false }));
    }

    #[test]
    fn a_channel_is_shown_closely_with_patches_before_and_now() {
        for (lang, width) in [(Lang::Zh, 328), (Lang::En, 760)] {
            let mut context = Context { lang, width, ..session() };
            let mut figure = Maps::default();
            figure.act(press(CHANNEL + 3), &context);
            let cards = |context: &Context| {
                let parts = draw(&figure, context);
                let count = |parts: &[Part]| parts.iter().filter(|part| matches!(part, Part::Card { .. })).count();
                let rows = parts.iter().map(|part| if let Part::Row(parts) = part { count(parts) } else { 0 });
                rows.sum::<usize>() + count(&parts)
            };
            assert_eq!(cards(&context), 2);
            context.run = Some(Run::default());
            assert_eq!(cards(&context), 1, "before the first step there is no before and after");
        }
    }

    #[test]
    fn without_a_run_or_an_answer_it_says_so() {
        assert!(matches!(Maps::default().draw(&Context::default())[..], [Part::Note(_)]));
        assert!(matches!(Maps::default().draw(&session())[..], [.., Part::Note(_)]));
    }
}
