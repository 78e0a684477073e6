//! Pictures that the student gave earlier, to be predicted again by whatever the network knows now.

use ::kept::Kind;
use train::protocol::{Command, Event};
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state, UseStateHandle};
use crate::part::part;
use crate::service::engine::{Engine, Notice};
use crate::service::number;
use crate::service::text::Lang;
use crate::service::vault;
use crate::widget::{PixelCanvas, Pixels};

/// Pictures that are kept; the oldest make room.
const MOST: usize = 12;
/// Side of one, in CSS pixels.
const SIDE: u32 = 40;

/// Pictures that are kept, oldest first: their keys and pixels. Keeps every new one that is predicted.
#[hook]
pub fn use_earlier_pictures(engine: &Engine) -> UseStateHandle<Vec<(String, Pixels)>> {
    let version = vault::use_changes(&[Kind::Picture]);
    let pictures = use_state(Vec::new);
    {
        let pictures = pictures.setter();
        use_effect_with(version, move |_| {
            wasm_bindgen_futures::spawn_local(async move {
                let kept = vault::all(Kind::Picture.prefix()).await;
                let picture = |(key, rgb)| Some((key, Pixels::from_rgb(32, 32, rgb)?));
                pictures.set(kept.into_iter().filter_map(picture).collect());
            });
        });
    }
    use_keeping(engine);
    pictures
}

/// The pictures as buttons, newest first.
pub fn earlier_pictures(lang: Lang, engine: &Engine, pictures: &[(String, Pixels)]) -> Html {
    if pictures.is_empty() {
        return Html::default();
    }
    let button = |(place, (key, pixels)): (usize, &(String, Pixels))| {
        let again = {
            let (engine, rgb) = (engine.clone(), pixels.rgb().to_vec());
            Callback::from(move |_: MouseEvent| engine.predict_again(rgb.clone()))
        };
        html! {
            <li key={key.clone()}>
                <button type="button" class="own-again" onclick={again} aria-label={lang.kept_own_again(place + 1)}>
                    { part!(PixelCanvas { pixels: pixels.clone(), side: SIDE }) }
                </button>
            </li>
        }
    };
    let keys: Vec<String> = pictures.iter().map(|(key, _)| key.clone()).collect();
    let forget = Callback::from(move |_: MouseEvent| {
        let gone = keys.iter().map(|key| (key.clone(), None)).collect();
        wasm_bindgen_futures::spawn_local(async move {
            vault::put(gone).await;
        });
    });
    html! {
        <div class="own-earlier">
            <ul aria-label={lang.kept_own()}>{ for pictures.iter().rev().enumerate().map(button) }</ul>
            <button type="button" class="ghost small" onclick={forget}>{ lang.kept_own_forget() }</button>
        </div>
    }
}

/// Keeps every new picture that was predicted.
#[hook]
fn use_keeping(engine: &Engine) {
    let engine = engine.clone();
    use_effect_with((), move |()| {
        // The number of a new picture's prediction, while it is on its way.
        let asked = std::cell::Cell::new(0);
        let id = engine.listen(move |notice| match notice {
            Notice::Sent(Command::Predict { id, .. }) => asked.set(*id),
            Notice::Run { event: Event::Predicted { id, rgb, .. }, .. } if *id == asked.get() => {
                asked.set(0);
                wasm_bindgen_futures::spawn_local(keep(rgb.clone()));
            }
            _ => {}
        });
        move || engine.unlisten(id)
    });
}

async fn keep(rgb: Vec<u8>) {
    let kept = vault::all(Kind::Picture.prefix()).await;
    // The same once more is no other picture.
    if kept.iter().any(|(_, other)| *other == rgb) {
        return;
    }
    let oldest = kept.into_iter().rev().skip(MOST - 1).map(|(key, _)| (key, None));
    let new = (Kind::Picture.key(&number::text(js_sys::Date::now())), Some(rgb));
    vault::put(oldest.chain([new]).collect()).await;
}
