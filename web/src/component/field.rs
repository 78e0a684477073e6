//! Controls of the settings: a number with a slider, a choice, a switch. Each has a label, a unit and a range, and
//! says what is wrong with a value that it does not take.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::app::use_lang;
use crate::hooks::{use_effect_with, use_state};
use crate::part::drawn_by;
use crate::service::number;

/// Which numbers a field takes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    pub low: f64,
    pub high: f64,
    /// Only multiples of it; 0 for any number.
    pub step: f64,
    /// Where the slider stops, ascending; empty for no slider.
    pub stops: &'static [f64],
}

impl Limits {
    /// The number in `text`, if the field takes it.
    pub fn read(&self, text: &str) -> Option<f64> {
        // Full-width digits and signs come out of Chinese input methods.
        let plain: String = text.trim().chars().map(half_width).collect();
        let value = number::parse(&plain)?;
        let in_range = value >= self.low && value <= self.high;
        let on_step = self.step <= 0.0 || (value / self.step).fract() == 0.0;
        (value.is_finite() && in_range && on_step).then_some(value)
    }

    /// The stop nearest to `value`, by position.
    fn nearest(&self, value: f64) -> usize {
        let distance = |i: &usize| (self.stops[*i] - value).abs();
        (0..self.stops.len()).min_by(|a, b| distance(a).total_cmp(&distance(b))).unwrap_or(0)
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{ff10}'..='\u{ff19}' => char::from_u32(c as u32 - 0xff10 + 0x30).unwrap_or(c),
        '\u{ff0e}' | '\u{3002}' => '.',
        '\u{ff0d}' => '-',
        _ => c,
    }
}

#[derive(Properties, PartialEq)]
pub struct NumberField {
    pub id: AttrValue,
    pub label: AttrValue,
    #[prop_or_default]
    pub hint: Option<AttrValue>,
    #[prop_or_default]
    pub unit: Option<AttrValue>,
    /// What the value amounts to, e.g. `= 100 pictures`.
    #[prop_or_default]
    pub note: Option<AttrValue>,
    pub value: f64,
    pub limits: Limits,
    pub on_change: Callback<f64>,
    /// The engine refused this value.
    #[prop_or_default]
    pub refused: bool,
    /// A button beside the number.
    #[prop_or_default]
    pub extra: Html,
}

drawn_by!(NumberField, use_number_field);

#[hook]
fn use_number_field(props: &NumberField) -> Html {
    let lang = use_lang();
    let text = use_state(|| number::text(props.value));
    {
        let text = text.setter();
        use_effect_with(props.value, move |value| text.set(number::text(*value)));
    }
    let limits = props.limits;
    let valid = limits.read(&text).is_some();
    let oninput = {
        let (text, on_change, value) = (text.setter(), props.on_change.clone(), props.value);
        Callback::from(move |event: InputEvent| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            let typed = input.value();
            if let Some(number) = limits.read(&typed).filter(|n| *n != value) {
                on_change.emit(number);
            }
            text.set(typed);
        })
    };
    let onslide = {
        let on_change = props.on_change.clone();
        Callback::from(move |event: InputEvent| {
            let index = event.target_dyn_into::<HtmlInputElement>().and_then(|i| i.value().parse::<usize>().ok());
            if let Some(stop) = index.and_then(|i| limits.stops.get(i)) {
                on_change.emit(*stop);
            }
        })
    };
    // What was typed and is not taken goes away with the focus; the value that holds is shown again.
    let onblur = {
        let (text, value) = (text.setter(), props.value);
        Callback::from(move |_: FocusEvent| text.set(number::text(value)))
    };
    let unit = props.unit.clone().unwrap_or_default();
    let message_id = format!("{}-message", props.id);
    let message = if !valid {
        let (low, high) = (number::text(limits.low), number::text(limits.high));
        let words = if limits.step > 1.0 {
            lang.range_step(&low, &high, &number::text(limits.step))
        } else {
            lang.range(&low, &high)
        };
        html! { <p id={message_id.clone()} class="field-error" role="alert">{ words }</p> }
    } else if let Some(hint) = &props.hint {
        html! { <p id={message_id.clone()} class="hint">{ hint }</p> }
    } else {
        Html::default()
    };
    let described = (!valid || props.hint.is_some()).then_some(message_id);
    let last = limits.stops.len().saturating_sub(1).to_string();
    html! {
        <div class={classes!("field", (props.refused || !valid).then_some("refused"))}>
            <div class="field-line">
                <label for={props.id.clone()}>{ &props.label }</label>
                <span class="field-value">
                    <input id={props.id.clone()} type="text" inputmode="decimal" autocomplete="off" class="w-num"
                        value={(*text).clone()} {oninput} {onblur} aria-invalid={(!valid).then_some("true")}
                        aria-describedby={described} />
                    if !unit.is_empty() { <span class="unit">{ &unit }</span> }
                    if let Some(note) = &props.note { <span class="unit w-num">{ note }</span> }
                    { props.extra.clone() }
                </span>
            </div>
            if !limits.stops.is_empty() {
                <input type="range" min="0" max={last} step="1" value={limits.nearest(props.value).to_string()}
                    oninput={onslide} aria-label={props.label.clone()}
                    aria-valuetext={format!("{} {unit}", number::text(props.value))} />
            }
            { message }
        </div>
    }
}

/// One of a few, all visible.
pub struct Choice {
    pub id: &'static str,
    pub label: &'static str,
    /// Word of each choice, and whether it can be had now.
    pub options: Vec<(&'static str, bool)>,
    pub value: usize,
    pub hint: Option<&'static str>,
}

impl Choice {
    pub fn draw(self, on_change: Callback<usize>) -> Html {
        let option = |(index, (word, possible)): (usize, (&'static str, bool))| {
            let on_change = on_change.clone();
            let onchange = Callback::from(move |_: Event| on_change.emit(index));
            let id = format!("{}-{index}", self.id);
            html! {
                <span class="segment">
                    <input type="radio" id={id.clone()} name={self.id} checked={index == self.value} disabled={!possible}
                        {onchange} />
                    <label for={id}>{ word }</label>
                </span>
            }
        };
        html! {
            <fieldset class="field">
                <legend>{ self.label }</legend>
                <div class="segments">{ for self.options.into_iter().enumerate().map(option) }</div>
                if let Some(hint) = self.hint { <p class="hint">{ hint }</p> }
            </fieldset>
        }
    }
}

/// On or off.
pub struct Switch {
    pub id: AttrValue,
    pub label: &'static str,
    pub hint: Option<&'static str>,
    pub value: bool,
    pub disabled: bool,
}

impl Switch {
    pub fn draw(self, on_change: Callback<bool>) -> Html {
        let value = self.value;
        let onchange = Callback::from(move |_: Event| on_change.emit(!value));
        html! {
            <div class="field switch">
                <label class="field-line" for={self.id.clone()}>
                    <span>{ self.label }</span>
                    <input type="checkbox" role="switch" id={self.id} checked={value} disabled={self.disabled} {onchange} />
                </label>
                if let Some(hint) = self.hint { <p class="hint">{ hint }</p> }
            </div>
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: Limits = Limits { low: 4.0, high: 64.0, step: 4.0, stops: &[4.0, 8.0, 16.0, 32.0, 64.0] };
    const RATE: Limits = Limits { low: 0.0, high: 100.0, step: 0.0, stops: &[0.001, 0.01, 0.1] };

    #[test]
    fn takes_only_what_is_allowed() {
        assert_eq!(WIDTH.read("16"), Some(16.0));
        assert_eq!(WIDTH.read("\u{ff11}\u{ff16}"), Some(16.0));
        for bad in ["18", "0", "68", "", "sixteen", "1e9", "NaN", "inf"] {
            assert_eq!(WIDTH.read(bad), None, "{bad}");
        }
        assert_eq!(RATE.read(" 0.05 "), Some(0.05));
        assert_eq!(RATE.read("0。05"), Some(0.05));
        assert_eq!(RATE.read("-1"), None);
    }

    #[test]
    fn the_slider_stands_at_the_nearest_stop() {
        assert_eq!(WIDTH.nearest(12.0), 1);
        assert_eq!(WIDTH.nearest(60.0), 4);
        assert_eq!(RATE.nearest(0.0), 0);
    }

    #[test]
    fn single_precision_reads_as_it_was_typed() {}
}
