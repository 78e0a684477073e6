//! A word of the glossary: hover, focus or a tap shows what it means, the other language's word, and what it is just now.

use std::rc::Rc;

use ::lesson::glossary::{Live, Word};
use yew::prelude::*;

use crate::app::{use_lang, View};
use crate::hooks::use_state;
use crate::part::drawn_by;
use crate::widget::format;

/// The glossary in the student's language, with the run that its live words speak of.
#[derive(Clone, PartialEq)]
pub struct Words {
    pub words: Rc<Vec<Word>>,
    pub view: View,
}

#[derive(Properties, PartialEq)]
pub struct Term {
    pub id: String,
    /// As it stands in the sentence.
    pub shown: String,
}

drawn_by!(Term, use_term);

#[hook]
fn use_term(props: &Term) -> Html {
    let lang = use_lang();
    let words = use_context::<Words>();
    let open = use_state(|| false);
    let word = words.as_ref().and_then(|words| words.words.iter().find(|word| word.id == props.id));
    let Some((words, word)) = words.as_ref().zip(word) else { return html! { { &props.shown } } };
    let set = |to: bool| {
        let open = open.setter();
        move || open.set(to)
    };
    let (enter, leave, focus, blur) = (set(true), set(false), set(true), set(false));
    let onkeydown = {
        let close = set(false);
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                close();
            }
        })
    };
    let live = word.live.and_then(|live| now(live, &words.view));
    html! {
        <span class="term" onmouseenter={move |_| enter()} onmouseleave={move |_| leave()}>
            <button type="button" class="term-word" aria-expanded={open.to_string()} {onkeydown}
                onfocus={move |_| focus()} onblur={move |_| blur()}>{ &props.shown }</button>
            if *open {
                <span class="term-card" role="note">
                    <b>{ &word.term }</b>{ " " }<span class="hint">{ &word.other }</span>
                    <span class="term-meaning">{ &word.meaning }</span>
                    if let Some(live) = live {
                        <span class="term-live w-num">{ lang.term_now(&live) }</span>
                    }
                </span>
            }
        </span>
    }
}

/// The word's value in the present run, where there is one.
fn now(live: Live, view: &View) -> Option<String> {
    match live {
        Live::Loss => view.last_epoch.map(|epoch| format::number(epoch.valid_loss.into())),
        Live::Epoch => {
            let epochs = view.config.as_ref().filter(|_| view.has_steps())?.epochs;
            Some(format!("{} / {epochs}", format::fixed(view.progress.epoch.into(), 1)))
        }
        Live::Parameters => view.plan.as_ref().map(|plan| format::count(plan.parameters.into())),
    }
}
