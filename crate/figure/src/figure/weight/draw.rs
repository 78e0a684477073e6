//! How the weight figure looks: pictures to choose from, what the head says, sliders, and the sum behind the scores.

use super::{offers, Offer, Weight, BACK, PICTURE, PICTURES, SLIDER, STEPS};
use crate::kit::format::percent;
use crate::kit::head::{largest, softmax, Head};
use crate::message::{Context, Lang};
use crate::scene::{Anchor, Button, Drawing, Look, Part, Raster, Shape, Tile, Tone};

pub(super) fn all(figure: &Weight, context: &Context) -> Vec<Part> {
    let lang = context.lang;
    let mut parts = tiles(figure, context);
    let running = context.run.as_ref().is_some_and(|run| run.running);
    let head = Some(()).filter(|()| Weight::ready(context)).and_then(|()| figure.head(context));
    let Some(head) = head else {
        let text = if running {
            lang.say(
                "还在训练，权重一直在变。练完就能打开看。",
                "It is training, and its weights keep changing. Wait for the end.",
            )
        } else if Weight::ready(context) {
            lang.say("正在打开这张图片的那一步计算……", "Opening the computation for this picture …")
        } else {
            lang.say(
                "模型还没有训练过。先在前面把它练好。",
                "The model has not been trained yet. Train it first, further up.",
            )
        };
        parts.push(Part::Note(text.into()));
        return parts;
    };
    let mine = figure.mine(&head);
    let offers = offers(&head);
    parts.push(Part::Said(verdict(figure, context, &head, &mine)));
    parts.push(Part::Drawing(bars(context, &head, &mine)));
    parts.extend(offers.iter().enumerate().map(|(place, offer)| slider(context, &mine, place, offer)));
    parts.push(table(context, &mine, &offers));
    parts.push(Part::Button(Button {
        id: BACK,
        label: lang.say("把权重放回去", "Put the weights back").into(),
        look: Look::Plain,
        pressed: None,
        disabled: figure.moves(&head).next().is_none(),
    }));
    parts.push(Part::Note(
        lang.say(
            "你动的只是一份拷贝，训练好的网络没有变。",
            "What you move is a copy. The trained network stays as it is.",
        )
        .into(),
    ));
    parts
}

fn class(context: &Context, label: usize) -> String {
    let names = context.run.as_ref().map(|run| run.classes.as_slice()).unwrap_or_default();
    let default = match label {
        0 => context.lang.say("猫", "cat"),
        _ => context.lang.say("狗", "dog"),
    };
    names.get(label).cloned().unwrap_or_else(|| default.into())
}

fn tone(label: usize) -> Tone {
    [Tone::Cat, Tone::Dog][usize::from(label > 0)]
}

/// With a true minus sign, and as many digits as a weight needs.
fn signed(value: f32) -> String {
    format!("{value:.2}").replace('-', "−").replace("−0.00", "0.00")
}

fn tiles(figure: &Weight, context: &Context) -> Vec<Part> {
    let lang = context.lang;
    let chosen = figure.index(context);
    let shown = context.pictures.iter().filter(|picture| picture.index < PICTURES || picture.index == chosen);
    let tiles: Vec<Tile> = shown
        .map(|picture| {
            let name = class(context, picture.label as usize);
            Tile {
                id: PICTURE + picture.index as u16,
                pixels: Raster { width: 32, height: 32, rgb: picture.rgb.clone(), smooth: true },
                side: if picture.index == chosen { 72 } else { 48 },
                label: match lang {
                    Lang::Zh => format!("第 {} 张，{name}", picture.index + 1),
                    Lang::En => format!("picture {}, {name}", picture.index + 1),
                },
                caption: name,
                tone: tone(picture.label as usize),
                pressed: picture.index == chosen,
            }
        })
        .collect();
    if tiles.is_empty() {
        return Vec::new();
    }
    let label = lang.say("选一张图片；下面是它的标签", "Choose a picture; below each its label");
    vec![Part::Tiles { label: label.into(), tiles }]
}

/// What the head says, and whether the student has turned it.
fn verdict(figure: &Weight, context: &Context, head: &Head, mine: &Head) -> String {
    let (first, now) = (largest(&head.scores()), largest(&mine.scores()));
    let (was, is) = (class(context, first), class(context, now));
    let moved: Vec<_> = figure.moves(head).collect();
    let p = percent(softmax(&mine.scores())[now]);
    match (context.lang, first == now, &moved[..]) {
        (Lang::Zh, true, []) => format!("模型说：{is}，{p}"),
        (Lang::En, true, []) => format!("The model says: {is}, {p}"),
        (Lang::Zh, true, _) => format!("改了以后还是{is}，{p}"),
        (Lang::En, true, _) => format!("With your change still {is}, {p}"),
        (Lang::Zh, false, [one]) => {
            format!("翻了：{was}变成了{is}，{p}。只因为一个数从 {} 改成了 {}", signed(one.from), signed(one.to))
        }
        (Lang::En, false, [one]) => format!(
            "It flipped: {was} has become {is}, {p}. One number did it, from {} to {}",
            signed(one.from),
            signed(one.to)
        ),
        (Lang::Zh, false, more) => format!("翻了：{was}变成了{is}，{p}。改了 {} 个数", more.len()),
        (Lang::En, false, more) => format!("It flipped: {was} has become {is}, {p}. {} numbers did it", more.len()),
    }
}

fn slider(context: &Context, mine: &Head, place: usize, offer: &Offer) -> Part {
    let value = mine.weights[offer.feature][offer.class];
    let (feature, name) = (offer.feature + 1, class(context, offer.class));
    Part::Slider {
        id: SLIDER + place as u16,
        label: match context.lang {
            Lang::Zh => format!("特征 {feature} 给{name}的权重"),
            Lang::En => format!("Weight of feature {feature} for {name}"),
        },
        shown: match (context.lang, value == offer.from) {
            (_, true) => signed(value),
            (Lang::Zh, false) => format!("{}（原来 {}）", signed(value), signed(offer.from)),
            (Lang::En, false) => format!("{} (was {})", signed(value), signed(offer.from)),
        },
        low: offer.from - offer.reach,
        high: offer.from + offer.reach,
        step: offer.reach / STEPS,
        value,
    }
}

/// The two probabilities as bars, with a mark where each was before.
fn bars(context: &Context, head: &Head, mine: &Head) -> Drawing {
    let (scores, p, before) = (mine.scores(), softmax(&mine.scores()), softmax(&head.scores()));
    let width = f32::from(context.width).clamp(280.0, 460.0);
    let (left, right, step, thick) = (40.0, width - 66.0, 34.0, 18.0);
    let at = |share: f32| left + share * (right - left);
    let mut shapes = Vec::new();
    let mut said = Vec::new();
    for (label, share) in p.iter().enumerate() {
        let y = 6.0 + step * label as f32;
        let (name, value) = (class(context, label), percent(*share));
        let filled = |width: f32, tone, filled| Shape::Box { at: [left, y, width, thick], round: 3.0, tone, filled };
        let words = |x, text: &str, anchor, tone, strong| Shape::Words {
            at: [x, y + thick - 4.0],
            text: text.into(),
            tone,
            size: 14.0,
            anchor,
            strong,
        };
        shapes.push(filled(right - left, Tone::Line, false));
        shapes.push(filled((at(*share) - left).max(1.0), tone(label), true));
        if (share - before[label]).abs() > 0.001 {
            let x = at(before[label]);
            let points = vec![[x, y - 4.0], [x, y + thick + 4.0]];
            shapes.push(Shape::Line { points, tone: Tone::Ink, width: 1.5, dashed: true, arrow: false });
        }
        shapes.push(words(left - 8.0, &name, Anchor::End, tone(label), true));
        shapes.push(words(width, &value, Anchor::End, Tone::Ink, false));
        said.push(match context.lang {
            Lang::Zh => format!("{name}得分 {}，概率 {value}", signed(scores[label])),
            Lang::En => format!("{name}: score {}, probability {value}", signed(scores[label])),
        });
    }
    let label = said.join(context.lang.say("；", "; "));
    Drawing { label, width, height: 6.0 + step * p.len() as f32, most: width as u16, back: None, shapes }
}

/// The sum behind each score: the offered features one by one, the others together, the bias.
fn table(context: &Context, mine: &Head, offers: &[Offer]) -> Part {
    let lang = context.lang;
    let classes = 0..mine.biases.len();
    let product = |feature: usize, class: usize| {
        let (x, w) = (mine.features[feature], mine.weights[feature][class]);
        // Narrow spaces that do not break: a product stays in a line, its value may go to the next one.
        format!("{}\u{202f}×\u{202f}{} =\u{202f}{}", signed(x), signed(w), signed(x * w))
    };
    let line = |name: String, value: &dyn Fn(usize) -> String| {
        std::iter::once(name).chain(classes.clone().map(value)).collect::<Vec<_>>()
    };
    let mut rows: Vec<Vec<String>> = offers
        .iter()
        .map(|offer| {
            let name = match lang {
                Lang::Zh => format!("特征 {}", offer.feature + 1),
                Lang::En => format!("feature {}", offer.feature + 1),
            };
            line(name, &|class| product(offer.feature, class))
        })
        .collect();
    let rest = |class: usize| {
        let others = (0..mine.features.len()).filter(|f| offers.iter().all(|offer| offer.feature != *f));
        others.map(|f| mine.features[f] * mine.weights[f][class]).sum::<f32>()
    };
    let others = mine.features.len() - offers.len();
    let name = match lang {
        Lang::Zh => format!("其余 {others} 个"),
        Lang::En => format!("other {others}"),
    };
    rows.push(line(name, &|class| signed(rest(class))));
    rows.push(line(lang.say("偏置", "bias").into(), &|class| signed(mine.biases[class])));
    let scores = mine.scores();
    rows.push(line(lang.say("得分", "score").into(), &|class| signed(scores[class])));
    Part::Table {
        caption: lang.say("得分是怎样加出来的：特征 × 权重", "How the scores add up: feature × weight").into(),
        head: line(String::new(), &|label| class(context, label)),
        rows,
    }
}
