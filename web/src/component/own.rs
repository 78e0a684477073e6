//! The student's own picture.

use yew::prelude::*;

use super::kept::{earlier_pictures, use_earlier_pictures};
use super::words;
use crate::app::{use_lang, View};
use crate::part::{drawn_by, part};
use crate::service::engine::Engine;
use crate::widget::OwnPicture;

/// Refused before it is read; the worker bounds pixels and bytes on its own.
const MOST_BYTES: u32 = 20 << 20;

#[derive(Properties, PartialEq)]
pub struct Own {
    pub engine: Engine,
    pub view: View,
}

drawn_by!(Own, use_own);

#[hook]
fn use_own(props: &Own) -> Html {
    let lang = use_lang();
    let own = &props.view.own;
    let earlier = use_earlier_pictures(&props.engine);
    let names = props.view.plan.as_ref().map(|p| p.classes.clone()).unwrap_or_default();
    let classes = use_memo((lang, names), |(lang, names)| words::classes(*lang, names));
    let text = use_memo(lang, |lang| words::own(*lang));
    let on_bytes = {
        let engine = props.engine.clone();
        use_callback((), move |bytes: Vec<u8>, ()| {
            engine.predict(bytes);
        })
    };
    let problem = own.problem.map(|code| AttrValue::from(lang.problem(code)));
    html! {
        <section class="sheet own" aria-label={lang.own()}>
            <div class="sheet-head">
                <div>
                    <h2>{ lang.own() }</h2>
                    <p class="hint">{ lang.own_hint() }</p>
                </div>
            </div>
            { part!(OwnPicture {
                on_bytes, max_bytes: MOST_BYTES, picture: own.pixels.clone(),
                probabilities: own.probabilities.clone(), problem, waiting: own.waiting,
                disabled: props.view.plan.is_none() || props.view.died.is_some(), classes: (*classes).clone(),
                text: (*text).clone(),
            }) }
            { earlier_pictures(lang, &props.engine, &earlier) }
        </section>
    }
}
