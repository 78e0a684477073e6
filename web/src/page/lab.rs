//! The lab: every control and everything that a run shows.

use std::rc::Rc;

use share::{Part, Place};
use train::config::Config;
use train::protocol::RunState;
use yew::prelude::*;

use crate::app::{use_lang, View};
use crate::component::{curves, problems, shortcuts, transport, Inside, Own, Predictions, Settings, Share};
use crate::hooks::use_state;
use crate::part::{drawn_by, part};
use crate::service::control;
use crate::service::engine::Engine;
use crate::service::keyboard::{use_shortcuts, Shortcut};
use crate::service::opened::Link;
use crate::service::text::Lang;
use crate::widget::format;

#[derive(Properties, PartialEq)]
pub struct Lab {
    pub engine: Engine,
    pub view: View,
    pub draft: Rc<Config>,
    pub edit: Callback<Config>,
    pub link: Link,
}

/// The three parts, of which a narrow screen shows one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tab {
    Data,
    Learn,
    Inside,
}

impl Tab {
    const ALL: [Tab; 3] = [Tab::Data, Tab::Learn, Tab::Inside];

    fn id(self) -> &'static str {
        match self {
            Tab::Data => "data",
            Tab::Learn => "learn",
            Tab::Inside => "inside",
        }
    }

    fn word(self, lang: Lang) -> &'static str {
        match self {
            Tab::Data => lang.tab_data(),
            Tab::Learn => lang.tab_learn(),
            Tab::Inside => lang.tab_inside(),
        }
    }
}

drawn_by!(Lab, use_lab);

#[hook]
fn use_lab(props: &Lab) -> Html {
    let lang = use_lang();
    let Lab { engine, view, draft, edit, link } = props;
    let tab = use_state(|| Tab::Learn);
    let help = use_state(|| false);
    {
        let (engine, view, draft, help) = (engine.clone(), view.clone(), draft.clone(), help.clone());
        use_shortcuts(Callback::from(move |shortcut| match shortcut {
            Shortcut::PlayPause => control::press_play(&engine, &view, &draft),
            Shortcut::Step => control::press_step(&engine, &view, &draft),
            Shortcut::Reset => control::press_reset(&engine, &view),
            Shortcut::Help => help.set(true),
        }));
    }
    let show_help = |show: bool| {
        let help = help.clone();
        Callback::from(move |()| help.set(show))
    };
    let tab_button = |which: Tab| {
        let chosen = *tab == which;
        let tab = tab.clone();
        let onclick = Callback::from(move |_: MouseEvent| tab.set(which));
        html! {
            <button type="button" id={format!("tab-{}", which.id())} aria-pressed={chosen.to_string()} {onclick}>
                { which.word(lang) }
            </button>
        }
    };
    html! {
        <div class="lab" data-tab={tab.id()}>
            <h1 class="visually-hidden">{ lang.lab_title() }</h1>
            { transport(lang, engine, view, draft, &show_help(true)) }
            <div class="tabs" role="group" aria-label={lang.lab_parts()}>{ for Tab::ALL.map(tab_button) }</div>
            { problems(lang, engine, view, draft) }
            <div class="lab-columns">
                <div class="column column-data">
                    { part!(Settings {
                        engine: engine.clone(), view: view.clone(), draft: draft.clone(), edit: edit.clone(),
                        link: link.clone(),
                    }) }
                </div>
                <div class="column column-learn">
                    <section class="sheet learning" aria-label={lang.learn()}>
                        <div class="sheet-head">
                            <h2>{ lang.learn() }</h2>
                            { pictures(lang, view) }
                            { part!(Share {
                                engine: engine.clone(), view: view.clone(), place: Place::Lab,
                                link: link.clone(),
                            }) }
                        </div>
                        { curves(lang, view, false, 220) }
                        { done(lang, view) }
                    </section>
                    if !link.hides(Part::Predictions) { { part!(Predictions {
                        engine: engine.clone(), view: view.clone(),
                    }) } }
                    if !link.hides(Part::Own) { { part!(Own { engine: engine.clone(), view: view.clone() }) } }
                </div>
                <div class="column column-inside">
                    if !link.hides(Part::Inside) { { part!(Inside { view: view.clone() }) } }
                </div>
            </div>
            if *help { { shortcuts(lang, show_help(false)) } }
        </div>
    }
}

fn pictures(lang: Lang, view: &View) -> Html {
    let Some(plan) = &view.plan else { return Html::default() };
    let (train, valid) = (format::count(plan.train_pictures.into()), format::count(plan.valid_pictures.into()));
    html! { <span class="hint w-num">{ lang.facts(&train, &valid) }</span> }
}

/// What a finished run came to.
fn done(lang: Lang, view: &View) -> Html {
    let Some(metrics) = view.metrics.as_ref().filter(|_| view.state == RunState::Done) else { return Html::default() };
    let accuracy = format::percent(metrics.valid_accuracy.into());
    let loss = format::number(metrics.valid_loss.into());
    html! {
        <p class="done" role="status" id="done">
            <b>{ lang.done_title() }</b>{ " " }{ lang.done_text(&accuracy, &loss) }
        </p>
    }
}
