//! The list of lessons with what can be done to the progress in them: export, import, erase.

use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::lessons::Path;
use crate::app::use_lang;
use crate::lesson::progress_file::{self, Entry, Refusal};
use crate::lesson::store;
use crate::service::text::Lang;
use crate::widget::focus_soon;

/// What is asked or said below the buttons.
#[derive(Clone)]
enum Line {
    Quiet,
    Said(fn(Lang) -> &'static str),
    Refused(Refusal),
    /// Whether this may take the place of what is here; nothing of it means to erase.
    Sure(Vec<Entry>),
}

/// The list, and below it the buttons.
#[component]
pub fn Progress() -> Html {
    let lang = use_lang();
    // With a number that grows, so that the list is drawn anew.
    let line = use_state(|| (0_u32, Line::Quiet));
    let (change, _) = *line;
    let say = {
        let line = line.setter();
        Callback::from(move |said: Line| {
            let focus = match said {
                Line::Sure(_) => "#sure button",
                Line::Quiet => "#export",
                _ => "#said",
            };
            line.set((change + 1, said));
            focus_soon(focus.into());
        })
    };
    html! {
        <>
            <Path {change} />
            <section class="forget" aria-label={lang.lessons_progress()}>
                <p class="hint">{ lang.lessons_kept() }</p>
                { buttons(lang, &say) }
                { below(lang, &line.1, &say) }
            </section>
        </>
    }
}

fn buttons(lang: Lang, say: &Callback<Line>) -> Html {
    // Another tab may have gone on since the page was drawn.
    let refresh = Callback::from(|event: MouseEvent| {
        if let Some(link) = event.target_dyn_into::<Element>() {
            let _ = link.set_attribute("href", &address());
        }
    });
    let take = {
        let say = say.clone();
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let Some(file) = input.files().and_then(|files| files.get(0)) {
                let say = say.clone();
                wasm_bindgen_futures::spawn_local(async move {
                    say.emit(match entries(&file).await {
                        Ok(entries) if store::all().is_empty() => import(&entries),
                        Ok(entries) => Line::Sure(entries),
                        Err(refusal) => Line::Refused(refusal),
                    });
                });
            }
            // So that the same file can be chosen again.
            input.set_value("");
        })
    };
    let erase = say.reform(|_: MouseEvent| Line::Sure(Vec::new()));
    html! {
        <div class="row">
            <a id="export" class="button small" href={address()} download="epoch-one-progress.txt" onclick={refresh}>
                { lang.lessons_export() }
            </a>
            <label class="w-own-choose">
                <input id="import" class="w-own-input" type="file" accept=".txt" onchange={take} />
                <span class="button small">{ lang.lessons_import() }</span>
            </label>
            <button type="button" class="ghost small" onclick={erase}>{ lang.lessons_forget() }</button>
        </div>
    }
}

fn below(lang: Lang, line: &Line, say: &Callback<Line>) -> Html {
    let (words, role) = match line {
        Line::Quiet => return Html::default(),
        Line::Said(words) => (words(lang), "status"),
        Line::Refused(refusal) => (refusal.words(lang), "alert"),
        Line::Sure(entries) => {
            let (question, answer) = match entries.is_empty() {
                true => (lang.lessons_forget_sure(), lang.lessons_forget_yes()),
                false => (lang.lessons_import_sure(), lang.lessons_import_yes()),
            };
            let yes = {
                let (say, entries) = (say.clone(), entries.clone());
                Callback::from(move |_: MouseEvent| say.emit(import(&entries)))
            };
            let no = say.reform(|_: MouseEvent| Line::Quiet);
            return html! {
                <div id="sure" class="row">
                    <span role="alert">{ question }</span>
                    <button type="button" class="button small" onclick={yes}>{ answer }</button>
                    <button type="button" class="ghost small" onclick={no}>{ lang.lessons_cancel() }</button>
                </div>
            };
        }
    };
    html! { <p id="said" {role} tabindex="-1">{ words }</p> }
}

/// The file as an address, for a link that downloads it. It holds nothing that an address could not.
fn address() -> String {
    "data:text/plain,".to_owned() + &progress_file::write(&store::all()).replace('\n', "%0A")
}

async fn entries(file: &web_sys::File) -> Result<Vec<Entry>, Refusal> {
    if file.size() > f64::from(progress_file::MOST_BYTES) {
        return Err(Refusal::NotOurs);
    }
    let buffer = JsFuture::from(file.array_buffer()).await.map_err(|_| Refusal::Damaged)?;
    let entries = progress_file::read(&js_sys::Uint8Array::new(&buffer).to_vec())?;
    // Nothing would be left of what is here, and nobody imports that on purpose.
    if entries.is_empty() {
        return Err(Refusal::Empty);
    }
    Ok(entries)
}

/// Puts these in the place of everything, and says how it went.
fn import(entries: &[Entry]) -> Line {
    match store::replace_all(entries) {
        Err(refusal) => Line::Refused(refusal),
        Ok(()) if entries.is_empty() => Line::Said(Lang::lessons_forgotten),
        Ok(()) => Line::Said(Lang::lessons_imported),
    }
}
