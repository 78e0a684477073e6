//! The page's root: owns the engine's line, the picture of the run, the panel's settings, language, theme and address.

use std::rc::Rc;
use std::time::Duration;

use train::config::Config;
use train::protocol::{Command, RunState};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::component::{
    frame, health_notice, interrupted_notice, offline_line, update_line, use_interrupted, wordless_notice, Framed,
    SharedCard,
};
use crate::hooks::{use_effect_with, use_state, use_state_eq, UseStateHandle, UseStateSetter};
use crate::lesson::store;
use crate::page::{lessons, unknown, Bench, Home, Lab, Lesson};
use crate::part::part;
use crate::service::engine::{Engine, Notice};
use crate::service::opened::{self, use_link};
use crate::service::run_model::RunView;
use crate::service::text::{table, Lang};
use crate::service::vault::{self, Keeping};
use crate::service::{api, control, keeper, offline, panic, preference, route, route::Route, settings, theme::Theme};
use crate::widget::{progress_bar, Listener};

/// The picture of the run as components get it.
pub type View = UseReducerHandle<RunView>;

/// What every component may need: words, and the way to another page.
#[derive(Clone, PartialEq)]
pub struct Ui {
    pub lang: Lang,
    pub go: Callback<Route>,
}

/// Shows the page.
pub fn start() {
    panic::install();
    if !table::start() {
        // `start.js` shows it: there are no words for it here.
        wasm_bindgen::throw_str("The page's words are of another version.");
    }
    let root = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("app"));
    match root {
        Some(root) => {
            yew::Renderer::<App>::with_root(root).render();
        }
        None => panic::log("there is no #app to show the page in"),
    }
    // Yew's renderer sets a hook that only writes to the console.
    panic::install();
}

/// The words for now.
#[hook]
pub fn use_lang() -> Lang {
    use_context::<Ui>().map(|ui| ui.lang).unwrap_or_default()
}

/// What the address bar says.
fn place() -> (Route, Lang) {
    let (_, route) = Route::current();
    (route, preference::language())
}

/// Page and language, the ways to others, and whether the words of the language that was asked for could not be had.
#[hook]
fn use_route() -> (Route, Lang, Callback<Route>, Callback<Lang>, UseStateHandle<bool>) {
    let now = use_state(place);
    let missing = use_state_eq(|| false);
    {
        let (now, missing) = (now.setter(), missing.setter());
        use_effect_with((), move |()| {
            let closure = Closure::<dyn FnMut()>::new(move || {
                let (now, missing) = (now.clone(), missing.clone());
                wasm_bindgen_futures::spawn_local(async move {
                    let (_, lang) = place();
                    missing.set(!table::load(lang).await);
                    now.set(place());
                });
            });
            let window = web_sys::window();
            if let Some(window) = &window {
                let _ = window.add_event_listener_with_callback("popstate", closure.as_ref().unchecked_ref());
            }
            move || {
                if let Some(window) = window {
                    let _ = window.remove_event_listener_with_callback("popstate", closure.as_ref().unchecked_ref());
                }
            }
        });
    }
    let (route, lang) = *now;
    let go = {
        let now = now.setter();
        use_callback(lang, move |to: Route, lang| {
            route::push(&to.href(*lang));
            now.set((to, *lang));
            if let Some(window) = web_sys::window() {
                window.scroll_to_with_x_and_y(0.0, 0.0);
            }
        })
    };
    let set_lang = {
        let (now, missing) = (now.setter(), missing.setter());
        use_callback(route, move |to: Lang, route| {
            let (now, missing, route) = (now.clone(), missing.clone(), *route);
            wasm_bindgen_futures::spawn_local(async move {
                let here = table::load(to).await;
                missing.set(!here);
                if here {
                    preference::write("lang", to.tag());
                    // An address that nobody knows has no other in the other language.
                    if route != Route::Unknown {
                        let address = route.href(to);
                        route::push(&(address.split('?').next().unwrap_or_default().to_owned() + &route::query()));
                    }
                    now.set((route, to));
                }
            });
        })
    };
    (route, lang, go, set_lang, missing)
}

/// Follows the engine: every notice changes the picture, and a run prepared by anybody sets the panel.
#[hook]
fn use_engine(draft: UseStateSetter<Config>) -> (Engine, View) {
    let view = use_reducer(RunView::default);
    let engine = use_memo((), |()| Engine::new());
    {
        let (engine, view) = ((*engine).clone(), view.dispatcher());
        use_effect_with((), move |()| {
            let me = engine.clone();
            engine.listen(move |notice| {
                if let Notice::Sent(Command::Prepare { config }) = notice {
                    draft.set(config.clone());
                }
                if let Some(action) = notice.clone().action(me.run()) {
                    view.dispatch(action);
                }
                if matches!(notice, Notice::Hello) && me.run() == 0 && !opened::awaits() {
                    let gpu = me.device().is_some_and(|d| d.backend == "gpu");
                    me.prepare(settings::initial(gpu));
                }
            });
            keeper::start(&engine);
            api::install(&engine);
            engine.start();
        });
    }
    ((*engine).clone(), view)
}

/// Opens what is kept, and says when it has been read; keeps the run when the page is left, and reads again when it is
/// come back to.
#[hook]
fn use_kept(engine: &Engine) -> (Keeping, bool) {
    let keeping = vault::use_keeping();
    let read = use_state_eq(|| false);
    let (engine, done) = (engine.clone(), read.setter());
    use_effect_with((), move |()| {
        wasm_bindgen_futures::spawn_local(vault::start());
        let document = web_sys::window().and_then(|window| window.document());
        let turned = document.map(|document| {
            let page = document.clone();
            Listener::new(&document, "visibilitychange", move |_| match page.hidden() {
                true => keeper::hurry(&engine),
                // Another tab may have gone on meanwhile.
                false => wasm_bindgen_futures::spawn_local(store::start()),
            })
        });
        move || drop(turned)
    });
    // It may open late, and hold more than was there before.
    use_effect_with(keeping, move |keeping| {
        if *keeping != Keeping::Opening {
            wasm_bindgen_futures::spawn_local(async move {
                store::start().await;
                done.set(true);
            });
        }
    });
    (keeping, *read)
}

/// Before the first step nothing is lost by preparing again, so changed settings take effect by themselves, as soon
/// as the student has stopped changing them.
#[hook]
fn use_prepare_when_changed(engine: &Engine, view: &View, draft: &Rc<Config>) {
    let unstarted = matches!(view.state, RunState::Ready | RunState::Loading | RunState::Failed) && !view.has_steps();
    let due = unstarted && !view.queued && view.died.is_none() && control::is_dirty(view, draft);
    let engine = engine.clone();
    use_effect_with((due, draft.clone()), move |(due, draft)| {
        let alive = Rc::new(std::cell::Cell::new(*due));
        if *due {
            let (alive, draft) = (alive.clone(), draft.clone());
            yew::platform::spawn_local(async move {
                yew::platform::time::sleep(Duration::from_millis(300)).await;
                if alive.get() {
                    engine.prepare((*draft).clone());
                }
            });
        }
        move || alive.set(false)
    });
}

#[component]
fn App() -> Html {
    let theme = use_state(Theme::remembered);
    let (route, lang, go, set_lang, wordless) = use_route();
    let draft = use_state(|| settings::initial(false));
    let (engine, view) = use_engine(draft.setter());
    let draft_now = use_memo((*draft).clone(), Clone::clone);
    use_prepare_when_changed(&engine, &view, &draft_now);
    let (link, put_away) = use_link(&engine);
    let (keeping, read) = use_kept(&engine);
    let warned = use_state_eq(Keeping::default);
    let interrupted = use_interrupted();

    use_effect_with((lang, route), |(lang, route)| title_and_language(*lang, *route));
    let set_theme = {
        let theme = theme.setter();
        use_callback((), move |to: Theme, ()| {
            to.apply();
            theme.set(to);
        })
    };
    let edit = {
        let draft = draft.setter();
        use_callback((), move |config: Config, ()| draft.set(settings::fitting(config)))
    };

    let begun = matches!(view.state, RunState::Ready | RunState::Running | RunState::Paused | RunState::Done);
    let offline = offline::use_offline(begun);
    let training = view.state == RunState::Running || (view.state == RunState::Paused && view.has_steps());
    let ui = Ui { lang, go };
    let notice = html! {
        <>
            { wordless_notice(lang, &wordless) }
            { update_line(lang, &offline, training) }
            { health_notice(lang, keeping, view.has_steps(), &warned) }
            { interrupted_notice(&ui, &engine, route, &interrupted) }
        </>
    };
    let foot = offline_line(lang, *offline);

    let card = part!(SharedCard { engine: engine.clone(), view: view.clone(), link: link.clone(), on_close: put_away });
    let page = match route {
        Route::Home => part!(key: "home", Home { engine, view, draft: draft_now, link }),
        Route::Lab => part!(key: "lab", Lab { engine, view, draft: draft_now, edit, link }),
        Route::Bench => part!(key: "bench", Bench {}),
        Route::Lessons => lessons(lang, engine),
        Route::Lesson(_) if !read => progress_bar(None, lang.lesson_loading(), lang.lesson_loading()),
        Route::Lesson(id) => part!(key: id, Lesson { engine, view, id, link }),
        Route::Unknown => unknown(lang),
    };
    let page = html! { <>{ card }{ page }</> };
    let framed = Framed { route, theme: *theme, set_lang, set_theme, notice, foot, page };
    html! {
        <ContextProvider<Ui> context={ui}>
            { frame(lang, framed) }
        </ContextProvider<Ui>>
    }
}

fn title_and_language(lang: Lang, route: Route) {
    if let Some(root) = web_sys::window().and_then(|w| w.document()?.document_element()) {
        let _ = root.set_attribute("lang", lang.tag());
    }
    set_title(&match route {
        Route::Home => lang.document_title(lang.home_title()),
        Route::Lab => lang.document_title(lang.lab_title()),
        Route::Bench => lang.document_title(lang.bench_title()),
        Route::Lessons => lang.document_title(lang.nav_lessons()),
        // A lesson says its own title as soon as it is here.
        Route::Lesson(_) => return,
        Route::Unknown => lang.document_title(lang.unknown_page()),
    });
}

/// The title of the tab.
pub fn set_title(title: &str) {
    if let Some(document) = web_sys::window().and_then(|w| w.document()) {
        document.set_title(title);
    }
}
