//! The surface from above with the ball's path, the loss over steps, and what the model at the ball's place answers.

use lesson::log::Walk;

use super::surface::{Place, Samples, Surface};
use super::walk::STEPS;
use super::words::short;
use crate::kit::format::number;
use crate::message::{Context, Lang, Picture};
use crate::scene::{Anchor, Drawing, Part, Raster, Shape, Tile, Tone};

/// The map shows weights from minus to plus this.
const HALF: f32 = 2.5;
/// Pixels a side of the ground.
const PIXELS: u16 = 40;
/// Contours lie so much above the lowest place: squares, so on a bowl they are equally far apart.
const CONTOURS: [f32; 5] = [0.25, 1.0, 4.0, 9.0, 16.0];
const TEXT: f32 = 12.5;
/// What the page leaves free beside a figure's parts and between two of them, in CSS pixels.
const PADDING: f32 = 36.0;
const GAP: f32 = 14.0;

/// What is drawn.
pub struct Scene<'a> {
    pub context: &'a Context,
    pub surface: &'a Surface,
    pub path: &'a [Place],
    pub ended: Option<Walk>,
}

fn line(points: Vec<[f32; 2]>, tone: Tone, width: f32, dashed: bool) -> Shape {
    Shape::Line { points, tone, width, dashed, arrow: false }
}

fn text(at: [f32; 2], text: &str, tone: Tone, anchor: Anchor) -> Shape {
    Shape::Words { at, text: text.into(), tone, size: TEXT, anchor, strong: false }
}

/// Width of one of two drawings side by side, or of one below the other.
fn room(context: &Context) -> f32 {
    let width = f32::from(context.width).clamp(300.0, 760.0) - PADDING;
    if context.width >= 600 {
        (width - GAP) / 2.0
    } else {
        width.min(420.0)
    }
}

/// The part of a stretch within the square ±[`HALF`] (Liang and Barsky 1984); none if it lies outside.
fn clipped(a: Place, b: Place) -> Option<[Place; 2]> {
    let step = [b[0] - a[0], b[1] - a[1]];
    let (mut from, mut to) = (0.0f32, 1.0f32);
    for i in [0, 1] {
        for sign in [-1.0, 1.0] {
            let (towards, room) = (sign * step[i], HALF - sign * a[i]);
            if towards == 0.0 {
                if room < 0.0 {
                    return None;
                }
            } else if towards > 0.0 {
                to = to.min(room / towards);
            } else {
                from = from.max(room / towards);
            }
        }
    }
    let at = |t: f32| [a[0] + t * step[0], a[1] + t * step[1]];
    (from <= to).then(|| [at(from), at(to)])
}

/// A line's parts within the map.
fn within(places: &[Place]) -> Vec<Vec<Place>> {
    let mut parts: Vec<Vec<Place>> = Vec::new();
    for pair in places.windows(2) {
        let Some([a, b]) = clipped(pair[0], pair[1]) else { continue };
        match parts.last_mut() {
            Some(part) if part.last() == Some(&a) => part.push(b),
            _ => parts.push(vec![a, b]),
        }
    }
    parts
}

/// The colour of a height, 0 (lowest) to 1: from the sheet to a soft green, so that ink is read on all of it.
fn ground(context: &Context, height: f32) -> [u8; 3] {
    let (low, high) = if context.dark { ([24, 27, 33], [52, 104, 90]) } else { ([255, 255, 255], [150, 192, 179]) };
    let t = height.clamp(0.0, 1.0);
    [0, 1, 2].map(|i| (f32::from(low[i] as u8) + t * (f32::from(high[i] as u8) - f32::from(low[i] as u8))) as u8)
}

/// The surface from above.
pub fn map(scene: &Scene) -> Drawing {
    let Scene { context, surface, path, .. } = scene;
    let lang = context.lang;
    let side = room(context);
    let at = |w: Place| [(w[0] + HALF) / (2.0 * HALF) * side, (HALF - w[1]) / (2.0 * HALF) * side];
    let mut rgb = Vec::with_capacity(usize::from(PIXELS).pow(2) * 3);
    let centre = |i: u16| (f32::from(i) + 0.5) / f32::from(PIXELS) * 2.0 * HALF - HALF;
    for y in 0..PIXELS {
        for x in 0..PIXELS {
            let above = surface.above([centre(x), -centre(y)]).max(0.0);
            rgb.extend(ground(context, above.sqrt() / 5.0));
        }
    }
    let mut shapes = vec![
        line(vec![at([-HALF, 0.0]), at([HALF, 0.0])], Tone::Line, 1.0, false),
        line(vec![at([0.0, -HALF]), at([0.0, HALF])], Tone::Line, 1.0, false),
    ];
    for above in CONTOURS {
        let parts = within(&surface.contour(above, 72));
        shapes.extend(parts.into_iter().map(|p| line(p.into_iter().map(at).collect(), Tone::Soft, 0.75, false)));
    }
    for tick in [-2.0, -1.0, 1.0, 2.0] {
        let word = format!("{tick:.0}").replace('-', "−");
        shapes.push(text([at([tick, 0.0])[0], side - 6.0], &word, Tone::Soft, Anchor::Middle));
        shapes.push(text([6.0, at([0.0, tick])[1] + 4.0], &word, Tone::Soft, Anchor::Start));
    }
    shapes.push(text(
        [side - 6.0, side - 22.0],
        lang.say("w₁：整张的亮度 →", "w₁: brightness of the whole →"),
        Tone::Ink,
        Anchor::End,
    ));
    let across = lang.say("↑ w₂：中间的亮度", "↑ w₂: brightness of the middle");
    shapes.push(text([6.0, 16.0], across, Tone::Ink, Anchor::Start));
    // The lowest place: a cross.
    let [x, y] = at(surface.lowest);
    for (dx, dy) in [(5.0, 5.0), (5.0, -5.0)] {
        shapes.push(line(vec![[x - dx, y - dy], [x + dx, y + dy]], Tone::Ink, 1.5, false));
    }
    for part in within(path) {
        shapes.push(line(part.into_iter().map(at).collect(), Tone::Accent, 2.0, false));
    }
    let inside = |w: &Place| w.iter().all(|v| v.abs() <= HALF);
    for w in path.iter().filter(|w| inside(w)) {
        shapes.push(Shape::Dot { at: at(*w), radius: 2.2, tone: Tone::Accent, filled: true });
    }
    let now = path.last().copied().unwrap_or_default();
    let start = path.first().copied().unwrap_or_default();
    shapes.push(Shape::Dot { at: at(start), radius: 6.0, tone: Tone::Ink, filled: false });
    if inside(&now) {
        shapes.push(Shape::Dot { at: at(now), radius: 7.0, tone: Tone::Accent, filled: true });
    } else {
        let away = lang.say("球飞出了地图", "The ball has left the map");
        shapes.push(Shape::Words {
            at: [side / 2.0, 44.0],
            text: away.into(),
            tone: Tone::Warn,
            size: 14.0,
            anchor: Anchor::Middle,
            strong: true,
        });
    }
    Drawing {
        label: map_label(scene, now),
        width: side,
        height: side,
        most: side as u16,
        back: Some(Raster { width: PIXELS, height: PIXELS, rgb, smooth: true }),
        shapes,
    }
}

fn map_label(scene: &Scene, now: Place) -> String {
    let surface = scene.surface;
    let (w1, w2, loss) = (signed(now[0]), signed(now[1]), number(surface.loss(now)));
    let (low1, low2, least) = (signed(surface.lowest[0]), signed(surface.lowest[1]), number(surface.least));
    match scene.context.lang {
        Lang::Zh => format!(
            "两个权重的损失地形，绿色越浓损失越大；谷底在 w₁ = {low1}、w₂ = {low2}，损失 {least}。走了 {} 步，球在 w₁ = {w1}、w₂ = {w2}，损失 {loss}。",
            scene.path.len() - 1
        ),
        Lang::En => format!(
            "Loss over two weights, greener where it is larger; lowest at w₁ = {low1}, w₂ = {low2} with a loss of {least}. After {} steps the ball is at w₁ = {w1}, w₂ = {w2}, loss {loss}.",
            scene.path.len() - 1
        ),
    }
}

/// The loss of all pictures over the steps.
pub fn curve(scene: &Scene) -> Drawing {
    let Scene { context, surface, path, ended } = scene;
    let lang = context.lang;
    let width = room(context);
    let height = if width > 300.0 && context.width >= 600 { width * 0.72 } else { 170.0 };
    let (left, right, bottom, top) = (30.0, 12.0, 40.0, 22.0);
    let losses: Vec<f32> = path.iter().map(|w| surface.loss(*w)).collect();
    let most = (1.25 * losses.first().copied().unwrap_or(1.0)).max(4.0);
    let x = |step: f32| left + step / STEPS as f32 * (width - left - right);
    let y = |loss: f32| height - bottom - (loss / most).clamp(0.0, 1.0) * (height - bottom - top);
    let mut shapes = Vec::new();
    let ticks = if most > 8.0 { 4.0 } else { 2.0 };
    let mut tick = 0.0;
    while tick <= most {
        shapes.push(line(vec![[left, y(tick)], [width - right, y(tick)]], Tone::Line, 1.0, false));
        shapes.push(text([left - 6.0, y(tick) + 4.0], &format!("{tick:.0}"), Tone::Soft, Anchor::End));
        tick += ticks;
    }
    for step in (0..=STEPS).step_by(20) {
        shapes.push(text([x(step as f32), height - 22.0], &step.to_string(), Tone::Soft, Anchor::Middle));
    }
    let (name, steps) = (lang.say("损失（全部图片）", "loss (all pictures)"), lang.say("步", "steps"));
    shapes.push(text([left, 13.0], name, Tone::Ink, Anchor::Start));
    shapes.push(text([(left + width - right) / 2.0, height - 5.0], steps, Tone::Ink, Anchor::Middle));
    shapes.push(line(vec![[left, y(surface.least)], [width - right, y(surface.least)]], Tone::Soft, 1.0, true));
    let least = match lang {
        Lang::Zh => format!("谷底 {}", number(surface.least)),
        Lang::En => format!("lowest {}", number(surface.least)),
    };
    shapes.push(text([width - right, y(surface.least) + 15.0], &least, Tone::Soft, Anchor::End));
    let points: Vec<[f32; 2]> = losses.iter().enumerate().map(|(i, loss)| [x(i as f32), y(*loss)]).collect();
    // Above the frame the line would run along its edge: it ends where it leaves, and begins again where it comes back.
    let high = |i: usize| losses[i] > most || !losses[i].is_finite();
    for i in (1..points.len()).filter(|i| !high(*i) || !high(*i - 1)) {
        shapes.push(line(vec![points[i - 1], points[i]], Tone::Ink, 2.0, false));
    }
    let shown = match ended {
        Some(Walk::Diverged) => (0..points.len()).find(|i| high(*i)).unwrap_or(points.len() - 1),
        _ => points.len() - 1,
    };
    shapes.push(Shape::Dot { at: points[shown], radius: 5.0, tone: Tone::Accent, filled: true });
    if *ended == Some(Walk::Diverged) {
        let at = points[shown][0] + 10.0;
        let word = lang.say("↑ 还在涨", "↑ and on");
        shapes.push(text([at.min(width - 70.0), top + 14.0], word, Tone::Warn, Anchor::Start));
    }
    let last = losses.last().map_or(String::new(), |loss| number(*loss));
    let mut label = match lang {
        Lang::Zh => format!("损失随步数的变化：第 0 步 {}，第 {} 步 {last}", number(losses[0]), path.len() - 1),
        Lang::En => format!("Loss over steps: {} at step 0, {last} at step {}", number(losses[0]), path.len() - 1),
    };
    if let Some(end) = ended {
        label.push_str(lang.say("，", ", "));
        label.push_str(short(lang, *end));
    }
    Drawing { label, width, height, most: width as u16, back: None, shapes }
}

fn signed(value: f32) -> String {
    match value {
        v if !v.is_finite() => crate::kit::format::DASH.into(),
        v if v.abs() >= 100.0 => format!("{v:+.0}").replace('-', "−"),
        v => format!("{v:+.2}").replace('-', "−"),
    }
}

/// A few of the pictures, with what the model answers where the ball is.
pub fn examples(context: &Context, samples: &Samples, now: Place) -> Vec<Part> {
    let lang = context.lang;
    let tile = |picture: &Picture| {
        let sample = samples.sample(picture)?;
        let answer = sample.answer(now);
        let right = answer * sample.right > 0.0;
        let class = if picture.label == 0 { lang.say("猫", "cat") } else { lang.say("狗", "dog") };
        let (x1, x2, is, should) = (signed(sample.x[0]), signed(sample.x[1]), signed(answer), sample.right);
        Some(Tile {
            id: 0,
            pixels: Raster { width: 32, height: 32, rgb: picture.rgb.clone(), smooth: true },
            side: 64,
            label: match lang {
                Lang::Zh => format!("{class}，应当是 {should:+}：x₁ = {x1}，x₂ = {x2}，回答 {is}"),
                Lang::En => format!("{class}, should be {should:+}: x₁ = {x1}, x₂ = {x2}, answer {is}"),
            },
            caption: format!("{class} {is} {}", if right { "✓" } else { "✗" }),
            tone: if picture.label == 0 { Tone::Cat } else { Tone::Dog },
            pressed: false,
        })
    };
    let each = if context.width >= 400 { 2 } else { 1 };
    let of = |label: u32| context.pictures.iter().filter(move |p| p.label == label).take(each);
    let tiles: Vec<Tile> = of(0).chain(of(1)).filter_map(tile).collect();
    if tiles.is_empty() {
        return Vec::new();
    }
    let note = lang.say(
        "球停在哪里，模型就是哪一个。它现在的回答（猫应当是 −1，狗应当是 +1）：",
        "Where the ball is, that is the model. Its answers now (a cat should get −1, a dog +1):",
    );
    let label = lang.say("几张图片和模型的回答", "A few pictures, and what the model answers");
    vec![Part::Note(note.into()), Part::Tiles { label: label.into(), tiles }]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_at_the_edge_of_the_map() {
        assert_eq!(clipped([0.0, 0.0], [1.0, 1.0]), Some([[0.0, 0.0], [1.0, 1.0]]));
        assert_eq!(clipped([0.0, 0.0], [5.0, 0.0]), Some([[0.0, 0.0], [HALF, 0.0]]));
        assert_eq!(clipped([-5.0, 1.0], [5.0, 1.0]), Some([[-HALF, 1.0], [HALF, 1.0]]));
        assert_eq!(clipped([3.0, 0.0], [3.0, 1.0]), None);
        let there_and_back = [[0.0, 0.0], [4.0, 0.0], [0.0, 1.0]];
        assert_eq!(within(&there_and_back).len(), 2);
        assert_eq!(within(&[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]), [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]]);
    }
}
