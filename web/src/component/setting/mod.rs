//! The panel of settings: data, model, training; the rarely used ones folded away.

pub mod data;
pub mod model;
pub mod more;
pub mod training;

use std::rc::Rc;

use share::Part as Place;
use train::config::Config;
use yew::prelude::*;

use super::all_pictures::AllPictures;
use crate::app::{use_lang, View};
use crate::hooks::use_state;
use crate::part::{drawn_by, part};
use crate::service::{control, engine::Engine, opened::Link, settings};

#[derive(Properties, PartialEq)]
pub struct Settings {
    pub engine: Engine,
    pub view: View,
    pub draft: Rc<Config>,
    pub edit: Callback<Config>,
    pub link: Link,
}

/// What each part of the panel gets.
#[derive(Clone, PartialEq)]
pub struct Part {
    pub draft: Rc<Config>,
    pub edit: Callback<Config>,
    /// The setting that the engine refused.
    pub refused: Option<AttrValue>,
    /// Whether a GPU can be chosen.
    pub gpu: bool,
    /// Before the ids of the fields, where several of a kind stand on a page.
    pub prefix: AttrValue,
}

impl Part {
    /// A callback that puts one value into the settings.
    pub fn set<T: 'static>(&self, put: impl Fn(&mut Config, T) + 'static) -> Callback<T> {
        let (draft, edit) = (self.draft.clone(), self.edit.clone());
        Callback::from(move |value: T| {
            let mut config = (*draft).clone();
            put(&mut config, value);
            edit.emit(config);
        })
    }

    pub fn id(&self, name: &str) -> AttrValue {
        format!("{}{name}", self.prefix).into()
    }

    pub fn is_refused(&self, key: &str) -> bool {
        self.refused.as_deref() == Some(key)
    }
}

drawn_by!(Settings, use_settings);

#[hook]
fn use_settings(props: &Settings) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let all = use_state(|| false);
    let part = Part {
        draft: props.draft.clone(),
        edit: props.edit.clone(),
        refused: view.problem.as_ref().and_then(|p| p.key.clone()).map(AttrValue::from),
        gpu: view.device.as_ref().is_some_and(|d| d.gpu_available),
        prefix: AttrValue::default(),
    };
    let show_all = |show: bool| {
        let all = all.clone();
        Callback::from(move |()| all.set(show))
    };
    let defaults = {
        let (edit, gpu) = (props.edit.clone(), view.device.as_ref().is_some_and(|d| d.backend == "gpu"));
        Callback::from(move |_: MouseEvent| edit.emit(settings::initial(gpu)))
    };
    html! {
        <section class="sheet settings" aria-label={lang.settings()}>
            <h2 class="visually-hidden">{ lang.settings() }</h2>
            { dirty(props, lang) }
            { taught(props, Place::Data, data::part(&part, lang)) }
            <button type="button" id="see-all" class="button small" disabled={view.plan.is_none()}
                onclick={show_all(true).reform(|_: MouseEvent| ())}>{ lang.s_see_all() }</button>
            { taught(props, Place::Model, model::part(&part, lang)) }
            { taught(props, Place::Training, training::part(&part, lang)) }
            { taught(props, Place::More, html! {
                <details class="more">
                    <summary>{ lang.settings_more() }</summary>
                    { more::part(&part, lang) }
                    <button type="button" class="button small" onclick={defaults}>{ lang.s_defaults() }</button>
                </details>
            }) }
            if *all {
                { part!(AllPictures {
                    engine: props.engine.clone(), view: view.clone(), on_close: show_all(false),
                }) }
            }
        </section>
    }
}

/// A part as a teacher's link wants it: hidden, locked or free.
fn taught(props: &Settings, place: Place, part: Html) -> Html {
    match (props.link.hides(place), props.link.locks(place)) {
        (true, _) => Html::default(),
        (_, true) => html! { <fieldset class="locked" disabled=true>{ part }</fieldset> },
        _ => part,
    }
}

/// Says that the changes belong to a new run, once the present one has begun.
fn dirty(props: &Settings, lang: crate::service::text::Lang) -> Html {
    let view = &props.view;
    if !view.has_steps() || !control::is_dirty(view, &props.draft) {
        return Html::default();
    }
    let start = {
        let (engine, draft) = (props.engine.clone(), props.draft.clone());
        Callback::from(move |_: MouseEvent| {
            engine.prepare((*draft).clone());
        })
    };
    let revert = {
        let (edit, config) = (props.edit.clone(), view.config.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(config) = &config {
                edit.emit(config.clone());
            }
        })
    };
    html! {
        <div class="dirty" role="status">
            <p>{ lang.dirty_text() }</p>
            <div class="row">
                <button type="button" id="new-run" class="button small" onclick={start}>{ lang.dirty_new() }</button>
                <button type="button" class="ghost small" onclick={revert}>{ lang.dirty_revert() }</button>
            </div>
        </div>
    }
}
