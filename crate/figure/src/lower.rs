//! From scenes to elements.

use crate::scene::{Anchor, Button, Drawing, Look, Part, Raster, Shape, Tile, Tone};
use crate::tree::{el, Element, Event};

/// The elements of a figure; `name` tells its inputs from those of other figures on the page.
pub fn lower(name: &str, parts: &[Part]) -> Vec<Element> {
    parts.iter().map(|each| part(name, each)).collect()
}

fn part(name: &str, part: &Part) -> Element {
    match part {
        Part::Text(text) => el("p").words(text),
        Part::Note(text) => el("p").at("class", "hint").words(text),
        Part::Said(text) => el("p").at("class", "said").at("role", "status").words(text),
        Part::Row(parts) => el("div").at("class", "fig-row").all(lower(name, parts)),
        Part::Card { title, tone: of, parts } => {
            let card = el("div").at("class", format!("fig-card {}", tone(*of)));
            let title = (!title.is_empty()).then(|| el("p").at("class", "fig-title").words(title));
            card.all(title).all(lower(name, parts))
        }
        Part::Slider { id, label, shown, low, high, step, value } => {
            let line = el("span").at("class", "field-line").with(el("span").words(label));
            let line = line.with(el("b").at("class", "w-num").words(shown));
            let range = el("input").at("type", "range").at("min", digits(*low)).at("max", digits(*high));
            let range = range.at("step", digits(*step)).at("value", digits(*value)).at("aria-valuetext", shown);
            // Its name stays while its value moves; the label around it holds both.
            let range = range.at("aria-label", label);
            el("label").at("class", "fig-slider").with(line).with(range.on(Event::Slide, *id, *value))
        }
        Part::Choice { id, label, options, picked } => choice(name, *id, label, options, *picked),
        Part::Check { id, label, on } => {
            let input = el("input").at("type", "checkbox").flag("checked", *on);
            let input = input.on(Event::Press, *id, if *on { 0.0 } else { 1.0 });
            el("label").at("class", "fig-check").with(input).with(el("span").words(label))
        }
        Part::Button(button) => press(button),
        Part::Drawing(drawing) => draw(drawing),
        Part::Tiles { label, tiles } => {
            el("div").at("class", "fig-tiles").at("role", "group").at("aria-label", label).all(tiles.iter().map(tile))
        }
        Part::Table { caption, head, rows } => table(caption, head, rows),
    }
}

fn choice(name: &str, id: u16, label: &str, options: &[String], picked: Option<u32>) -> Element {
    let group = format!("{name}-{id}");
    let option = |(place, word): (usize, &String)| {
        let own = format!("{group}-{place}");
        let input = el("input").at("type", "radio").at("id", &own).at("name", &group);
        let input = input.flag("checked", picked == Some(place as u32)).on(Event::Press, id, place as f32);
        el("span").at("class", "segment").with(input).with(el("label").at("for", own).words(word))
    };
    let options = el("div").at("class", "segments").all(options.iter().enumerate().map(option));
    el("fieldset").at("class", "fig-choice").with(el("legend").words(label)).with(options)
}

fn press(button: &Button) -> Element {
    let (class, event) = match button.look {
        Look::Plain => ("button", Event::Press),
        Look::Primary => ("button primary", Event::Press),
        Look::Word => ("button fig-word", Event::Drag),
        Look::Place => ("button fig-place", Event::Drop),
    };
    let element = el("button").at("type", "button").at("class", class).flag("disabled", button.disabled);
    let element = element.flag("draggable", event == Event::Drag).words(&button.label).on(event, button.id, 1.0);
    match button.pressed {
        Some(pressed) => element.at("aria-pressed", pressed.to_string()),
        None => element,
    }
}

fn table(caption: &str, head: &[String], rows: &[Vec<String>]) -> Element {
    // Above the rows' names there is nothing to say, and so no heading.
    let heads = head.iter().map(|word| match word.is_empty() {
        true => el("td"),
        false => el("th").at("scope", "col").words(word),
    });
    let cells = |row: &Vec<String>| el("tr").all(row.iter().map(|word| el("td").at("class", "w-num").words(word)));
    let table = el("table").with(el("caption").at("class", "hint").words(caption));
    let table = table.with(el("thead").with(el("tr").all(heads))).with(el("tbody").all(rows.iter().map(cells)));
    // A table that is wider than a phone can be scrolled, by keyboard too.
    el("div").at("class", "fig-table").at("tabindex", "0").at("role", "group").at("aria-label", caption).with(table)
}

fn tile(tile: &Tile) -> Element {
    let side = tile.side;
    let picture = el("img").at("src", address(&tile.pixels)).at("alt", &tile.label);
    let picture = picture.at("style", format!("width:{side}px;height:{side}px"));
    let picture = if tile.pixels.smooth { picture } else { picture.at("class", "w-pixels-sharp") };
    let caption = el("span").at("class", "fig-caption w-num").words(&tile.caption);
    let class = format!("fig-tile {}", tone(tile.tone));
    let element = match tile.id {
        0 => el("span").at("class", class),
        id => {
            let button = el("button").at("type", "button").at("class", class);
            button.at("aria-pressed", tile.pressed.to_string()).on(Event::Press, id, 1.0)
        }
    };
    element.with(picture).all((!tile.caption.is_empty()).then_some(caption))
}

fn draw(drawing: &Drawing) -> Element {
    let (width, height) = (digits(drawing.width), digits(drawing.height));
    let svg = el("svg").at("class", "fig-drawing").at("role", "img").at("aria-label", &drawing.label);
    let svg = svg.at("viewBox", format!("0 0 {width} {height}")).at("style", format!("max-width:{}px", drawing.most));
    let back = drawing.back.as_ref().map(|raster| {
        let image = el("image").at("href", address(raster)).at("width", &width).at("height", &height);
        let image = image.at("preserveAspectRatio", "none");
        if raster.smooth {
            image
        } else {
            image.at("class", "w-pixels-sharp")
        }
    });
    svg.all(back).all(drawing.shapes.iter().map(shape))
}

fn shape(shape: &Shape) -> Element {
    let class = |kind: &str, of: &Tone| format!("{kind} {}", tone(*of));
    let fill = |filled: &bool| if *filled { "fig-fill" } else { "fig-line" };
    match shape {
        Shape::Line { points, tone: of, width, dashed, arrow } => {
            let line = el("polyline").at("class", class("fig-line", of)).at("points", places(points));
            let line = line.at("stroke-width", digits(*width));
            let line = if *dashed { line.at("stroke-dasharray", "5 4") } else { line };
            match points.as_slice() {
                [.., from, to] if *arrow => {
                    let head = el("polygon").at("class", class("fig-fill", of));
                    el("g").with(line).with(head.at("points", places(&arrow_head(*from, *to))))
                }
                _ => line,
            }
        }
        Shape::Area { points, tone: of } => {
            el("polygon").at("class", class("fig-area", of)).at("points", places(points))
        }
        Shape::Box { at: [x, y, width, height], round, tone: of, filled } => {
            let rect = el("rect").at("class", class(fill(filled), of)).at("x", digits(*x)).at("y", digits(*y));
            rect.at("width", digits(*width)).at("height", digits(*height)).at("rx", digits(*round))
        }
        Shape::Dot { at: [x, y], radius, tone: of, filled } => {
            let kind = if *filled { "fig-dot" } else { "fig-line" };
            let dot = el("circle").at("class", class(kind, of)).at("cx", digits(*x)).at("cy", digits(*y));
            dot.at("r", digits(*radius))
        }
        Shape::Words { at: [x, y], text, tone: of, size, anchor, strong } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            let words = el("text").at("class", class("fig-fill", of)).at("x", digits(*x)).at("y", digits(*y));
            let words = words.at("font-size", digits(*size)).at("text-anchor", anchor).words(text);
            if *strong {
                words.at("font-weight", "600")
            } else {
                words
            }
        }
    }
}

fn digits(value: f32) -> String {
    let text = format!("{value:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn places(points: &[[f32; 2]]) -> String {
    points.iter().map(|[x, y]| format!("{x:.1},{y:.1} ")).collect()
}

/// Corners of the triangle at the end of an arrow.
fn arrow_head([x0, y0]: [f32; 2], [x, y]: [f32; 2]) -> [[f32; 2]; 3] {
    let (dx, dy) = (x - x0, y - y0);
    let length = (dx * dx + dy * dy).sqrt().max(1e-3);
    let (ux, uy) = (8.0 * dx / length, 8.0 * dy / length);
    [[x, y], [x - ux - 0.5 * uy, y - uy + 0.5 * ux], [x - ux + 0.5 * uy, y - uy - 0.5 * ux]]
}

fn tone(tone: Tone) -> &'static str {
    match tone {
        Tone::Ink => "t-ink",
        Tone::Soft => "t-soft",
        Tone::Line => "t-line",
        Tone::Accent => "t-accent",
        Tone::Wash => "t-wash",
        Tone::Warn => "t-warn",
        Tone::Cat => "t-cat",
        Tone::Dog => "t-dog",
    }
}

/// Pixels as the address of a picture: a BMP (Windows 3 header, 24 bits a pixel, rows from the bottom up) in base 64. An
/// `img` needs no canvas to be painted, and takes a name.
fn address(raster: &Raster) -> String {
    let (width, height) = (usize::from(raster.width), usize::from(raster.height));
    // Rows are filled up to whole words.
    let row = (3 * width).next_multiple_of(4);
    let mut file = vec![0; 54 + row * height];
    let mut word = |at: usize, value: usize| file[at..at + 4].copy_from_slice(&(value as u32).to_le_bytes());
    for (at, value) in [(2, 54 + row * height), (10, 54), (14, 40), (18, width), (22, height), (26, 1 | (24 << 16))] {
        word(at, value);
    }
    file[..2].copy_from_slice(b"BM");
    for (y, pixels) in raster.rgb.chunks_exact((3 * width).max(1)).take(height).enumerate() {
        let at = 54 + (height - 1 - y) * row;
        for (x, pixel) in pixels.chunks_exact(3).enumerate() {
            file[at + 3 * x..at + 3 * x + 3].copy_from_slice(&[pixel[2], pixel[1], pixel[0]]);
        }
    }
    format!("data:image/bmp;base64,{}", base64(&file))
}

/// RFC 4648.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let value = group.iter().fold(0, |value, byte| (value << 8) | u32::from(*byte)) << (8 * (3 - group.len()));
        for digit in 0..4 {
            text.push(match digit <= group.len() {
                true => char::from(DIGITS[((value >> (18 - 6 * digit)) & 63) as usize]),
                false => '=',
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Node, ATTRIBUTES, TAGS};

    fn attribute<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
        let mut found = element.attributes.iter().filter(|(place, _)| ATTRIBUTES[usize::from(*place)] == name);
        found.next().map(|(_, value)| value.as_str())
    }

    /// All elements, with those inside.
    fn walk<'a>(elements: &'a [Element], seen: &mut Vec<&'a Element>) {
        for element in elements {
            seen.push(element);
            for child in &element.children {
                if let Node::Element(child) = child {
                    walk(std::slice::from_ref(child), seen);
                }
            }
        }
    }

    #[test]
    fn base_64_of_the_standard() {
        let pairs =
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("foobar", "Zm9vYmFy")];
        for (plain, coded) in pairs {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }

    #[test]
    fn a_picture_has_its_size_and_its_first_row_last() {
        let raster = Raster { width: 2, height: 2, rgb: (1..13).collect(), smooth: false };
        let text = address(&raster);
        let row = |pixels: [u8; 8]| pixels;
        let rows = [row([9, 8, 7, 12, 11, 10, 0, 0]), row([3, 2, 1, 6, 5, 4, 0, 0])].concat();
        // 54 bytes are 18 whole groups, so the rows stand apart in base 64.
        assert!(text.ends_with(&base64(&rows)), "{text}");
        // Fewer pixels than said: the rest stays black, and nothing breaks.
        address(&Raster { rgb: vec![1], ..raster });
    }

    #[test]
    fn an_arrow_points_where_it_leads() {
        assert_eq!(arrow_head([0.0, 0.0], [10.0, 0.0]), [[10.0, 0.0], [2.0, 4.0], [2.0, -4.0]]);
    }

    #[test]
    fn parts_become_elements_that_say_what_they_are() {
        let button = Button { id: 4, label: "go".into(), look: Look::Word, pressed: Some(true), disabled: false };
        let slider = Part::Slider {
            id: 3,
            label: "rate".into(),
            shown: "0.5".into(),
            low: 0.0,
            high: 1.0,
            step: 0.25,
            value: 0.5,
        };
        let parts = [
            Part::Button(button),
            slider,
            Part::Choice { id: 5, label: "which".into(), options: vec!["a".into(), "b".into()], picked: Some(1) },
        ];
        let elements = lower("figure", &[Part::Row(parts.to_vec())]);
        let mut seen = Vec::new();
        walk(&elements, &mut seen);
        let named = |tag: &str| seen.iter().copied().filter(|e| TAGS[usize::from(e.tag)] == tag).collect::<Vec<_>>();
        let word = named("button")[0];
        assert_eq!(attribute(word, "aria-pressed"), Some("true"));
        assert!(matches!(word.on, Some((Event::Drag, action)) if action.id == 4));
        let inputs = named("input");
        assert_eq!(attribute(inputs[0], "step"), Some("0.25"));
        assert_eq!(attribute(inputs[0], "aria-label"), Some("rate"));
        assert_eq!(attribute(inputs[1], "checked"), None);
        assert_eq!(attribute(inputs[2], "checked"), Some("true"));
        assert!(matches!(inputs[2].on, Some((Event::Press, action)) if action.id == 5 && action.value == 1.0));
    }
}
