//! Sharing: a button, and a dialog that makes a link out of what is on the page.

mod class;
mod code;
mod files;
mod link;

use std::rc::Rc;

use share::{Links, Make, Place, Shared};
use train::protocol::{Change, Command, Event, Look, RunState};
use yew::prelude::{hook, html, use_memo, Callback, Html, MouseEvent, Properties};

use super::modal::Modal;
use super::Icon;
use crate::app::{use_lang, View};
use crate::hooks::{use_effect_with, use_state, UseStateSetter};
use crate::part::{drawn_by, part};
use crate::service::engine::Engine;
use crate::service::opened::Link;
use crate::service::sharing::{self, Trouble};
use crate::service::text::Lang;
use crate::widget::progress_bar;
use class::Class;

#[derive(Properties, PartialEq)]
pub struct Share {
    pub engine: Engine,
    pub view: View,
    pub place: Place,
    /// Steps of the lesson, by id and title.
    #[prop_or_default]
    pub steps: Rc<Vec<(String, String)>>,
    pub link: Link,
}

drawn_by!(Share, use_share);

#[hook]
fn use_share(props: &Share) -> Html {
    let lang = use_lang();
    let open = use_state(|| false);
    let show = |show: bool| {
        let open = open.setter();
        Callback::from(move |()| open.set(show))
    };
    html! {
        <>
            <button type="button" id="share" class="button icon-text" aria-haspopup="dialog"
                onclick={show(true).reform(|_: MouseEvent| ())}>
                { Icon::Share.draw() }<span>{ lang.share() }</span>
            </button>
            if *open {
                <Modal title={lang.share_title()} on_close={show(false)}>
                    { part!(Dialog {
                        engine: props.engine.clone(), view: props.view.clone(), place: props.place.clone(),
                        steps: props.steps.clone(), link: props.link.clone(),
                    }) }
                </Modal>
            }
        </>
    }
}

/// What the link holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Choice {
    Settings,
    Record,
    Trained,
}

/// What the dialog knows.
#[derive(Clone, Debug, Default, PartialEq)]
struct Made {
    links: Option<Rc<Links>>,
    trouble: Option<Trouble>,
    /// Of the validation pictures the network in the link gets right, the one on the page gets right, all.
    right: Option<(u32, u32, u32)>,
}

#[derive(Properties, PartialEq)]
struct Dialog {
    engine: Engine,
    view: View,
    place: Place,
    steps: Rc<Vec<(String, String)>>,
    link: Link,
}

drawn_by!(Dialog, use_dialog);

#[hook]
fn use_dialog(props: &Dialog) -> Html {
    let lang = use_lang();
    let made = use_state(Made::default);
    let class = use_state(Class::default);
    let chosen = use_state(|| None::<Choice>);
    // The run as it was when the dialog was opened: a link holds one moment, also while the run goes on.
    let make = use_memo((), |()| make(props));
    {
        let (engine, made, make) = (props.engine.clone(), made.setter(), make.clone());
        let done = props.view.state == RunState::Done && !props.view.adopted;
        use_effect_with(class.teaching(), move |teaching| {
            let make = Make { shared: Shared { teaching: teaching.clone(), ..make.shared.clone() }, ..(*make).clone() };
            wasm_bindgen_futures::spawn_local(gather(engine, make, done, made));
        });
    }
    let (field, said) = (use_state(link::Field::default), use_state(|| None::<String>));
    let links = made.links.clone().unwrap_or_default();
    // Whoever looks at a shared result shares that very link again.
    let passed_on =
        props.link.opened().filter(|opened| opened.run == props.engine.run() && opened.shared.record.is_some());
    let fragment = |choice: Choice| match (choice, passed_on) {
        (Choice::Settings, _) => Some(links.settings.clone()),
        (Choice::Record, Some(opened)) if !opened.weights => Some(opened.fragment.clone()),
        (Choice::Trained, Some(opened)) if opened.weights => Some(opened.fragment.clone()),
        (_, Some(_)) => None,
        (Choice::Record, None) => links.record.clone(),
        (Choice::Trained, None) => links.trained.as_ref().map(|(link, _)| link.clone()),
    };
    let richest = [Choice::Trained, Choice::Record].into_iter().find(|choice| fragment(*choice).is_some());
    let choice = (*chosen).or(richest).unwrap_or(Choice::Settings);
    let link = link::address(&props.place, lang, &class, &fragment(choice).unwrap_or_else(|| links.settings.clone()));
    let drawn = code::use_drawn(Some(link.clone()).filter(|_| field.code));
    match (&made.links, &made.trouble) {
        (Some(_), _) => {}
        (None, Some(trouble)) => return html! { <p role="alert">{ lang.trouble(trouble) }</p> },
        (None, None) => return progress_bar(None, lang.share_making(), lang.share_making()),
    }
    let option = |which: Choice, word: &'static str| {
        let fragment = fragment(which);
        let onchange = {
            let chosen = chosen.setter();
            Callback::from(move |_: yew::prelude::Event| chosen.set(Some(which)))
        };
        let size = fragment.as_ref().map(|f| link::address(&props.place, lang, &class, f).len());
        html! {
            <label class="share-choice">
                <input type="radio" name="share-what" checked={which == choice} disabled={fragment.is_none()} {onchange} />
                <span>{ word }</span>
                if let Some(size) = size { <span class="hint w-num">{ lang.share_characters(&size.to_string()) }</span> }
            </label>
        }
    };
    html! {
        <>
            <fieldset class="share-what">
                <legend>{ lang.share_what() }</legend>
                { option(Choice::Settings, lang.share_settings()) }
                { option(Choice::Record, lang.share_record()) }
                { option(Choice::Trained, lang.share_trained()) }
                { hint(lang, props, &links, passed_on.is_some()) }
            </fieldset>
            { holds(lang, choice, &made, passed_on.is_some()) }
            { link::link_field(lang, &link, class.frame, &field, &drawn) }
            { files::files(lang, &props.engine, &props.view, &said) }
            { class::part(lang, &props.place, &props.steps, &class) }
        </>
    }
}

/// Why there is no more to choose.
fn hint(lang: Lang, props: &Dialog, links: &Links, passed_on: bool) -> Html {
    let view = &props.view;
    let words = if passed_on {
        lang.share_adopted().into()
    } else if view.adopted {
        lang.share_imported().into()
    } else if links.record.is_none() {
        lang.share_no_run().into()
    } else if let Some(count) = links.too_long {
        lang.share_too_long(&count.to_string())
    } else if links.trained.is_none() {
        lang.share_not_done().into()
    } else {
        return Html::default();
    };
    html! { <p class="hint">{ words }</p> }
}

/// What the chosen link holds, in words.
fn holds(lang: Lang, choice: Choice, made: &Made, passed_on: bool) -> Html {
    let item = |words: String| html! { <li>{ words }</li> };
    html! {
        <ul class="share-holds" id="share-holds">
            { item(lang.share_holds_settings().into()) }
            if choice != Choice::Settings { { item(lang.share_holds_record().into()) } }
            if let (Choice::Trained, Some((right, mine, of)), false) = (choice, made.right, passed_on) {
                { item(lang.share_holds_trained(&right.to_string(), &mine.to_string(), &of.to_string())) }
            }
            { item(lang.share_private().into()) }
        </ul>
    }
}

/// The moment that the link is made of.
fn make(props: &Dialog) -> Make {
    let view = &props.view;
    let config = view.config.clone().unwrap_or_default();
    Make {
        shared: Shared { place: props.place.clone(), config, ..Shared::default() },
        record: sharing::record(view),
        kept: None,
        classes: view.plan.as_ref().map_or(2, |plan| plan.classes.len() as u32),
        before: link::before(&props.place),
    }
}

/// Makes the links, with the trained network where the run is done, and looks how well the network in the link does.
async fn gather(engine: Engine, mut make: Make, done: bool, made: UseStateSetter<Made>) {
    if done {
        make.kept = engine.keep(true).await;
    }
    let links = match sharing::make(make).await {
        Ok(links) => Rc::new(links),
        Err(trouble) => return made.set(Made { trouble: Some(trouble), ..Made::default() }),
    };
    made.set(Made { links: Some(links.clone()), ..Made::default() });
    if let Some((_, change)) = &links.trained {
        let right = compare(&engine, change.clone()).await;
        made.set(Made { links: Some(links.clone()), trouble: None, right });
    }
}

/// How many validation pictures the network in the link gets right, the one on the page, and of how many.
async fn compare(engine: &Engine, change: Change) -> Option<(u32, u32, u32)> {
    let (mine, of) = right(&scores(engine, Look::Scores).await?);
    let (theirs, _) = right(&scores(engine, Look::ScoresWith { change }).await?);
    Some((theirs, mine, of))
}

async fn scores(engine: &Engine, look: Look) -> Option<(usize, Vec<f32>)> {
    let id = engine.next_look();
    let answer = engine.answer(Command::Look { id, look }, move |event| match event {
        Event::Looked { id: of, shape, values, .. } if *of == id => Some((shape.last().copied(), values.clone())),
        _ => None,
    });
    let (columns, values) = answer.await?;
    Some((columns? as usize, values))
}

/// How many rows of label and probabilities are right, and of how many.
fn right((columns, values): &(usize, Vec<f32>)) -> (u32, u32) {
    let rows = values.chunks_exact((*columns).max(2));
    let of = rows.len() as u32;
    let hit = |row: &&[f32]| {
        let best = row[1..].iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).map(|(class, _)| class);
        best == Some(row[0] as usize)
    };
    (rows.filter(hit).count() as u32, of)
}
