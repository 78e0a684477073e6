//! The runs that are kept, newest first: opened again, or deleted.

use ::kept::Note;
use yew::prelude::*;

use crate::app::Ui;
use crate::service::engine::Engine;
use crate::service::keeper;
use crate::service::route::Route;
use crate::service::tab;
use crate::service::text::Lang;
use crate::widget::format;

/// The list; runs under way in other tabs of `open_tabs` are theirs.
pub fn list(ui: &Ui, engine: &Engine, runs: &[(String, Note)], open_tabs: &[String]) -> Html {
    let Ui { lang, go } = ui;
    let item = |(name, note): &(String, Note)| {
        let going = note.end.is_none() && note.tab != tab::name() && open_tabs.contains(&note.tab);
        let open = {
            let (engine, name, go) = (engine.clone(), name.clone(), go.clone());
            Callback::from(move |_: MouseEvent| {
                keeper::resume(&engine, name.clone(), false);
                go.emit(Route::Lab);
            })
        };
        let delete = {
            let name = name.clone();
            Callback::from(move |_: MouseEvent| keeper::remove(&name))
        };
        let about = about(*lang, note);
        let named = |word: &str| [word, ": ", &about].concat();
        html! {
            <li key={name.clone()}>
                <span class="w-num">{ &about }{ " · " }{ outcome(*lang, note, going) }</span>
                if !going {
                    <span class="row">
                        <button type="button" class="button small" onclick={open}
                            aria-label={named(lang.kept_open())}>{ lang.kept_open() }</button>
                        <button type="button" class="ghost small" onclick={delete}
                            aria-label={named(lang.kept_delete())}>{ lang.kept_delete() }</button>
                    </span>
                }
            </li>
        }
    };
    html! {
        <ul class="kept-runs" aria-label={lang.kept_runs()}>{ for runs.iter().rev().map(item) }</ul>
    }
}

fn about(lang: Lang, note: &Note) -> String {
    let when = js_sys::Date::new(&note.saved.into());
    let options = js_sys::Object::new();
    for (part, how) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // Setting a property of a fresh object cannot fail.
        let _ = js_sys::Reflect::set(&options, &part.into(), &how.into());
    }
    let when = String::from(when.to_locale_string(lang.tag(), &options));
    lang.kept_run(&when, &format::count(note.config.pictures.into()), note.config.epochs, note.config.seed)
}

fn outcome(lang: Lang, note: &Note, going: bool) -> String {
    match note.end {
        Some(end) => lang.kept_right(&format::percent(end.valid_accuracy.into())),
        None if going => lang.kept_going().into(),
        None => lang.kept_at(note.step, note.total_steps),
    }
}
