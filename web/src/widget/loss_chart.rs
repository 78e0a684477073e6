//! The curve of a run: every batch faintly, their mean over it, validation beside them.

use std::rc::Rc;

use web_sys::{Element, HtmlCanvasElement};
use yew::prelude::*;

use super::chart_draw::draw;
use super::chart_frame::{counts_epochs, Frame, Inputs, END_LABEL};
use super::chart_words::{LossChartText, Reading, Words};
use super::dom::{surface, use_width};
use super::format::{self, px};
use super::series::{last_finite, nearest, smooth, spread, weight_for, Point};
use super::shared::Shared;
use super::theme::use_theme;
use crate::hooks::{use_effect_with, use_state};
use crate::part::drawn_by;

/// Room that the values at the cursor are given, in CSS pixels across.
const TIP: f64 = 165.0;

#[derive(Properties, PartialEq)]
pub struct LossChart {
    /// A value a batch, by ascending step.
    pub train: Shared<Vec<Point>>,
    /// A value a validation pass.
    pub valid: Shared<Vec<Point>>,
    /// 0: no epochs are shown.
    pub steps_per_epoch: u32,
    /// The step axis reaches at least here; 0: as far as the data.
    pub total_steps: u32,
    /// Values are shares from 0 to 1, shown in percent.
    #[prop_or_default]
    pub percent: bool,
    /// Weight of the past in the moving average, at least; long runs are smoothed more.
    #[prop_or(0.9)]
    pub smoothing: f32,
    /// Height of the plot in CSS pixels.
    #[prop_or(240)]
    pub height: u32,
    /// A step to mark, so that charts beside each other can be read together.
    #[prop_or_default]
    pub cursor: Option<u32>,
    /// The step under the pointer or the keys; nothing when they have left.
    #[prop_or_default]
    pub on_cursor: Option<Callback<Option<u32>>>,
    pub text: LossChartText,
}

/// The step that a key leads to; `None` for other keys.
fn key_step(key: &str, page: bool, from: Option<u32>, points: &[Point], stride: u32) -> Option<u32> {
    let (first, last) = (points.first()?, points.last()?);
    let index = from.and_then(|step| nearest(points, f64::from(step)));
    let far = |forward: bool| {
        let step = f64::from(from.unwrap_or(last.step));
        let target = if forward { step + f64::from(stride) } else { step - f64::from(stride) };
        nearest(points, target).map(|i| points[i].step)
    };
    match (key, page) {
        ("Home", _) => Some(first.step),
        ("End", _) => Some(last.step),
        ("ArrowLeft", false) => Some(index.map_or(last.step, |i| points[i.saturating_sub(1)].step)),
        ("ArrowRight", false) => Some(index.map_or(last.step, |i| points[(i + 1).min(points.len() - 1)].step)),
        ("ArrowLeft", true) | ("PageDown", _) => far(false),
        ("ArrowRight", true) | ("PageUp", _) => far(true),
        _ => None,
    }
}

drawn_by!(LossChart, use_loss_chart);

#[hook]
fn use_loss_chart(props: &LossChart) -> Html {
    let plot = use_node_ref();
    let canvas = use_node_ref();
    let width = use_width(plot.clone());
    let theme = use_theme();
    let own_cursor = use_state(|| None::<u32>);
    let spoken = use_state(String::new);
    let smoothed = use_memo((props.train.clone(), props.smoothing, props.total_steps), |(train, least, total)| {
        smooth(train, weight_for(*least, (*total).max(train.len() as u32)))
    });

    let inputs = Inputs {
        train: &props.train,
        smoothed: &smoothed,
        valid: &props.valid,
        steps_per_epoch: props.steps_per_epoch,
        total_steps: props.total_steps,
        percent: props.percent,
        width,
        height: f64::from(props.height),
    };
    let epochs = counts_epochs(&inputs);
    let frame = Rc::new(Frame::new(&inputs));
    {
        let canvas = canvas.clone();
        let deps = (frame.clone(), props.train.clone(), smoothed.clone(), props.valid.clone(), theme);
        use_effect_with(deps, move |(frame, train, smoothed, valid, theme)| {
            let context = canvas.cast::<HtmlCanvasElement>().and_then(|c| surface(&c, frame.width, frame.height));
            if let Some(context) = context.filter(|_| frame.width > 0.0) {
                draw(&context, frame, train, smoothed, valid, theme);
            }
        });
    }

    let points = if props.train.is_empty() { &props.valid } else { &props.train };
    let cursor = own_cursor.or(props.cursor).filter(|_| !points.is_empty());
    let reading = cursor.map(|step| Reading::at(step, &props.train, &smoothed, &props.valid));
    let move_to = {
        let (own, on_cursor) = (own_cursor.setter(), props.on_cursor.clone());
        Callback::from(move |step: Option<u32>| {
            own.set(step);
            if let Some(on_cursor) = &on_cursor {
                on_cursor.emit(step);
            }
        })
    };
    let onpointermove = {
        let (frame, plot, points, move_to) = (frame.clone(), plot.clone(), points.clone(), move_to.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(element) = plot.cast::<Element>() else { return };
            let across = f64::from(event.client_x()) - element.get_bounding_client_rect().left();
            move_to.emit(nearest(&points, frame.x.back(across)).map(|i| points[i].step));
        })
    };
    let onpointerleave = {
        let move_to = move_to.clone();
        Callback::from(move |event: PointerEvent| {
            // A finger leaves when it is lifted: its values stay to be read until something else is touched.
            if event.pointer_type() != "touch" {
                move_to.emit(None);
            }
        })
    };
    let onblur = {
        let (move_to, spoken) = (move_to.clone(), spoken.setter());
        Callback::from(move |_: FocusEvent| {
            move_to.emit(None);
            spoken.set(String::new());
        })
    };
    let words = Words::new(&props.text, if epochs { props.steps_per_epoch } else { 0 }, props.percent);
    let onkeydown = {
        let (points, train, smoothed, valid) =
            (points.clone(), props.train.clone(), smoothed.clone(), props.valid.clone());
        let stride = if props.steps_per_epoch > 0 { props.steps_per_epoch } else { (points.len() as u32 / 10).max(1) };
        let words = words.clone();
        let spoken = spoken.setter();
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.alt_key() || event.meta_key() {
                return;
            }
            if event.key() == "Escape" && cursor.is_some() {
                move_to.emit(None);
                return;
            }
            let Some(step) = key_step(&event.key(), event.shift_key(), cursor, &points, stride) else { return };
            event.prevent_default();
            spoken.set(words.sentence(&Reading::at(step, &train, &smoothed, &valid)));
            move_to.emit(Some(step));
        })
    };

    html! {
        <figure class="w-chart">
            <figcaption class="w-chart-title">{ props.text.title.clone() }<span class="w-chart-help">{ props.text.help.clone() }</span></figcaption>
            <div ref={plot} class="w-chart-plot" style={format!("height:{}px", props.height)} tabindex="0" role="application"
                aria-label={words.summary(props.train.last().copied(), props.valid.last().copied())} {onpointermove} {onpointerleave} {onblur} {onkeydown}>
                <canvas ref={canvas} class="w-chart-canvas" aria-hidden="true" width="1" height="1" />
                if width > 0.0 {
                    { axes(&frame, if epochs { &props.text.epoch } else { &props.text.step }) }
                    // On a narrow chart the cursor's values take the place of the present ones.
                    if reading.is_none() || width >= 420.0 {
                        { ends(&frame, props, &smoothed, &words) }
                    }
                    if frame.empty {
                        <p class="w-chart-empty">{ props.text.empty.clone() }</p>
                    }
                    if let Some(reading) = reading {
                        { crosshair(&frame, &reading) }
                        { tip(&frame, &reading, &words) }
                    }
                }
            </div>
            <span class="w-hidden" aria-live="polite">{ (*spoken).clone() }</span>
        </figure>
    }
}

/// Numbers at the ticks.
fn axes(frame: &Frame, unit: &AttrValue) -> Html {
    let across = |tick: &super::chart_frame::Tick| {
        html! { <span class="w-chart-x w-num" style={format!("left:{};top:{}", px(tick.at), px(frame.bottom + 6.0))}>{ &tick.label }</span> }
    };
    let up = |tick: &super::chart_frame::Tick| {
        html! { <span class="w-chart-y w-num" style={format!("right:{};top:{}", px(frame.width - frame.left + 8.0), px(tick.at))}>{ &tick.label }</span> }
    };
    // Right of the last number, however wide that is.
    let last = frame.x_ticks.last().map_or(0.0, |t| t.at + t.label.chars().count() as f64 * 4.2);
    let unit_at = (frame.right + 8.0).max(last + 8.0);
    html! {
        <div aria-hidden="true">
            { for frame.x_ticks.iter().map(across) }
            { for frame.y_ticks.iter().map(up) }
            <span class="w-chart-unit" style={format!("left:{};top:{}", px(unit_at), px(frame.bottom + 6.0))}>{ unit.clone() }</span>
        </div>
    }
}

/// Name and present value at the end of each line, apart from each other.
fn ends(frame: &Frame, props: &LossChart, smoothed: &[Point], words: &Words) -> Html {
    let diverged = props.train.last().is_some_and(|p| !p.value.is_finite());
    let lines = [
        (last_finite(smoothed), &props.text.train, "w-chart-end-train", diverged),
        (last_finite(&props.valid), &props.text.valid, "w-chart-end-valid", false),
    ];
    let shown: Vec<_> = lines.into_iter().filter_map(|(p, name, class, bad)| Some((p?, name, class, bad))).collect();
    let wanted: Vec<f64> = shown.iter().map(|(p, ..)| frame.y.at(f64::from(p.value))).collect();
    let places = spread(&wanted, END_LABEL, 0.0, frame.bottom - 1.0);
    let end = |((point, name, class, bad), at): (&(Point, &AttrValue, &'static str, bool), &f64)| {
        let value = if *bad { format::DASH.to_string() } else { words.value(point.value) };
        let left = (frame.head + 10.0).min(frame.right + 8.0);
        html! {
            <span class={classes!("w-chart-end", *class)} style={format!("transform:translate({},{})", px(left), px(at - END_LABEL / 2.0))}>
                <span>{ (*name).clone() }</span><span class="w-chart-end-value w-num">{ value }</span>
            </span>
        }
    };
    html! { <div aria-hidden="true">{ for shown.iter().zip(&places).map(end) }</div> }
}

fn crosshair(frame: &Frame, reading: &Reading) -> Html {
    let x = frame.x.at(f64::from(reading.step));
    let dot = |class: &'static str, x: f64, value: f32| {
        let y = frame.y.at(f64::from(value));
        value.is_finite().then(
            || html! { <span class={classes!("w-chart-dot", class)} style={format!("left:{};top:{}", px(x), px(y))} /> },
        )
    };
    html! {
        <div aria-hidden="true">
            <span class="w-chart-hair" style={format!("left:{};top:{};height:{}", px(x), px(frame.top), px(frame.bottom - frame.top))} />
            { reading.smoothed.and_then(|v| dot("w-chart-dot-train", x, v)) }
            { reading.valid.and_then(|p| dot("w-chart-dot-valid", frame.x.at(f64::from(p.step)), p.value)) }
        </div>
    }
}

/// The values at the cursor, on the side of it that has room.
fn tip(frame: &Frame, reading: &Reading, words: &Words) -> Html {
    let (x, middle) = (frame.x.at(f64::from(reading.step)), (frame.top + frame.bottom) / 2.0);
    let across = if x < (frame.left + frame.right) / 2.0 {
        format!("left:{}", px((x + 12.0).min(frame.width - TIP)))
    } else {
        format!("right:{}", px((frame.width - x + 12.0).min(frame.width - frame.left - TIP)))
    };
    // Out of the way of the values that it reads.
    let value = reading.smoothed.or(reading.valid.map(|p| p.value)).filter(|v| v.is_finite());
    let high = value.is_some_and(|v| frame.y.at(f64::from(v)) < middle);
    let down = if high {
        format!("bottom:{}", px(frame.height - frame.bottom + 6.0))
    } else {
        format!("top:{}", px(frame.top))
    };
    let style = format!("{across};{down}");
    let line = |(class, name, value): &(&'static str, AttrValue, String)| {
        html! { <><dt class={*class}>{ name.clone() }</dt><dd class="w-num">{ value.clone() }</dd></> }
    };
    html! {
        <div class="w-chart-tip" {style} aria-hidden="true">
            <p class="w-chart-tip-step w-num">{ words.place(reading.step) }</p>
            <dl>{ for words.lines(reading).iter().map(line) }</dl>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(steps: &[u32]) -> Vec<Point> {
        steps.iter().map(|&step| Point { step, value: step as f32 / 100.0 }).collect()
    }

    #[test]
    fn keys_move_along_the_points() {
        let data = points(&[1, 2, 3, 40, 50]);
        for (key, shift, from, to) in [
            ("ArrowLeft", false, Some(3), Some(2)),
            ("ArrowLeft", false, Some(1), Some(1)),
            ("ArrowRight", false, Some(3), Some(40)),
            ("ArrowRight", false, Some(50), Some(50)),
            ("ArrowLeft", false, None, Some(50)),
            ("Home", false, Some(40), Some(1)),
            ("End", false, Some(1), Some(50)),
            ("ArrowLeft", true, Some(50), Some(40)),
            ("PageUp", false, Some(1), Some(3)),
            (" ", false, Some(3), None),
        ] {
            assert_eq!(key_step(key, shift, from, &data, 10), to, "{key} from {from:?}");
        }
        assert_eq!(key_step("Home", false, None, &[], 10), None);
    }
}
