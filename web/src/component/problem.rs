//! What went wrong, in the student's words, with the next step; and the dialog for an engine that has ended.

use std::rc::Rc;

use train::config::Config;
use train::protocol::RunState;
use yew::prelude::*;

use super::{modal::Modal, Icon};
use crate::app::{use_lang, View};
use crate::hooks::use_state;
use crate::part::{drawn_by, part};
use crate::service::engine::Engine;
use crate::service::route;
use crate::service::text::Lang;

/// What there is to say above a page.
pub fn problems(lang: Lang, engine: &Engine, view: &View, draft: &Rc<Config>) -> Html {
    html! {
        <>
            if view.build_differs {
                <div class="problem" role="alert">
                    { Icon::Warning.draw() }<p>{ lang.build_differs() }</p>
                    <button type="button" class="button" onclick={|_| route::reload()}>{ lang.panic_reload() }</button>
                </div>
            }
            { banner(lang, engine, view, draft) }
            if view.has_exploded() && view.problem.is_none() {
                <div class="problem" role="alert">{ Icon::Warning.draw() }<p>{ lang.p_exploded() }</p></div>
            }
            if let Some(report) = view.died.as_ref().filter(|_| !view.build_differs) { { part!(Died {
                engine: engine.clone(), report: report.clone(),
            }) } }
        </>
    }
}

fn banner(lang: Lang, engine: &Engine, view: &View, draft: &Rc<Config>) -> Html {
    let Some(problem) = &view.problem else { return Html::default() };
    let dismiss = {
        let view = view.dispatcher();
        Callback::from(move |_: MouseEvent| view.dispatch(crate::service::run_model::Action::Dismiss))
    };
    let retry = {
        let (engine, draft) = (engine.clone(), draft.clone());
        Callback::from(move |_: MouseEvent| {
            engine.prepare((*draft).clone());
        })
    };
    let failed = view.state == RunState::Failed;
    html! {
        <div class="problem" role="alert">
            { Icon::Warning.draw() }
            <div>
                <p>{ lang.problem(problem.code) }</p>
                if !problem.detail.is_empty() {
                    <details><summary>{ lang.problem_detail() }</summary><code>{ &problem.detail }</code></details>
                }
            </div>
            if failed {
                <button type="button" class="button" onclick={retry}>{ lang.problem_retry() }</button>
            } else {
                <button type="button" class="button" onclick={dismiss}>{ lang.dismiss() }</button>
            }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct Died {
    engine: Engine,
    report: String,
}

drawn_by!(Died, use_died);

#[hook]
fn use_died(props: &Died) -> Html {
    let lang = use_lang();
    let closed = use_state(|| false);
    let close = {
        let closed = closed.clone();
        Callback::from(move |()| closed.set(true))
    };
    let restart = {
        let engine = props.engine.clone();
        Callback::from(move |_: MouseEvent| engine.restart())
    };
    let button = html! {
        <button type="button" class="button primary" onclick={restart}>{ lang.died_restart() }</button>
    };
    if *closed {
        return html! {
            <div class="problem" role="alert">
                { Icon::Warning.draw() }<p>{ lang.died_title() }</p>{ button }
            </div>
        };
    }
    html! {
        <Modal title={lang.died_title()} on_close={close}>
            <p>{ lang.died_text() }</p>
            <details>
                <summary>{ lang.died_report() }</summary>
                <pre class="report" tabindex="0">{ &props.report }</pre>
            </details>
            <p>{ button }</p>
        </Modal>
    }
}
