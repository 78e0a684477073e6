//! Offers to go on with a run whose tab was closed or has crashed.

use ::kept::Note;
use yew::prelude::*;

use crate::app::Ui;
use crate::hooks::{use_effect_with, use_state, UseStateHandle};
use crate::service::engine::Engine;
use crate::service::keeper;
use crate::service::route::Route;

/// A run that was cut off, with its name.
type Found = Option<(String, Note)>;

/// The run to go on with, once it is found.
#[hook]
pub fn use_interrupted() -> UseStateHandle<Found> {
    let found = use_state(|| None);
    let finder = found.setter();
    use_effect_with((), move |()| {
        wasm_bindgen_futures::spawn_local(async move {
            if let Some(run) = keeper::interrupted().await {
                finder.set(Some(run));
            }
        });
    });
    found
}

/// The offer; nothing where there is none to make.
pub fn interrupted_notice(ui: &Ui, engine: &Engine, route: Route, found: &UseStateHandle<Found>) -> Html {
    let Some((name, note)) = &**found else { return Html::default() };
    let Ui { lang, go } = ui;
    let go_on = {
        let (engine, go, name, found) = (engine.clone(), go.clone(), name.clone(), found.setter());
        Callback::from(move |_: MouseEvent| {
            keeper::resume(&engine, name.clone(), true);
            // Only there the whole run can be seen.
            if !matches!(route, Route::Home | Route::Lab) {
                go.emit(Route::Lab);
            }
            found.set(None);
        })
    };
    let later = {
        let found = found.setter();
        Callback::from(move |_: MouseEvent| found.set(None))
    };
    html! {
        <aside class="site-notice" id="interrupted" aria-label={lang.interrupted_label()}>
            <p role="status">{ lang.interrupted(note.step, note.total_steps) }</p>
            <div class="row">
                <button type="button" class="button small primary" onclick={go_on}>{ lang.interrupted_go_on() }</button>
                <button type="button" class="ghost small" onclick={later}>{ lang.later() }</button>
            </div>
        </aside>
    }
}
