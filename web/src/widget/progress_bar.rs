//! How far something is, in a bar and in words.

use yew::prelude::*;

use super::format::fixed;

/// `value` goes from 0 to 1 and is nothing when the length is not known. `label` is the accessible name; `text` stands
/// beside the bar and is read out in place of a percentage.
pub fn progress_bar(value: Option<f32>, label: &'static str, text: &str) -> Html {
    let share = value.filter(|v| v.is_finite()).map(|v| v.clamp(0.0, 1.0));
    let style = share.map(|s| format!("transform:scaleX({})", fixed(s.into(), 4)));
    html! {
        <span class="w-progress">
            <span class={classes!("w-progress-track", share.is_none().then_some("w-progress-unknown"))}
                role="progressbar" aria-label={label} aria-valuetext={text.to_string()}
                aria-valuemin="0" aria-valuemax="100" aria-valuenow={share.map(|s| fixed(f64::from(s) * 100.0, 0))}>
                <span class="w-progress-fill" {style} />
            </span>
            <span class="w-progress-text w-num" aria-hidden="true">{ text }</span>
        </span>
    }
}
