//! Everything that is kept: how much it is, the runs, and taking it out, in and away.

use ::kept::Refusal;
use ::kept::{Kind, Note};
use web_sys::{File, HtmlInputElement};
use yew::prelude::*;

use super::health::why;
use super::line::{below, take, Line};
use super::runs;
use crate::app::Ui;
use crate::hooks::{use_effect_with, use_state, use_state_eq};
use crate::lesson::store;
use crate::part::drawn_by;
use crate::service::download::download;
use crate::service::engine::Engine;
use crate::service::sharing::{self, Trouble};
use crate::service::text::Lang;
use crate::service::{keeper, tab, vault, work};
use crate::widget::{focus_soon, format};

#[derive(Properties, PartialEq)]
pub struct KeptWork {
    pub engine: Engine,
}

/// What there is.
#[derive(Clone, Default, PartialEq)]
struct There {
    runs: Vec<(String, Note)>,
    unreadable: usize,
    pictures: usize,
    open_tabs: Vec<String>,
    /// The words for all of it are here, or why not.
    words: Option<Result<(), Trouble>>,
}

impl There {
    /// Bytes in all.
    fn bytes(&self) -> u64 {
        // A point of a curve is written in about as many bytes as it has in memory.
        let run = |note: &Note| {
            note.bytes as usize + std::mem::size_of_val(&note.train[..]) + std::mem::size_of_val(&note.valid[..])
        };
        let runs: usize = self.runs.iter().map(|(_, note)| run(note)).sum();
        (runs + self.pictures * ::kept::PICTURE_BYTES + store::bytes()) as u64
    }
}

drawn_by!(KeptWork, use_kept_work);

#[hook]
fn use_kept_work(props: &KeptWork) -> Html {
    let Some(ui) = use_context::<Ui>() else { return Html::default() };
    let lang = ui.lang;
    let keeping = vault::use_keeping();
    let version = vault::use_changes(&[Kind::Lesson, Kind::Run, Kind::Picture]);
    let there = use_state_eq(There::default);
    {
        let there = there.setter();
        use_effect_with(version, move |_| {
            wasm_bindgen_futures::spawn_local(async move {
                let (runs, unreadable) = keeper::runs().await;
                let pictures = vault::all(Kind::Picture.prefix()).await.len();
                let words = Some(sharing::words().await);
                there.set(There { runs, unreadable, pictures, open_tabs: tab::open().await, words });
            });
        });
    }
    let line = use_state(Line::default);
    let say = {
        let line = line.setter();
        Callback::from(move |said: Line| {
            focus_soon(said.focus().into());
            line.set(said);
        })
    };
    match &there.words {
        Some(Ok(())) => {}
        Some(Err(trouble)) => return html! { <p class="hint" role="alert">{ lang.trouble(trouble) }</p> },
        None => return Html::default(),
    }
    let lessons = store::all().len();
    let nothing = there.runs.is_empty() && there.unreadable == 0 && there.pictures == 0 && lessons == 0;
    html! {
        <section class="sheet kept" id="kept" aria-label={lang.kept_title()}>
            <h2>{ lang.kept_title() }</h2>
            <p class="hint">{ why(lang, keeping).unwrap_or(lang.kept_device()) }</p>
            <p class="w-num" id="kept-sum">{ if nothing { lang.kept_nothing().into() } else { sum(lang, &there, lessons) } }</p>
            if there.unreadable > 0 { <p class="hint">{ lang.kept_unreadable(there.unreadable) }</p> }
            if !there.runs.is_empty() { { runs::list(&ui, &props.engine, &there.runs, &there.open_tabs) } }
            { buttons(lang, &say) }
            { below(lang, &line, &say) }
        </section>
    }
}

fn sum(lang: Lang, there: &There, lessons: usize) -> String {
    let count = |count: usize| format::count(count as u64);
    lang.kept_sum(&count(there.runs.len()), &count(there.pictures), &count(lessons), &format::bytes(there.bytes()))
}

fn buttons(lang: Lang, say: &Callback<Line>) -> Html {
    let export = {
        let say = say.clone();
        Callback::from(move |_: MouseEvent| {
            let say = say.clone();
            wasm_bindgen_futures::spawn_local(async move {
                let file = work::file().await;
                let saved =
                    file.is_some_and(|file| download("epoch-one-work.bin", "application/octet-stream", &file).is_ok());
                say.emit(if saved { Line::Quiet } else { Line::NotSaved });
            });
        })
    };
    let import = {
        let say = say.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                wasm_bindgen_futures::spawn_local(bring(file, say.clone()));
            }
            // So that the same file can be chosen again.
            input.set_value("");
        })
    };
    let erase = say.reform(|_: MouseEvent| Line::Sure(Vec::new()));
    html! {
        <div class="row">
            <button type="button" id="export" class="button small" onclick={export}>{ lang.kept_export() }</button>
            <label class="w-own-choose">
                <input id="import" class="w-own-input" type="file" accept=".bin,.txt" onchange={import} />
                <span class="button small">{ lang.kept_import() }</span>
            </label>
            <button type="button" class="ghost small" onclick={erase}>{ lang.kept_erase() }</button>
        </div>
    }
}

/// Takes a file in; asks first where progress would be replaced.
async fn bring(file: File, say: Callback<Line>) {
    match work::read(&file).await {
        Err(refusal) => say.emit(Line::Refused(refusal)),
        Ok(entries) if entries.is_empty() => say.emit(Line::Refused(Refusal::Empty)),
        Ok(entries) if work::replaces(&entries) => say.emit(Line::Sure(entries)),
        Ok(entries) => take(entries, say),
    }
}
