//! The places of a step, and the numbers of the words that stand there.

use super::step::Step;
use super::term::{self, ARCHITECTURE, INDEPENDENT, LABELS, ORDER, PARAMETERS, PREDICTIONS};
use crate::kit::format::{count, number, percent, DASH};
use crate::message::{Context, Lang, Layer, Run};
use crate::scene::{Anchor, Button, Drawing, Look, Part, Raster, Shape, Tile, Tone};

/// Numbers of one picture.
const PICTURE_NUMBERS: u32 = 32 * 32 * 3;
/// Filters that are shown.
const FILTERS: usize = 8;
const TEXT: f32 = 12.5;

fn tone_of(class: usize) -> Tone {
    match class {
        0 => Tone::Cat,
        1 => Tone::Dog,
        _ => Tone::Ink,
    }
}

/// A place: what lies there, and where its word goes.
pub fn card(context: &Context, step: &Step, place: usize, stands: bool, first_id: u16) -> Part {
    let lang = context.lang;
    let mut parts = match place {
        INDEPENDENT => vec![tiles(lang, step, false)],
        ARCHITECTURE => vec![Part::Drawing(layers(context))],
        PARAMETERS => filters(context),
        PREDICTIONS => vec![Part::Drawing(bars(context, step, true))],
        LABELS => vec![labels(lang, step)],
        _ => vec![Part::Drawing(bars(context, step, false))],
    };
    let number = 1 + ORDER.iter().position(|other| *other == place).unwrap_or(0);
    let label = if stands {
        format!("✓ {}", term::name(lang, place))
    } else {
        match lang {
            Lang::Zh => format!("？ {number} 号位的词"),
            Lang::En => format!("? Word for {number}"),
        }
    };
    parts.push(Part::Button(Button {
        id: first_id + place as u16,
        label,
        look: Look::Place,
        // One that stands can be pressed again, to hear what the word means.
        pressed: stands.then_some(true),
        disabled: false,
    }));
    if stands {
        parts.push(Part::Text(live(context, step, place)));
    }
    let tone = if stands { Tone::Accent } else { Tone::Line };
    Part::Card { title: format!("{number}  {}", term::place(lang, place)), tone, parts }
}

/// A word's number in this run, just now.
fn live(context: &Context, step: &Step, word: usize) -> String {
    let lang = context.lang;
    let run = step.run;
    let n = step.pictures.len() as u32;
    match word {
        INDEPENDENT => match lang {
            Lang::Zh => format!("{n} 张图片 × {} 个数 = {} 个数", count(PICTURE_NUMBERS), count(n * PICTURE_NUMBERS)),
            Lang::En => {
                format!("{n} pictures × {} numbers = {} numbers", count(PICTURE_NUMBERS), count(n * PICTURE_NUMBERS))
            }
        },
        ARCHITECTURE => built(context, run),
        PARAMETERS => inside(context, run),
        PREDICTIONS => {
            let answer = |i| step.answer(i).map(|(class, p)| format!("{} {:.0} %", step.class(class), 100.0 * p));
            let few: Vec<String> = (0..step.pictures.len().min(3)).filter_map(answer).collect();
            format!("{}…", few.join(lang.say("，", ", ")))
        }
        LABELS => {
            let each = |(class, n): (usize, usize)| match lang {
                Lang::Zh => format!("{} {n} 张", step.class(class)),
                Lang::En => format!("{}: {n}", step.class(class)),
            };
            step.labels().into_iter().enumerate().map(each).collect::<Vec<_>>().join(lang.say("，", ", "))
        }
        _ => match lang {
            Lang::Zh => format!("{}（这 {n} 张的平均）", number(step.loss())),
            Lang::En => format!("{} (mean of these {n})", number(step.loss())),
        },
    }
}

/// The architecture in numbers.
fn built(context: &Context, run: &Run) -> String {
    let (layers, jobs) = (context.layers.len(), run.launches);
    match context.lang {
        Lang::Zh => format!("{layers} 层带权重的层；训练一步要算 {jobs} 道工序"),
        Lang::En => format!("{layers} layers with weights; one training step is {jobs} jobs"),
    }
}

/// The parameters in numbers.
fn inside(context: &Context, run: &Run) -> String {
    let numbers = count(run.parameters);
    let moved = context.layers.last().map(|layer| percent(layer.moved));
    match (context.lang, moved) {
        (Lang::Zh, Some(moved)) => format!("{numbers} 个数；最后一层移动了自身大小的 {moved}"),
        (Lang::En, Some(moved)) => format!("{numbers} numbers; the last layer has moved by {moved} of its own size"),
        (Lang::Zh, None) => format!("{numbers} 个数"),
        (Lang::En, None) => format!("{numbers} numbers"),
    }
}

/// All words with their numbers, and the pictures with the network's answers.
pub fn table(context: &Context, step: &Step) -> Vec<Part> {
    let lang = context.lang;
    let rows = ORDER.iter().map(|word| vec![term::name(lang, *word).into(), live(context, step, *word)]).collect();
    let caption = lang.say("六个词，此刻的数", "The six words and their numbers just now").into();
    let head = vec![lang.say("词", "word").into(), lang.say("此刻", "now").into()];
    vec![tiles(lang, step, true), Part::Table { caption, head, rows }]
}

/// The same while the run goes on: what is known of the batch of each step.
pub fn running(context: &Context, run: &Run) -> Part {
    let lang = context.lang;
    let n = run.batch;
    let share = run.batch_accuracy.map_or(DASH.into(), percent);
    let loss = run.batch_loss.map_or(DASH.into(), number);
    let row = |word: usize| {
        let now = match (word, lang) {
            (INDEPENDENT, Lang::Zh) => {
                format!("{n} 张图片 × {} 个数 = {} 个数", count(PICTURE_NUMBERS), count(n * PICTURE_NUMBERS))
            }
            (INDEPENDENT, Lang::En) => {
                format!("{n} pictures × {} numbers = {} numbers", count(PICTURE_NUMBERS), count(n * PICTURE_NUMBERS))
            }
            (ARCHITECTURE, _) => built(context, run),
            (PARAMETERS, _) => inside(context, run),
            (PREDICTIONS, Lang::Zh) => format!("{n} 个回答，对了 {share}"),
            (PREDICTIONS, Lang::En) => format!("{n} answers, {share} of them right"),
            (LABELS, Lang::Zh) => format!("{n} 个正确答案"),
            (LABELS, Lang::En) => format!("{n} right answers"),
            (_, Lang::Zh) => format!("{loss}（这 {n} 张的平均）"),
            (_, Lang::En) => format!("{loss} (mean of these {n})"),
        };
        vec![term::name(lang, word).to_owned(), now]
    };
    Part::Table {
        caption: lang.say("六个词，这一批的数", "The six words and their numbers for this batch").into(),
        head: vec![lang.say("词", "word").into(), lang.say("此刻", "now").into()],
        rows: ORDER.iter().map(|word| row(*word)).collect(),
    }
}

/// The pictures; with answers, if those are no secret.
fn tiles(lang: Lang, step: &Step, answers: bool) -> Part {
    let tile = |(i, picture): (usize, &crate::message::Picture)| {
        let answer = step.answer(i).filter(|_| answers);
        let right = answer.is_some_and(|(class, _)| class == picture.label as usize);
        let caption = answer.map_or(String::new(), |(class, p)| {
            format!("{} {:.0} % {}", step.class(class), 100.0 * p, if right { "✓" } else { "✗" })
        });
        let name = match lang {
            Lang::Zh => format!("第 {} 张", i + 1),
            Lang::En => format!("picture {}", i + 1),
        };
        let label = if caption.is_empty() { name } else { format!("{name}{} {caption}", lang.say("：", ":")) };
        let tone = answer.map_or(Tone::Line, |(class, _)| tone_of(class));
        let pixels = Raster { width: 32, height: 32, rgb: picture.rgb.clone(), smooth: true };
        Tile { id: 0, pixels, side: if answers { 64 } else { 48 }, label, caption, tone, pressed: false }
    };
    let label = if answers {
        lang.say("图片和网络的回答", "Pictures, and what the network says")
    } else {
        lang.say("一批图片", "A batch of pictures")
    };
    Part::Tiles { label: label.into(), tiles: step.pictures.iter().enumerate().map(tile).collect() }
}

/// The first layer's filters as they are now.
fn filters(context: &Context) -> Vec<Part> {
    let lang = context.lang;
    let tile = |(i, filter): (usize, &crate::message::Filter)| Tile {
        id: 0,
        pixels: Raster { width: filter.side, height: filter.side, rgb: filter.now.clone(), smooth: false },
        side: 32,
        label: match lang {
            Lang::Zh => format!("第 {} 组数", i + 1),
            Lang::En => format!("group {} of numbers", i + 1),
        },
        caption: String::new(),
        tone: Tone::Line,
        pressed: false,
    };
    let whole =
        |filter: &&crate::message::Filter| filter.side > 0 && filter.now.len() == usize::from(filter.side).pow(2) * 3;
    let tiles: Vec<Tile> = context.filters.iter().filter(whole).take(FILTERS).enumerate().map(tile).collect();
    let label = lang.say("第一层里的几组数，画成颜色", "Some numbers of the first layer, drawn as colours");
    let note = lang.say("每一小格是三个数，画成一种颜色。", "Each small square is three numbers, drawn as a colour.");
    if tiles.is_empty() {
        return vec![Part::Note(lang.say("–0.12，0.31，0.07，–0.25 ……", "–0.12, 0.31, 0.07, –0.25 …").into())];
    }
    vec![Part::Tiles { label: label.into(), tiles }, Part::Note(note.into())]
}

/// The right answers as words.
fn labels(lang: Lang, step: &Step) -> Part {
    let name = |(i, (label, _)): (usize, &(u32, Vec<f32>))| format!("{} {}", i + 1, step.class(*label as usize));
    Part::Text(step.rows.iter().enumerate().map(name).collect::<Vec<_>>().join(lang.say("，", ", ")))
}

fn drawing_width(context: &Context) -> f32 {
    // Without the padding of the figure and of a card.
    let width = f32::from(context.width).clamp(300.0, 760.0) - 36.0;
    let card = if context.width >= 600 { (width - 14.0) / 2.0 } else { width };
    card - 28.0
}

fn text(at: [f32; 2], text: String, tone: Tone, anchor: Anchor) -> Shape {
    Shape::Words { at, text, tone, size: TEXT, anchor, strong: false }
}

/// The layers with weights one after the other: as high as their output is, wider with more channels.
fn layers(context: &Context) -> Drawing {
    let lang = context.lang;
    let (width, height) = (drawing_width(context), 104.0);
    let layers: &[Layer] = &context.layers;
    let size = |layer: &Layer| match layer.output[..] {
        [side, _, channels] => (side as f32, channels as f32),
        _ => (4.0, 4.0),
    };
    let wide = |layer: &Layer| 5.0 + size(layer).1 / 8.0;
    let gap = 4.0;
    let total: f32 = layers.iter().map(|layer| wide(layer) + gap).sum();
    let scale = if total > 0.0 { ((width - 64.0) / total).min(1.6) } else { 1.0 };
    let mut x = 34.0;
    let middle = 44.0;
    let mut shapes = vec![text([0.0, middle + 4.0], lang.say("图片", "in").into(), Tone::Soft, Anchor::Start)];
    for layer in layers {
        let (tall, broad) = (10.0 + size(layer).0 * 2.2, wide(layer) * scale);
        let tone = if layer.name.starts_with("head") { Tone::Accent } else { Tone::Soft };
        shapes.push(Shape::Box { at: [x, middle - tall / 2.0, broad, tall], round: 2.0, tone, filled: false });
        x += broad + gap * scale;
    }
    let [arrow, end] = [[x, middle], [x + 14.0, middle]];
    shapes.push(Shape::Line { points: vec![arrow, end], tone: Tone::Soft, width: 1.5, dashed: false, arrow: true });
    shapes.push(text(
        [0.0, height - 4.0],
        lang.say("一层接一层；越往后，看的范围越大", "layer after layer; later ones see more at once").into(),
        Tone::Soft,
        Anchor::Start,
    ));
    let label = match lang {
        Lang::Zh => format!("一层接一层的网络，{} 个方框", layers.len()),
        Lang::En => format!("A network of layer after layer, {} boxes", layers.len()),
    };
    Drawing { label, width, height, most: 420, back: None, shapes }
}

/// By picture: how likely the network finds the second class, or how wrong it is.
fn bars(context: &Context, step: &Step, answers: bool) -> Drawing {
    let lang = context.lang;
    let n = step.rows.len();
    let (width, height, top, bottom) = (drawing_width(context), 116.0, 20.0, 34.0);
    let slot = width / n.max(1) as f32;
    let floor = height - bottom;
    let losses = step.losses();
    let most = losses.iter().copied().fold(1.0, f32::max);
    let mut shapes = vec![Shape::Line {
        points: vec![[0.0, floor], [width, floor]],
        tone: Tone::Line,
        width: 1.0,
        dashed: false,
        arrow: false,
    }];
    for (i, loss) in losses.iter().enumerate() {
        let Some((class, p)) = step.answer(i) else { continue };
        let x = (i as f32 + 0.5) * slot;
        let (share, tone) = if answers { (p, tone_of(class)) } else { (loss / most, Tone::Soft) };
        let tall = share * (floor - top);
        let broad = (slot * 0.5).min(22.0);
        shapes.push(Shape::Box { at: [x - broad / 2.0, floor - tall, broad, tall], round: 2.0, tone, filled: true });
        let above = if answers { format!("{:.0}%", 100.0 * p) } else { format!("{loss:.1}") };
        shapes.push(text([x, floor - tall - 4.0], above, Tone::Ink, Anchor::Middle));
        let below = if answers { step.class(class).to_owned() } else { String::new() };
        shapes.push(text([x, floor + 14.0], (i + 1).to_string(), Tone::Soft, Anchor::Middle));
        shapes.push(text([x, floor + 29.0], below, tone, Anchor::Middle));
    }
    let each = |i: usize| match step.answer(i) {
        Some((class, p)) if answers => format!("{} {}", step.class(class), percent(p)),
        _ => number(losses[i]),
    };
    let all = (0..n).map(each).collect::<Vec<_>>().join(lang.say("，", ", "));
    let label = match (lang, answers) {
        (Lang::Zh, true) => format!("网络对每张图片的回答：{all}"),
        (Lang::En, true) => format!("What the network says about each picture: {all}"),
        (Lang::Zh, false) => format!("每张图片错了多少：{all}"),
        (Lang::En, false) => format!("How wrong each answer is: {all}"),
    };
    Drawing { label, width, height, most: 420, back: None, shapes }
}
