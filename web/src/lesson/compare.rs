//! Bars of what several runs came to: the validation accuracy of the last run of each cell.

use ::lesson::document;
use ::lesson::log::{Log, Outcome, RunLog};
use yew::prelude::*;

use super::prose::prose;
use crate::service::text::Lang;
use crate::widget::format;

/// The bars; `labels` names the run cells, in their order.
pub fn compare(lang: Lang, compare: &document::Compare, labels: &[String], log: &Log) -> Html {
    let bar = |(id, label): (&String, &String)| {
        let run = log.runs.iter().rev().find(|run| run.cell == *id);
        let accuracy = run.and_then(accuracy);
        let width = format!("width:{}%", format::fixed(f64::from(accuracy.unwrap_or(0.0)) * 100.0, 1));
        html! {
            <li>
                <span class="compare-name">{ label }<span class="hint">{ run.map(|run| settings(lang, run)) }</span></span>
                <span class="compare-track" aria-hidden="true">
                    <span class="compare-fill" style={width} /><span class="compare-chance" />
                </span>
                <b class="w-num">{ accuracy.map_or(format::DASH.to_string(), |share| format::percent(share.into())) }</b>
            </li>
        }
    };
    html! {
        <figure class="compare">
            <figcaption class="hint">{ lang.lesson_compare() }</figcaption>
            <ul>{ for compare.runs.iter().zip(labels).map(bar) }</ul>
            { prose(&compare.caption) }
        </figure>
    }
}

/// What a run that has ended well came to.
fn accuracy(run: &RunLog) -> Option<f32> {
    let last = run.points.last()?.valid_accuracy;
    (run.outcome == Outcome::Done && last.is_finite()).then_some(last)
}

/// What was different about a run, in short.
fn settings(lang: Lang, run: &RunLog) -> String {
    lang.lesson_run_settings(&format::count(run.pictures.into()), run.epochs, run.seed)
}
