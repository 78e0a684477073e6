//! Loss and error rate over the steps, with the values of now in large figures.

use yew::prelude::*;

use super::words;
use crate::app::{use_lang, View};
use crate::widget::{format, LossChart};

#[derive(Properties, PartialEq)]
pub struct Props {
    pub view: View,
    /// Only the loss, for places with little room.
    #[prop_or_default]
    pub short: bool,
    #[prop_or(220)]
    pub height: u32,
}

/// The loss curve with words of its own title.
#[component]
pub fn Curves(props: &Props) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let (steps_per_epoch, total_steps) =
        view.plan.as_ref().map_or((0, 0), |plan| (plan.steps_per_epoch, plan.total_steps));
    let title = if props.short { lang.home_curve() } else { lang.loss() };
    let loss_text = use_memo((lang, title), |(lang, title)| words::chart(*lang, title));
    let error_text = use_memo(lang, |lang| words::chart(*lang, lang.error_rate()));
    let error = html! {
        <LossChart train={view.train_error.clone()} valid={view.valid_error.clone()} {steps_per_epoch} {total_steps}
            percent=true height={props.height} text={(*error_text).clone()} />
    };
    html! {
        <>
            if !props.short { { figures(view, lang) } }
            <div class="curves">
                <LossChart train={view.train_loss.clone()} valid={view.valid_loss.clone()} {steps_per_epoch}
                    {total_steps} height={props.height} text={(*loss_text).clone()} />
                if !props.short { { error } }
            </div>
        </>
    }
}

fn figures(view: &View, lang: crate::service::text::Lang) -> Html {
    let number = |value: Option<f32>| value.map_or_else(|| format::DASH.to_string(), |v| format::number(v.into()));
    let train = number(view.last_batch.map(|b| b.loss));
    let valid = number(view.last_epoch.map(|e| e.valid_loss));
    let error = view
        .last_epoch
        .map_or_else(|| format::DASH.to_string(), |e| format::percent(1.0 - f64::from(e.valid_accuracy)));
    let figure = |id: &'static str, value: String, word: &'static str| {
        html! { <div class="figure"><dt>{ word }</dt><dd {id} class="w-num">{ value }</dd></div> }
    };
    html! {
        <dl class="figures">
            { figure("train-loss", train, lang.now_train_loss()) }
            { figure("valid-loss", valid, lang.now_valid_loss()) }
            { figure("error-rate", error, lang.now_error()) }
        </dl>
    }
}
