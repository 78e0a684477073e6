//! Draws what a figure of `crate/figure` answers: elements of the page, with the page's own colours. It knows nothing of
//! what they mean.

use figure::message::Action;
use figure::scene::{Anchor, Button, Drawing, Look, Part, Raster, Shape, Tile, Tone};
use web_sys::{DragEvent, HtmlInputElement};
use yew::prelude::*;
use yew::virtual_dom::VTag;

/// What the student's actions are given to.
pub type Act = Callback<Action>;

/// All parts of a figure; `name` tells its inputs from those of other figures.
pub fn scene(name: &str, parts: &[Part], act: &Act) -> Html {
    parts.iter().map(|each| part(name, each, act)).collect()
}

fn part(name: &str, part: &Part, act: &Act) -> Html {
    match part {
        Part::Text(text) => html! { <p>{ text }</p> },
        Part::Note(text) => html! { <p class="hint">{ text }</p> },
        Part::Said(text) => html! { <p class="said" role="status">{ text }</p> },
        Part::Row(parts) => html! { <div class="fig-row">{ scene(name, parts, act) }</div> },
        Part::Card { title, tone, parts } => html! {
            <div class={classes!("fig-card", tone_class(*tone))}>
                if !title.is_empty() { <p class="fig-title">{ title }</p> }
                { scene(name, parts, act) }
            </div>
        },
        Part::Slider { id, label, shown, low, high, step, value } => {
            let id = *id;
            let oninput = act.reform(move |event: InputEvent| Action { id, value: input_value(&event) });
            html! {
                <label class="fig-slider">
                    <span class="field-line"><span>{ label }</span><b class="w-num">{ shown }</b></span>
                    <input type="range" min={digits(*low)} max={digits(*high)} step={digits(*step)}
                        value={digits(*value)} aria-valuetext={shown.clone()} {oninput} />
                </label>
            }
        }
        Part::Choice { id, label, options, picked } => choice(name, *id, label, options, *picked, act),
        Part::Check { id, label, on } => {
            let (id, value) = (*id, f32::from(u8::from(!on)));
            let onchange = act.reform(move |_: Event| Action { id, value });
            html! {
                <label class="fig-check"><input type="checkbox" checked={*on} {onchange} /><span>{ label }</span></label>
            }
        }
        Part::Button(button) => press(button, act),
        Part::Drawing(drawing) => draw(drawing),
        Part::Tiles { label, tiles } => html! {
            <div class="fig-tiles" role="group" aria-label={label.clone()}>{ for tiles.iter().map(|each| tile(each, act)) }</div>
        },
        Part::Table { caption, head, rows } => html! {
            <div class="fig-table"><table>
                <caption class="hint">{ caption }</caption>
                <thead><tr>{ for head.iter().map(|word| html! { <th scope="col">{ word }</th> }) }</tr></thead>
                <tbody>{ for rows.iter().map(|row| html! {
                    <tr>{ for row.iter().map(|word| html! { <td class="w-num">{ word }</td> }) }</tr>
                }) }</tbody>
            </table></div>
        },
    }
}

/// As an attribute. By way of `f64`, since the page already holds what writes such a number.
fn digits(value: f32) -> String {
    format!("{:.3}", f64::from(value))
}

fn input_value(event: &InputEvent) -> f32 {
    let input = event.target_dyn_into::<HtmlInputElement>();
    input.and_then(|input| crate::service::number::parse(&input.value())).unwrap_or(0.0) as f32
}

fn choice(name: &str, id: u16, label: &str, options: &[String], picked: Option<u32>, act: &Act) -> Html {
    let group = format!("{name}-{id}");
    let option = |(place, word): (usize, &String)| {
        let onchange = act.reform(move |_: Event| Action { id, value: place as f32 });
        let own = format!("{group}-{place}");
        html! {
            <span class="segment">
                <input type="radio" id={own.clone()} name={group.clone()} checked={picked == Some(place as u32)} {onchange} />
                <label for={own}>{ word }</label>
            </span>
        }
    };
    html! {
        <fieldset class="fig-choice">
            <legend>{ label.to_string() }</legend>
            <div class="segments">{ for options.iter().enumerate().map(option) }</div>
        </fieldset>
    }
}

fn press(button: &Button, act: &Act) -> Html {
    let id = button.id;
    let onclick = act.reform(move |_: MouseEvent| Action { id, value: 1.0 });
    let class = match button.look {
        Look::Plain => "button",
        Look::Primary => "button primary",
        Look::Word => "button fig-word",
        Look::Place => "button fig-place",
    };
    let word = button.look == Look::Word;
    let ondragstart = Callback::from(move |event: DragEvent| {
        if let Some(data) = event.data_transfer().filter(|_| word) {
            // Refused only outside of a drag's start.
            let _ = data.set_data("text/plain", &id.to_string());
        }
    });
    let place = button.look == Look::Place;
    let ondragover = Callback::from(move |event: DragEvent| {
        if place {
            event.prevent_default();
        }
    });
    let ondrop = {
        let act = act.clone();
        Callback::from(move |event: DragEvent| {
            event.prevent_default();
            let word = event.data_transfer().and_then(|data| data.get_data("text/plain").ok()?.parse().ok());
            if let Some(word) = word.filter(|_| place) {
                act.emit(Action { id: word, value: 1.0 });
                act.emit(Action { id, value: 1.0 });
            }
        })
    };
    let pressed = button.pressed.map(|on| on.to_string());
    html! {
        <button type="button" {class} {onclick} disabled={button.disabled} aria-pressed={pressed}
            draggable={word.then_some("true")} {ondragstart} {ondragover} {ondrop}>{ &button.label }</button>
    }
}

fn tile(tile: &Tile, act: &Act) -> Html {
    let Tile { id, side, .. } = *tile;
    let style = format!("width:{side}px;height:{side}px");
    let class = (!tile.pixels.smooth).then_some("w-pixels-sharp");
    let inner = html! {
        <>
            <img {class} src={address(&tile.pixels)} alt={tile.label.clone()} {style} />
            if !tile.caption.is_empty() { <span class="fig-caption w-num">{ &tile.caption }</span> }
        </>
    };
    let class = classes!("fig-tile", tone_class(tile.tone));
    if id == 0 {
        return html! { <span {class}>{ inner }</span> };
    }
    let onclick = act.reform(move |_: MouseEvent| Action { id, value: 1.0 });
    html! { <button type="button" {class} aria-pressed={tile.pressed.to_string()} {onclick}>{ inner }</button> }
}

fn draw(drawing: &Drawing) -> Html {
    let Drawing { width, height, .. } = *drawing;
    let back = drawing.back.as_ref().map(|raster| {
        let sharp = (!raster.smooth).then_some("w-pixels-sharp");
        html! { <image href={address(raster)} width={digits(width)} height={digits(height)} preserveAspectRatio="none" class={sharp} /> }
    });
    html! {
        <svg class="fig-drawing" role="img" aria-label={drawing.label.clone()} viewBox={format!("0 0 {} {}", digits(width), digits(height))}
            style={format!("max-width:{}px", drawing.most)}>
            { back }
            { for drawing.shapes.iter().map(shape) }
        </svg>
    }
}

fn shape(shape: &Shape) -> Html {
    let mut tag;
    let places =
        |points: &[[f32; 2]]| points.iter().map(|[x, y]| format!("{},{} ", digits(*x), digits(*y))).collect::<String>();
    let put = |tag: &mut VTag, pairs: &[(&'static str, f32)]| {
        for (key, value) in pairs {
            tag.add_attribute(key, digits(*value));
        }
    };
    let (tone, class) = match shape {
        Shape::Line { points, tone, width, dashed, arrow } => {
            tag = VTag::new("polyline");
            tag.add_attribute("points", places(points));
            put(&mut tag, &[("stroke-width", *width)]);
            if *dashed {
                tag.add_attribute("stroke-dasharray", "5 4");
            }
            if let ([.., from, to], true) = (points.as_slice(), arrow) {
                let mut group = VTag::new("g");
                tag.add_attribute("class", format!("fig-line {}", tone_class(*tone)));
                let mut head = VTag::new("polygon");
                head.add_attribute("points", places(&arrow_head(*from, *to)));
                head.add_attribute("class", format!("fig-fill {}", tone_class(*tone)));
                group.add_children([tag.into(), head.into()]);
                return group.into();
            }
            (tone, "fig-line")
        }
        Shape::Area { points, tone } => {
            tag = VTag::new("polygon");
            tag.add_attribute("points", places(points));
            (tone, "fig-area")
        }
        Shape::Box { at: [x, y, width, height], round, tone, filled } => {
            tag = VTag::new("rect");
            put(&mut tag, &[("x", *x), ("y", *y), ("width", *width), ("height", *height), ("rx", *round)]);
            (tone, if *filled { "fig-fill" } else { "fig-line" })
        }
        Shape::Dot { at: [x, y], radius, tone, filled } => {
            tag = VTag::new("circle");
            put(&mut tag, &[("cx", *x), ("cy", *y), ("r", *radius)]);
            (tone, if *filled { "fig-dot" } else { "fig-line" })
        }
        Shape::Words { at: [x, y], text, tone, size, anchor, strong } => {
            tag = VTag::new("text");
            put(&mut tag, &[("x", *x), ("y", *y), ("font-size", *size)]);
            tag.add_attribute(
                "text-anchor",
                match anchor {
                    Anchor::Start => "start",
                    Anchor::Middle => "middle",
                    Anchor::End => "end",
                },
            );
            if *strong {
                tag.add_attribute("font-weight", "600");
            }
            tag.add_children([html! { { text } }]);
            (tone, "fig-fill")
        }
    };
    tag.add_attribute("class", format!("{class} {}", tone_class(*tone)));
    tag.into()
}

/// Corners of the triangle at the end of an arrow.
fn arrow_head([x0, y0]: [f32; 2], [x, y]: [f32; 2]) -> [[f32; 2]; 3] {
    let (dx, dy) = (x - x0, y - y0);
    let length = (dx * dx + dy * dy).sqrt().max(1e-3);
    let (ux, uy) = (8.0 * dx / length, 8.0 * dy / length);
    [[x, y], [x - ux - 0.5 * uy, y - uy + 0.5 * ux], [x - ux + 0.5 * uy, y - uy - 0.5 * ux]]
}

fn tone_class(tone: Tone) -> &'static str {
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
    for (at, value) in [(2, 54 + row * height), (10, 54), (14, 40), (18, width), (22, height), (26, 1 | 24 << 16)] {
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
        let value = group.iter().fold(0, |value, byte| value << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for digit in 0..4 {
            text.push(match digit <= group.len() {
                true => char::from(DIGITS[(value >> (18 - 6 * digit) & 63) as usize]),
                false => '=',
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let raster = Raster { width: 1, height: 2, rgb: vec![1, 2, 3, 4, 5, 6], smooth: false };
        let text = address(&raster);
        // 54 bytes of header and two rows of four bytes.
        assert_eq!(text.len(), "data:image/bmp;base64,".len() + 84);
        assert!(text.ends_with(&base64(&[6, 5, 4, 0, 3, 2, 1, 0])[2..]) || text.contains("BgUE"));
        // Fewer pixels than said: the rest stays black, and nothing breaks.
        address(&Raster { rgb: vec![1], ..raster });
    }

    #[test]
    fn an_arrow_points_where_it_leads() {
        assert_eq!(arrow_head([0.0, 0.0], [10.0, 0.0]), [[10.0, 0.0], [2.0, 4.0], [2.0, -4.0]]);
    }
}
