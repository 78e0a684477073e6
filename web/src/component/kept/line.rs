//! What is asked and said below the buttons: whether all may be erased or replaced, and how it went.

use ::kept::{Entry, Refusal};
use yew::prelude::*;

use crate::service::text::Lang;
use crate::service::work;

/// What is asked or said.
#[derive(Clone, Default)]
pub enum Line {
    #[default]
    Quiet,
    Said(fn(Lang) -> &'static str),
    Refused(Refusal),
    NotSaved,
    /// Whether these may be taken in; nothing of it means to erase.
    Sure(Vec<Entry>),
}

impl Line {
    /// Where the focus goes.
    pub fn focus(&self) -> &'static str {
        match self {
            Line::Sure(_) => "#sure button",
            Line::Quiet => "#export",
            _ => "#said",
        }
    }
}

/// The line, and the buttons that it may have.
pub fn below(lang: Lang, line: &Line, say: &Callback<Line>) -> Html {
    let (words, role) = match line {
        Line::Quiet => return Html::default(),
        Line::Said(words) => (words(lang), "status"),
        Line::NotSaved => (lang.file_not_saved(), "alert"),
        Line::Refused(refusal) => (refused(lang, *refusal), "alert"),
        Line::Sure(entries) => {
            let (question, answer) = match entries.is_empty() {
                true => (lang.kept_erase_sure(), lang.kept_erase_yes()),
                false => (lang.kept_import_sure(), lang.kept_import_yes()),
            };
            let yes = {
                let (say, entries) = (say.clone(), entries.clone());
                Callback::from(move |_: MouseEvent| take(entries.clone(), say.clone()))
            };
            let no = say.reform(|_: MouseEvent| Line::Quiet);
            return html! {
                <div id="sure" class="row">
                    <span role="alert">{ question }</span>
                    <button type="button" class="button small" onclick={yes}>{ answer }</button>
                    <button type="button" class="ghost small" onclick={no}>{ lang.kept_cancel() }</button>
                </div>
            };
        }
    };
    html! { <p id="said" {role} tabindex="-1">{ words }</p> }
}

/// Takes these in, or erases everything where there are none, and says so.
pub fn take(entries: Vec<Entry>, say: Callback<Line>) {
    wasm_bindgen_futures::spawn_local(async move {
        if entries.is_empty() {
            work::erase().await;
            say.emit(Line::Said(Lang::kept_erased));
        } else {
            work::take(entries).await;
            say.emit(Line::Said(Lang::kept_imported));
        }
    });
}

fn refused(lang: Lang, refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotOurs => lang.kept_not_ours(),
        Refusal::Newer => lang.kept_newer(),
        Refusal::Damaged => lang.kept_damaged(),
        Refusal::Empty => lang.kept_empty(),
        Refusal::Unread => lang.kept_unread(),
    }
}
