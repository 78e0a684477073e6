//! Boxes and arrows: side by side where there is room, else below each other.

use crate::scene::{Anchor, Drawing, Shape, Tone};

/// From this width on, a diagram lies on its side.
const WIDE: u16 = 620;
/// Largest width, in CSS pixels.
const MOST: f32 = 760.0;
const TITLE: f32 = 16.0;
const SIZE: f32 = 13.0;
const LINE: f32 = 19.0;
const PAD: f32 = 12.0;
/// Between boxes: room for an arrow.
const GAP: f32 = 30.0;
/// Lines lie within the drawing, with half their width.
const EDGE: f32 = 2.0;

/// A box with a title and lines below it.
pub(super) struct Node {
    pub title: String,
    pub lines: Vec<String>,
    /// Of its border.
    pub tone: Tone,
}

/// The arrow back, and what stands beside it.
pub(super) struct Arrow {
    pub words: [String; 2],
    pub tone: Tone,
}

impl Node {
    fn height(&self) -> f32 {
        2.0 * PAD + TITLE + LINE * self.lines.len() as f32
    }

    /// Draws it at x, y with a width and a height.
    fn draw(&self, shapes: &mut Vec<Shape>, at: [f32; 4]) {
        let [x, y, width, height] = at;
        if self.tone == Tone::Accent {
            shapes.push(Shape::Box { at, round: 10.0, tone: Tone::Wash, filled: true });
        }
        shapes.push(Shape::Box { at, round: 10.0, tone: self.tone, filled: false });
        let middle = x + width / 2.0;
        let top = y + (height - self.height()) / 2.0 + PAD + TITLE - 3.0;
        shapes.push(words([middle, top], &self.title, TITLE, Tone::Ink, true, Anchor::Middle));
        for (i, line) in self.lines.iter().enumerate() {
            let y = top + LINE * (i + 1) as f32;
            shapes.push(words([middle, y], line, SIZE, Tone::Soft, false, Anchor::Middle));
        }
    }
}

fn words(at: [f32; 2], text: &str, size: f32, tone: Tone, strong: bool, anchor: Anchor) -> Shape {
    Shape::Words { at, text: text.into(), tone, size, anchor, strong }
}

fn arrow(points: Vec<[f32; 2]>, tone: Tone) -> Shape {
    Shape::Line { points, tone, width: 2.0, dashed: false, arrow: true }
}

fn drawing(width: f32, height: f32, shapes: Vec<Shape>) -> Drawing {
    Drawing { width, height, most: width as u16, shapes, ..Drawing::default() }
}

/// The width to draw in, and whether it is wide.
fn room(width: u16) -> (f32, bool) {
    match width {
        0 => (328.0, false),
        _ => (f32::from(width).clamp(260.0, MOST), width >= WIDE),
    }
}

/// Three boxes in a row, or in a column.
pub(super) fn row(width: u16, nodes: [Node; 3]) -> Drawing {
    let (full, wide) = room(width);
    let tallest = nodes.iter().map(Node::height).fold(0.0, f32::max);
    let mut shapes = Vec::new();
    if wide {
        let each = (full - 2.0 * EDGE - 2.0 * GAP) / 3.0;
        for (i, node) in nodes.iter().enumerate() {
            let x = EDGE + (each + GAP) * i as f32;
            node.draw(&mut shapes, [x, EDGE, each, tallest]);
            if i > 0 {
                let y = EDGE + tallest / 2.0;
                shapes.push(arrow(vec![[x - GAP + 5.0, y], [x - 5.0, y]], Tone::Ink));
            }
        }
        return drawing(full, tallest + 2.0 * EDGE, shapes);
    }
    let mut y = EDGE;
    let (x, each) = (full * 0.14, full * 0.72);
    for (i, node) in nodes.iter().enumerate() {
        if i > 0 {
            shapes.push(arrow(vec![[full / 2.0, y + 5.0], [full / 2.0, y + GAP - 5.0]], Tone::Ink));
            y += GAP;
        }
        node.draw(&mut shapes, [x, y, each, node.height()]);
        y += node.height();
    }
    drawing(full, y + EDGE, shapes)
}

/// Two boxes that lead into a third, and that into a fourth; and, if asked, a fifth after it with an arrow back to the
/// second.
pub(super) fn fork(width: u16, nodes: [Node; 4], back: Option<(Node, Arrow)>) -> Drawing {
    let (full, wide) = room(width);
    match wide {
        true => fork_wide(full, nodes, back),
        false => fork_narrow(full, nodes, back),
    }
}

fn fork_wide(full: f32, [input, weights, model, result]: [Node; 4], back: Option<(Node, Arrow)>) -> Drawing {
    let columns = if back.is_some() { 4.0 } else { 3.0 };
    // The last of four carries the longest lines.
    let extra = if back.is_some() { 30.0 } else { 0.0 };
    let each = (full - 2.0 * EDGE - (columns - 1.0) * GAP - extra) / columns;
    let x = |column: f32| EDGE + (each + GAP) * column;
    let (upper, lower, between) = (input.height(), weights.height(), 22.0);
    let rows = upper + between + lower;
    let mut shapes = Vec::new();
    input.draw(&mut shapes, [EDGE, EDGE, each, upper]);
    let weights_top = EDGE + upper + between;
    weights.draw(&mut shapes, [EDGE, weights_top, each, lower]);
    let middle = EDGE + rows / 2.0;
    let centred = |node: &Node| middle - node.height() / 2.0;
    let tall = model.height().max(84.0);
    model.draw(&mut shapes, [x(1.0), middle - tall / 2.0, each, tall]);
    for (from, to) in [(EDGE + upper / 2.0, middle - 16.0), (weights_top + lower / 2.0, middle + 16.0)] {
        shapes.push(arrow(vec![[x(1.0) - GAP + 4.0, from], [x(1.0) - 5.0, to]], Tone::Ink));
    }
    result.draw(&mut shapes, [x(2.0), centred(&result), each, result.height()]);
    shapes.push(arrow(vec![[x(2.0) - GAP + 5.0, middle], [x(2.0) - 5.0, middle]], Tone::Ink));
    let mut height = rows + 2.0 * EDGE;
    if let Some((performance, update)) = back {
        let last = each + extra;
        let top = centred(&performance);
        performance.draw(&mut shapes, [x(3.0), top, last, performance.height()]);
        shapes.push(arrow(vec![[x(3.0) - GAP + 5.0, middle], [x(3.0) - 5.0, middle]], Tone::Ink));
        let (right, left, low) = (x(3.0) + last / 2.0, EDGE + each / 2.0, EDGE + rows + 34.0);
        let points = vec![
            [right, top + performance.height() + 4.0],
            [right, low],
            [left, low],
            [left, weights_top + lower + 5.0],
        ];
        shapes.push(arrow(points, update.tone));
        let centre = (left + right) / 2.0;
        for (line, (text, strong)) in update.words.iter().zip([true, false]).enumerate() {
            let at = [centre, low + 20.0 + LINE * line as f32];
            shapes.push(words(at, text, SIZE, if strong { Tone::Ink } else { Tone::Soft }, strong, Anchor::Middle));
        }
        height = low + 20.0 + LINE + 8.0;
    }
    drawing(full, height, shapes)
}

fn fork_narrow(full: f32, [input, weights, model, result]: [Node; 4], back: Option<(Node, Arrow)>) -> Drawing {
    // The arrow back runs along the right edge, up to the weights.
    let margin = if back.is_some() { 30.0 } else { 0.0 };
    let between = 10.0;
    let half = (full - margin - 2.0 * EDGE - between) / 2.0;
    let upper = input.height().max(weights.height());
    let mut shapes = Vec::new();
    input.draw(&mut shapes, [EDGE, EDGE, half, upper]);
    let right = EDGE + half + between;
    weights.draw(&mut shapes, [right, EDGE, half, upper]);
    let mut y = EDGE + upper;
    let (x, each) = (EDGE, 2.0 * half + between);
    let centre = x + each / 2.0;
    for from in [EDGE + half / 2.0, right + half / 2.0] {
        let to = centre + (from - centre) * 0.5;
        shapes.push(arrow(vec![[from, y + 4.0], [to, y + GAP - 5.0]], Tone::Ink));
    }
    y += GAP;
    let inset = |node: &Node, shapes: &mut Vec<Shape>, y: f32| {
        let side = each * 0.1;
        node.draw(shapes, [x + side, y, each - 2.0 * side, node.height()]);
        y + node.height()
    };
    let down = |shapes: &mut Vec<Shape>, y: f32| {
        shapes.push(arrow(vec![[centre, y + 5.0], [centre, y + GAP - 5.0]], Tone::Ink));
        y + GAP
    };
    y = inset(&model, &mut shapes, y);
    y = down(&mut shapes, y);
    y = inset(&result, &mut shapes, y);
    if let Some((performance, update)) = back {
        y = down(&mut shapes, y);
        let middle = y + performance.height() / 2.0;
        y = inset(&performance, &mut shapes, y);
        let (edge, target) = (full - 8.0, EDGE + upper / 2.0);
        let from = x + each * 0.9;
        let points = vec![[from + 4.0, middle], [edge, middle], [edge, target], [right + half + 5.0, target]];
        shapes.push(arrow(points, update.tone));
        for (line, (text, strong)) in update.words.iter().zip([true, false]).enumerate() {
            let at = [full / 2.0, y + 22.0 + LINE * line as f32];
            shapes.push(words(at, text, SIZE, if strong { Tone::Ink } else { Tone::Soft }, strong, Anchor::Middle));
        }
        y += 22.0 + LINE + 8.0;
    }
    drawing(full, y + EDGE, shapes)
}
