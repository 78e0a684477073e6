//! The path of the lessons: where one is, and where to go on.

use ::kept::Kind;
use ::lesson::index::Listed;
use yew::prelude::*;

use crate::app::use_lang;
use crate::component::{Icon, KeptWork, Link};
use crate::lesson::store;
use crate::part::{drawn_by, part};
use crate::service::engine::Engine;
use crate::service::route::Route;
use crate::service::site;
use crate::service::text::Lang;
use crate::service::vault;

/// The list, and below it everything that is kept.
pub fn lessons(lang: Lang, engine: Engine) -> Html {
    html! {
        <>
            <div class="hero">
                <h1>{ lang.lessons_title() }</h1>
                <p>{ lang.lessons_lead() }</p>
            </div>
            { part!(Path {}) }
            { part!(KeptWork { engine }) }
        </>
    }
}

/// Every lesson that there is, with how far one has come; the first that is not done is where to go on.
#[derive(Properties, PartialEq)]
pub struct Path {}

drawn_by!(Path, use_path);

#[hook]
fn use_path(_props: &Path) -> Html {
    let lang = use_lang();
    // Drawn anew when what is kept has been read, or is another.
    let _ = vault::use_changes(&[Kind::Lesson]);
    let list = site::use_packed::<Vec<Listed>>(format!("lesson/{}/index.bin", lang.tag()));
    let Some(Ok(list)) = list else { return Html::default() };
    let kept: Vec<store::Kept> = list.iter().map(|listed| store::load(&listed.id)).collect();
    let next = kept.iter().position(|kept| !kept.complete);
    let item = |(place, listed): (usize, &Listed)| {
        let route = Route::lesson(&listed.id)?;
        let state = if kept[place].complete { "done" } else { "open" };
        Some(html! {
            <li class={classes!("path-item", format!("path-{state}"), (next == Some(place)).then_some("path-next"))}>
                <Link to={route}>
                    <span class="path-mark" aria-hidden="true">
                        if kept[place].complete { { Icon::Check.draw() } } else { { place + 1 } }
                    </span>
                    <span class="path-words">
                        <b>{ &listed.title }</b>
                        <span>{ &listed.summary }</span>
                        <span class="hint">{ about(lang, listed, &kept[place]) }</span>
                    </span>
                </Link>
            </li>
        })
    };
    html! {
        <nav class="path" aria-label={lang.lessons_title()}>
            <ol>{ for list.iter().enumerate().filter_map(item) }</ol>
        </nav>
    }
}

/// How long it takes, and how far one is.
fn about(lang: Lang, listed: &Listed, kept: &store::Kept) -> String {
    let minutes = lang.lesson_minutes(listed.minutes);
    let state = match (kept.complete, kept.is_fresh()) {
        (true, _) => lang.lesson_done(),
        (false, true) => return minutes,
        (false, false) => lang.lesson_begun(),
    };
    format!("{minutes} · {state}")
}
