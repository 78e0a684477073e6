//! The distribution of a layer's weights in the space of a word.

use yew::prelude::*;

use super::format;

/// Drawing units; the size on the page is the style sheet's.
const WIDTH: f32 = 96.0;
const HEIGHT: f32 = 28.0;

/// A bar: where it stands, how high it is (0 to 1) and which value it is about (−1 to 1 of the largest).
#[derive(Clone, Copy, Debug, PartialEq)]
struct Bar {
    left: f32,
    height: f32,
    value: f32,
}

fn fixed(value: f32, digits: usize) -> String {
    format::fixed(value.into(), digits)
}

/// Bars over a span that is even about zero, so that zero stands in the middle of every layer.
fn bars(histogram: &[u32], low: f32, high: f32) -> Vec<Bar> {
    let reach = low.abs().max(high.abs());
    let highest = histogram.iter().copied().max().unwrap_or(0);
    if !(low.is_finite() && high.is_finite() && low < high) || highest == 0 {
        return Vec::new();
    }
    let width = (high - low) / histogram.len() as f32;
    let bar = |(i, &count): (usize, &u32)| {
        let start = low + width * i as f32;
        Bar {
            left: (start / reach + 1.0) / 2.0,
            height: count as f32 / highest as f32,
            value: ((start + width / 2.0) / reach).clamp(-1.0, 1.0),
        }
    };
    histogram.iter().enumerate().map(bar).collect()
}

/// Counts in equal bins over `low..high`: negative weights in one colour, positive ones in the other, near zero in neither.
/// `label` is for screen readers.
pub fn histogram(histogram: &[u32], low: f32, high: f32, label: String) -> Html {
    let bars = bars(histogram, low, high);
    let reach = low.abs().max(high.abs());
    let across = if bars.is_empty() { 0.0 } else { (high - low) / bars.len() as f32 / reach / 2.0 * WIDTH };
    let body = HEIGHT - 2.0;
    let mut outline = String::new();
    for bar in &bars {
        let (left, top) = (bar.left * WIDTH, HEIGHT - 1.0 - bar.height * body);
        let command =
            if outline.is_empty() { format!("M{} {}", fixed(left, 1), fixed(HEIGHT - 1.0, 1)) } else { String::new() };
        outline += &format!("{command}V{}H{}", fixed(top, 1), fixed(left + across, 1));
    }
    if !outline.is_empty() {
        outline += &format!("V{}", fixed(HEIGHT - 1.0, 1));
    }
    let fill = |bar: &Bar| {
        let height = bar.height * body;
        if height < 0.05 {
            return Html::default();
        }
        html! {
            <rect x={fixed(bar.left * WIDTH, 2)} y={fixed(HEIGHT - 1.0 - height, 2)} width={fixed(across, 2)}
                height={fixed(height, 2)} class={if bar.value < 0.0 { "w-histogram-below" } else { "w-histogram-above" }}
                fill-opacity={fixed(bar.value.abs().sqrt(), 2)} />
        }
    };
    html! {
        <svg class="w-histogram" viewBox={format!("0 0 {} {}", fixed(WIDTH, 0), fixed(HEIGHT, 0))} preserveAspectRatio="none" role="img" aria-label={label}>
            { for bars.iter().map(fill) }
            <path class="w-histogram-outline" d={outline} vector-effect="non-scaling-stroke" />
            <path class="w-histogram-base" d={format!("M0 {0}H{1}M{2} {0}v-3", fixed(HEIGHT - 0.5, 1), fixed(WIDTH, 0), fixed(WIDTH / 2.0, 1))} vector-effect="non-scaling-stroke" />
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_in_the_middle() {
        // −1 … 0.5: the reach is 1, so the span takes the first three quarters.
        let found = bars(&[1, 4, 2], -1.0, 0.5);
        assert_eq!(found.len(), 3);
        assert_eq!((found[0].left, found[1].left, found[2].left), (0.0, 0.25, 0.5));
        assert_eq!(found[1].height, 1.0);
        assert!(found[0].value < 0.0 && found[2].value > 0.0);
    }

    #[test]
    fn nothing_from_nothing() {
        assert!(bars(&[], -1.0, 1.0).is_empty());
        assert!(bars(&[0, 0], -1.0, 1.0).is_empty());
        assert!(bars(&[1], 0.0, 0.0).is_empty());
        assert!(bars(&[1], f32::NAN, 1.0).is_empty());
    }
}
