//! Loss and error rate over the steps, with the values of now in large figures.

use yew::prelude::*;

use super::words;
use crate::app::View;
use crate::part::part;
use crate::service::text::Lang;
use crate::widget::{format, LossChart};

/// `short` shows only the loss, with words of its own, for places with little room.
pub fn curves(lang: Lang, view: &View, short: bool, height: u32) -> Html {
    let (steps_per_epoch, total_steps) = steps(view);
    let title = if short { lang.home_curve() } else { lang.loss() };
    html! {
        <>
            if !short { { figures(view, lang) } }
            <div class="curves">
                { part!(LossChart {
                    train: view.train_loss.clone(), valid: view.valid_loss.clone(), steps_per_epoch, total_steps,
                    height, text: words::chart(lang, title),
                }) }
                if !short { { error_curve(lang, view, height) } }
            </div>
        </>
    }
}

/// The error rate alone.
pub fn error_curve(lang: Lang, view: &View, height: u32) -> Html {
    let (steps_per_epoch, total_steps) = steps(view);
    part!(LossChart {
        train: view.train_error.clone(),
        valid: view.valid_error.clone(),
        steps_per_epoch,
        total_steps,
        percent: true,
        height,
        text: words::chart(lang, lang.error_rate()),
    })
}

/// Steps of an epoch and of the whole run; 0 while no run is planned.
fn steps(view: &View) -> (u32, u32) {
    view.plan.as_ref().map_or((0, 0), |plan| (plan.steps_per_epoch, plan.total_steps))
}

fn figures(view: &View, lang: Lang) -> Html {
    let number = |value: Option<f32>| value.map_or_else(|| format::DASH.to_string(), |v| format::number(v.into()));
    let train = number(view.last_batch.map(|b| b.loss));
    let valid = number(view.last_epoch.map(|e| e.valid_loss));
    let error = view
        .last_epoch
        .map_or_else(|| format::DASH.to_string(), |e| format::percent(1.0 - f64::from(e.valid_accuracy)));
    let figure = |id: &'static str, value: String, word: &'static str| {
        html! { <div class="reading"><dt>{ word }</dt><dd {id} class="w-num">{ value }</dd></div> }
    };
    html! {
        <dl class="readings">
            { figure("train-loss", train, lang.now_train_loss()) }
            { figure("valid-loss", valid, lang.now_valid_loss()) }
            { figure("error-rate", error, lang.now_error()) }
        </dl>
    }
}
