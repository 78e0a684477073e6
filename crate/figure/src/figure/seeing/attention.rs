//! Where the network looked: the class activation map of a picture, laid over it as heat.

use lesson::log::Fact;
use serde::{Deserialize, Serialize};

use super::cam::Activation;
use super::patch::{self, choose, class, not_yet, room, SIDE};
use crate::kit::format::{number, percent};
use crate::kit::pixel::{between, mix, Rgb};
use crate::message::{Action, Context, Lang, Picture, Want, LAYERS};
use crate::registry::Figure;
use crate::scene::{Drawing, Part, Raster, Shape, Tone};

const CLASS: u16 = 1;
/// Ids of pictures start here.
const PICTURE: u16 = 100;
/// Side of the heat's raster in pixels.
const FINE: usize = 128;
/// How far the strongest place takes on the class's colour.
const HEAT: f32 = 0.85;
/// How much of the picture's own colour stays below the heat.
const FADED: f32 = 0.2;

/// What the student has chosen.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Attention {
    chosen: usize,
    /// The class whose map is shown; none: the predicted one.
    class: Option<u32>,
}

impl Attention {
    fn count(context: &Context) -> u32 {
        context.setup("pictures", 24.0) as u32
    }

    /// Position of the chosen picture in the validation set.
    fn index(&self, context: &Context) -> u32 {
        context.pictures.get(self.chosen).map_or(0, |picture| picture.index)
    }

    /// The wants for the last block's maps and for what the head sees.
    fn asked(&self, context: &Context) -> [Want; 2] {
        let index = self.index(context);
        [Want::Maps { index, layer: LAYERS[3].into(), first: false }, Want::Head { index }]
    }
}

impl Figure for Attention {
    fn act(&mut self, action: Action, _context: &Context) -> Vec<Fact> {
        match action.id {
            CLASS => self.class = Some(action.value.max(0.0) as u32),
            id if id >= PICTURE => {
                self.chosen = usize::from(id - PICTURE);
                self.class = None;
            }
            _ => {}
        }
        Vec::new()
    }

    fn wants(&self, context: &Context) -> Vec<Want> {
        let [maps, head] = self.asked(context);
        vec![Want::Pictures { count: Self::count(context) }, maps, head, Want::Scores]
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        if let Some(note) = not_yet(context) {
            return vec![note];
        }
        let mut parts = vec![choose(context, (PICTURE, Self::count(context) as usize), self.chosen, |picture| {
            match right(context, picture.index) {
                Some(true) => ("✓".into(), Tone::Accent),
                Some(false) => ("✗".into(), Tone::Warn),
                None => (String::new(), Tone::Soft),
            }
        })];
        let Some(picture) = context.pictures.get(self.chosen) else { return parts };
        let [maps, head] = self.asked(context);
        let (Some(maps), Some(head)) = (context.looked(&maps), context.looked(&head)) else {
            parts.push(Part::Note(lang.say("正在看这张图片……", "Looking at this picture …").into()));
            return parts;
        };
        let Some(seen) = Activation::new(maps, head) else {
            let words = lang.say(
                "这种网络画不出这张图：它需要先求平均、再由模型头打分的网络。",
                "This kind of network gives no such map: its head would have to follow an average over places.",
            );
            parts.push(Part::Note(words.into()));
            return parts;
        };
        let guess = seen.predicted();
        let chosen = self.class.map_or(guess, |class| (class as usize).min(seen.scores.len() - 1));
        let (is, says) = (class(context, picture.label as usize), class(context, guess));
        let sure = percent(seen.probabilities[guess]);
        let mark = if guess == picture.label as usize { "✓" } else { "✗" };
        parts.push(Part::Said(match lang {
            Lang::Zh => format!("{mark} 网络说：{says}，{sure}。标签：{is}。"),
            Lang::En => format!("{mark} The network says: {says}, {sure}. The label: {is}."),
        }));
        parts.push(Part::Choice {
            id: CLASS,
            label: lang.say("哪些地方支持这个答案？", "Which places speak for it?").into(),
            options: (0..seen.scores.len()).map(|each| class(context, each)).collect(),
            picked: Some(chosen as u32),
        });
        parts.push(Part::Row(vec![
            Part::Drawing(plain(context, picture)),
            Part::Drawing(overlay(context, picture, &seen, chosen)),
        ]));
        parts.push(table(context, &seen));
        let (height, width) = (seen.height, seen.width);
        parts.push(Part::Note(match lang {
            Lang::Zh => format!(
                "颜色越浓，越支持；没有颜色的地方不支持。这张图其实只有 {height} × {width} 格，过渡是画出来的，不要看得太细。"
            ),
            Lang::En => format!(
                "The stronger the colour, the more a place speaks for the class; without colour it does not. The map has only {height} × {width} cells: what lies between is smoothed, so do not read too much into it."
            ),
        }));
        parts
    }
}

/// Whether the network is right about a validation picture; none while it is not known.
fn right(context: &Context, index: u32) -> Option<bool> {
    let looked = context.looked(&Want::Scores)?;
    let width = *looked.shape.get(1)? as usize;
    let row = looked.values.chunks_exact(width.max(1)).nth(index as usize)?;
    let (label, probabilities) = row.split_first()?;
    let best = (0..probabilities.len()).max_by(|a, b| probabilities[*a].total_cmp(&probabilities[*b]))?;
    Some(best == *label as usize)
}

/// Side of one of the two drawings, in CSS pixels.
fn side(context: &Context) -> f32 {
    ((room(context) - 12.0) / 2.0).floor().min(224.0)
}

fn drawing(context: &Context, label: String, back: Raster, shapes: Vec<Shape>) -> Drawing {
    let side = side(context);
    Drawing { label, width: side, height: side, most: side as u16, back: Some(back), shapes }
}

fn plain(context: &Context, picture: &Picture) -> Drawing {
    let is = class(context, picture.label as usize);
    let label = match context.lang {
        Lang::Zh => format!("图片 {}，{is}", picture.index + 1),
        Lang::En => format!("Picture {}, {is}", picture.index + 1),
    };
    drawing(context, label, patch::whole(picture), Vec::new())
}

/// The picture in grey with the heat of a class over it, and a ring at the strongest place.
fn overlay(context: &Context, picture: &Picture, seen: &Activation, chosen: usize) -> Drawing {
    let [row, column] = seen.peak(chosen);
    let map = &seen.maps[chosen];
    let top = map[row * seen.width + column];
    let (name, cells, all) = (class(context, chosen), map.iter().filter(|v| **v > 0.0).count(), map.len());
    let label = match context.lang {
        Lang::Zh => format!(
            "“{name}”的热图：{all} 格里有 {cells} 格支持它，最强的在第 {} 行第 {} 列，值为 {}",
            row + 1,
            column + 1,
            number(top)
        ),
        Lang::En => format!(
            "Heat for “{name}”: {cells} of {all} cells speak for it, the strongest in row {}, column {}, with {}",
            row + 1,
            column + 1,
            number(top)
        ),
    };
    let side = side(context);
    let at = [(column as f32 + 0.5) / seen.width as f32 * side, (row as f32 + 0.5) / seen.height as f32 * side];
    let ring = |radius, tone| Shape::Dot { at, radius, tone, filled: false };
    let shapes = if top > 0.0 { vec![ring(7.0, Tone::Ink), ring(8.0, Tone::Wash)] } else { Vec::new() };
    drawing(context, label, heat(picture, seen, chosen), shapes)
}

/// The page's colour of a class by day (see `web/style/token.css`), by night too: on a picture the pale ones of the night
/// would not be seen.
fn colour(class: usize) -> Rgb {
    match class {
        0 => [0x3B, 0x6F, 0xB6],
        1 => [0xC9, 0x73, 0x1A],
        _ => [0x2F, 0x6F, 0x5E],
    }
}

/// Blends the picture, greyed, with the class's colour: by the map's value there, where it is above 0, measured by the
/// largest of all classes' maps. By its square root, so that weak places are seen, too.
fn heat(picture: &Picture, seen: &Activation, class: usize) -> Raster {
    let planes: Vec<Vec<f32>> =
        (0..3).map(|c| picture.rgb.iter().skip(c).step_by(3).map(|v| f32::from(*v)).collect()).collect();
    if planes.iter().any(|plane| plane.len() != SIDE * SIDE) {
        return Raster { width: 1, height: 1, rgb: vec![128; 3], smooth: false };
    }
    let (most, tint) = (seen.most(), colour(class));
    let mut rgb = Vec::with_capacity(3 * FINE * FINE);
    for y in 0..FINE {
        for x in 0..FINE {
            let at = [y, x].map(|at| (at as f32 + 0.5) / FINE as f32);
            let own: Rgb = std::array::from_fn(|c| between(&planes[c], [SIDE, SIDE], at).round() as u8);
            let grey = (0.299 * f32::from(own[0]) + 0.587 * f32::from(own[1]) + 0.114 * f32::from(own[2])) as u8;
            let strength = between(&seen.maps[class], [seen.height, seen.width], at) / most;
            rgb.extend(mix(mix([grey; 3], own, FADED), tint, HEAT * strength.max(0.0).sqrt()));
        }
    }
    Raster { width: FINE as u16, height: FINE as u16, rgb, smooth: true }
}

/// From the map to the answer, in numbers.
fn table(context: &Context, seen: &Activation) -> Part {
    let lang = context.lang;
    let row = |each: usize| {
        vec![
            class(context, each),
            number(seen.mean(each)),
            number(seen.biases[each]),
            number(seen.scores[each]),
            // Number and sign stay on one line.
            percent(seen.probabilities[each]).replace(' ', "\u{a0}"),
        ]
    };
    Part::Table {
        caption: lang.say("从图到答案：平均值 + 偏置 = 得分", "From map to answer: mean + bias = score").into(),
        head: match lang {
            Lang::Zh => ["", "平均值", "偏置", "得分", "概率"],
            Lang::En => ["", "mean of map", "bias", "score", "probability"],
        }
        .map(String::from)
        .to_vec(),
        rows: (0..seen.scores.len()).map(row).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{looked, press, trained};
    use super::*;

    #[test]
    fn heat_is_where_the_map_is_and_nowhere_else() {
        let picture = Picture { index: 0, label: 0, rgb: vec![100; 3072] };
        // Class 0: the right half speaks for it, the left half against.
        let map: Vec<f32> = (0..64).map(|i| if i % 8 < 4 { -2.0 } else { 1.0 }).collect();
        let seen = Activation {
            height: 8,
            width: 8,
            maps: vec![map, vec![0.0; 64]],
            biases: vec![0.0; 2],
            scores: vec![0.0; 2],
            probabilities: vec![0.5; 2],
        };
        let raster = heat(&picture, &seen, 0);
        let pixel = |x: usize, y: usize| &raster.rgb[3 * (y * FINE + x)..][..3];
        assert_eq!((raster.width, raster.rgb.len()), (128, 128 * 128 * 3));
        assert_eq!(pixel(2, 64), [100; 3], "nothing speaks for it here");
        // Half as strong as the strongest value, which is -2.
        assert_eq!(pixel(125, 64), mix([100; 3], colour(0), HEAT * 0.5f32.sqrt()));
        assert!(heat(&picture, &seen, 1).rgb.iter().all(|v| *v == 100), "an empty map gives no heat");
    }

    #[test]
    fn the_map_of_the_predicted_class_comes_first_and_a_new_picture_begins_anew() {
        let mut figure = Attention::default();
        let context = looked(trained(), &figure.wants(&trained()));
        let picked = |figure: &Attention, context: &Context| {
            figure.draw(context).into_iter().find_map(|part| match part {
                Part::Choice { picked, .. } => picked,
                _ => None,
            })
        };
        let [maps, head] = figure.asked(&context);
        let seen = Activation::new(context.looked(&maps).unwrap(), context.looked(&head).unwrap()).unwrap();
        assert_eq!(picked(&figure, &context), Some(seen.predicted() as u32));
        let other = 1 - seen.predicted() as u32;
        figure.act(Action { id: CLASS, value: other as f32 }, &context);
        assert_eq!(picked(&figure, &context), Some(other));
        figure.act(press(PICTURE + 2), &context);
        assert_eq!((figure.chosen, figure.class), (2, None));
        assert!(figure.wants(&context).contains(&Want::Head { index: 2 }));
    }

    #[test]
    fn right_and_wrong_are_marked_once_they_are_known() {
        let context = trained();
        assert_eq!(right(&context, 0), None);
        let context = looked(context, &[Want::Scores]);
        assert_eq!([0, 1, 2, 3].map(|i| right(&context, i)), [Some(true), Some(false), Some(true), None]);
    }

    #[test]
    fn it_draws_in_both_languages_on_phones_and_by_night() {
        for (lang, width, dark) in [(Lang::Zh, 328, true), (Lang::En, 760, false)] {
            let context = Context { lang, width, dark, ..trained() };
            let figure = Attention::default();
            assert_eq!(figure.draw(&context).len(), 2, "pictures and a note");
            let parts = figure.draw(&looked(context.clone(), &figure.wants(&context)));
            let Some(Part::Row(pair)) = parts.get(3) else { panic!("{parts:?}") };
            let widths = pair.iter().map(|part| match part {
                Part::Drawing(drawing) => drawing.width,
                _ => 0.0,
            });
            assert!(widths.sum::<f32>() + 12.0 <= f32::from(width) - 34.0);
        }
        assert_eq!(Attention::default().draw(&Context::default()).len(), 1);
    }
}
