//! How far something is, in a bar and in words.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct ProgressBarProps {
    /// From 0 to 1; nothing when the length is not known.
    pub value: Option<f32>,
    /// Accessible name.
    pub label: AttrValue,
    /// Shown beside the bar and read out in place of a percentage.
    pub text: AttrValue,
}

#[component]
pub fn ProgressBar(props: &ProgressBarProps) -> Html {
    let share = props.value.filter(|v| v.is_finite()).map(|v| v.clamp(0.0, 1.0));
    let style = share.map(|s| format!("transform:scaleX({s:.4})"));
    html! {
        <span class="w-progress">
            <span class={classes!("w-progress-track", share.is_none().then_some("w-progress-unknown"))}
                role="progressbar" aria-label={props.label.clone()} aria-valuetext={props.text.clone()}
                aria-valuemin="0" aria-valuemax="100" aria-valuenow={share.map(|s| format!("{:.0}", s * 100.0))}>
                <span class="w-progress-fill" {style} />
            </span>
            <span class="w-progress-text w-num" aria-hidden="true">{ props.text.clone() }</span>
        </span>
    }
}
