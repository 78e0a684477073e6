//! What came with a link, above the page that it leads to: the run as its sender saw it, and the way to repeat it.

use std::rc::Rc;

use share::{Here, Record};
use train::protocol::{Command, RunState};
use yew::prelude::*;

use super::{words, Icon};
use crate::app::{use_lang, View};
use crate::hooks::use_state;
use crate::part::{drawn_by, part};
use crate::service::engine::{Engine, BUILD};
use crate::service::opened::{Link, Opened};
use crate::service::sharing::{self, Trouble};
use crate::service::text::Lang;
use crate::widget::{
    focus_soon, format, progress_bar, LossChart, PictureCell, PictureGrid, PictureSize, Point, Shared,
};

#[derive(Properties, PartialEq)]
pub struct SharedCard {
    pub engine: Engine,
    pub view: View,
    pub link: Link,
    pub on_close: Callback<()>,
}

drawn_by!(SharedCard, use_shared_card);

#[hook]
fn use_shared_card(props: &SharedCard) -> Html {
    let lang = use_lang();
    // Number of the run that repeats the shared one.
    let again = use_state(|| None::<u32>);
    match &props.link {
        Link::None => Html::default(),
        Link::Opening => progress_bar(None, lang.shared_opening(), lang.shared_opening()),
        Link::Refused(trouble) => refused(lang, props, trouble),
        Link::Opened(opened) => {
            let run_again = {
                let (engine, opened, again) = (props.engine.clone(), opened.clone(), again.setter());
                Callback::from(move |_: MouseEvent| {
                    again.set(Some(engine.prepare(opened.shared.config.clone())));
                    engine.send(Command::Train);
                    focus_soon("#receipt".into());
                })
            };
            card(lang, props, opened, *again == Some(props.engine.run()), run_again)
        }
    }
}

fn refused(lang: Lang, props: &SharedCard, trouble: &Trouble) -> Html {
    let detail = match trouble {
        Trouble::Refused(_) => "",
        Trouble::Module(detail) => detail.as_str(),
    };
    html! {
        <div class="problem" role="alert" id="link-refused">
            { Icon::Warning.draw() }
            <div><p>{ lang.trouble(trouble) }</p> if !detail.is_empty() { <code>{ detail }</code> }</div>
            <button type="button" class="button" onclick={props.on_close.reform(|_| ())}>{ lang.dismiss() }</button>
        </div>
    }
}

fn card(lang: Lang, props: &SharedCard, opened: &Rc<Opened>, again: bool, run_again: Callback<MouseEvent>) -> Html {
    let shared = &opened.shared;
    let taught = !shared.teaching.hidden.is_empty() || !shared.teaching.locked.is_empty();
    let close = props.on_close.reform(|_: MouseEvent| ());
    let record = shared.record.as_ref();
    let config = &shared.config;
    html! {
        <section class="sheet shared" id="shared" aria-label={lang.shared_title()}>
            <div class="sheet-head">
                <div>
                    <h2>{ lang.shared_title() }</h2>
                    <p class="hint w-num">
                        { lang.shared_settings(&format::count(config.pictures.into()), config.epochs, config.seed) }
                        if let Some(record) = record { { " · " }{ outcome(lang, record) } }
                    </p>
                </div>
                <button type="button" class="ghost icon-only" onclick={close.clone()} aria-label={lang.shared_close()}
                    title={lang.shared_close()}>{ Icon::Close.draw() }</button>
            </div>
            if taught {
                <p class="hint">
                    { lang.shared_teaching() }{ " " }
                    <button type="button" class="button small" onclick={close}>{ lang.shared_all() }</button>
                </p>
            }
            if let Some(record) = record { { seen(lang, props, opened, record) } }
            <p>{ if opened.weights { lang.shared_weights() } else { lang.shared_prepared() } }</p>
            if record.is_some_and(|record| record.result.is_some()) {
                <div class="row">
                    <button type="button" id="run-again" class="button" onclick={run_again}>{ lang.shared_again() }</button>
                    <p id="receipt" role="status" tabindex="-1">{ receipt(lang, props, record, again) }</p>
                </div>
            }
        </section>
    }
}

fn outcome(lang: Lang, record: &Record) -> Html {
    let device = if record.gpu { lang.shared_on_gpu() } else { lang.shared_on_cpu() };
    let result = record.result.as_ref().map(|result| {
        lang.shared_result(&format::percent(result.valid_accuracy.into()), &format::number(result.valid_loss.into()))
    });
    html! { <>{ device } if let Some(result) = result { { " · " }<span id="shared-result">{ result }</span> }</> }
}

/// Curves and predictions as the sender saw them.
fn seen(lang: Lang, props: &SharedCard, opened: &Opened, record: &Record) -> Html {
    let view = &props.view;
    let train: Vec<Point> = record.train.iter().map(|p| Point { step: p.step, value: p.loss }).collect();
    let valid: Vec<Point> = record.valid.iter().map(|v| Point { step: v.step, value: v.loss }).collect();
    let (per_epoch, total) = view.plan.as_ref().map_or((0, 0), |plan| (plan.steps_per_epoch, plan.total_steps));
    // Pictures are those of the run that is prepared: only of the same settings are they the sender's.
    let same = view.config.as_ref() == Some(&opened.shared.config);
    let cells = record.predictions.iter().map(|prediction| {
        let picture = view.valid_pictures.get(&prediction.index).filter(|_| same);
        PictureCell {
            key: prediction.index,
            pixels: picture.and_then(|picture| picture.pixels.clone()),
            label: picture.map_or(0, |picture| picture.label),
            probabilities: prediction.probabilities.clone(),
        }
    });
    let cells: Vec<PictureCell> = cells.collect();
    let classes = words::classes(lang, &[]);
    html! {
        <div class="shared-seen">
            { part!(LossChart {
                train: Shared::new(train), valid: Shared::new(valid), steps_per_epoch: per_epoch,
                total_steps: total, height: 180, text: words::chart(lang, lang.loss()),
            }) }
            if !cells.is_empty() && same {
                { part!(PictureGrid {
                    cells, classes, size: PictureSize::Small, text: words::grid(lang, lang.shared_predictions()),
                }) }
            }
        </div>
    }
}

/// What the repeated run came to, as soon as it has ended.
fn receipt(lang: Lang, props: &SharedCard, record: Option<&Record>, again: bool) -> String {
    let view = &props.view;
    let (true, Some(record)) = (again, record) else { return String::new() };
    match (view.state, &view.metrics) {
        (RunState::Done, Some(metrics)) => {
            let valid = sharing::validations(view);
            let gpu = metrics.backend == "gpu";
            let here = Here { build: BUILD, gpu, hash: &metrics.weights_hash, valid: &valid };
            share::compare(record, &here).map(|receipt| lang.receipt(receipt)).unwrap_or_default()
        }
        (RunState::Loading | RunState::Ready | RunState::Running, _) => lang.shared_running().into(),
        _ => String::new(),
    }
}
