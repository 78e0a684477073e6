//! The link itself: its address, and the ways to hand it over.

use share::Place;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::class::Class;
use super::code::{code, Drawn};
use crate::hooks::UseStateHandle;
use crate::service::clipboard;
use crate::service::route::{self, Route};
use crate::service::text::Lang;

/// The page that a link leads to.
fn route_of(place: &Place) -> Route {
    match place {
        Place::Lab => Route::Lab,
        Place::Lesson { id, .. } => Route::lesson(id).unwrap_or(Route::Lessons),
    }
}

fn page(place: &Place, lang: Lang) -> String {
    route::whole(&route_of(place).address(lang))
}

/// Characters in front of the fragment, for the longest query.
pub fn before(place: &Place) -> u32 {
    page(place, Lang::Zh).len() as u32 + 1
}

/// The whole address.
pub fn address(place: &Place, lang: Lang, class: &Class, fragment: &str) -> String {
    [&page(place, lang), class.query(place).as_str(), "#", fragment].concat()
}

/// What is known of the link that is shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Field {
    /// A text that was to be copied, and what became of it.
    said: (String, &'static str),
    /// The QR code is wanted.
    pub code: bool,
}

/// The link, or the code for a frame in another page.
pub fn link_field(lang: Lang, link: &str, frame: bool, field: &UseStateHandle<Field>, drawn: &Drawn) -> Html {
    let text = match frame {
        true => ["<iframe src=\"", link, "\" width=\"100%\" height=\"640\"></iframe>"].concat(),
        false => link.to_string(),
    };
    let copy = {
        let (text, field) = (text.clone(), field.clone());
        Callback::from(move |_: MouseEvent| {
            let (text, field) = (text.clone(), field.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let words = match clipboard::copy(&text).await {
                    Ok(()) => lang.copied(),
                    Err(_) => lang.share_not_copied(),
                };
                field.set(Field { said: (text, words), code: field.code });
            });
        })
    };
    let send = {
        let link = link.to_string();
        // Sending may be called off, which is nothing to report.
        Callback::from(move |_: MouseEvent| drop(hand_over(lang, &link)))
    };
    let toggle = {
        let field = field.clone();
        Callback::from(move |_: MouseEvent| field.set(Field { code: !field.code, ..(*field).clone() }))
    };
    let select = Callback::from(|event: FocusEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.select();
        }
    });
    let said = if field.said.0 == text { field.said.1 } else { "" };
    let name = if frame { lang.share_frame_code() } else { lang.share_link() };
    html! {
        <div class="share-link">
            <input id="share-link" type="text" readonly=true value={text} aria-label={name} onfocus={select} />
            <div class="row">
                <button type="button" id="share-copy" class="button primary" onclick={copy}>{ lang.share_copy() }</button>
                if sender().is_some() {
                    <button type="button" class="button" onclick={send}>{ lang.share_send() }</button>
                }
                <button type="button" id="share-code" class="button" aria-expanded={field.code.to_string()} onclick={toggle}>
                    { lang.share_qr() }
                </button>
                <span role="status" class="hint">{ said }</span>
            </div>
            if field.code { { code(lang, link, drawn) } }
        </div>
    }
}

/// The system's share sheet, where there is one.
fn sender() -> Option<js_sys::Function> {
    let navigator = web_sys::window()?.navigator();
    js_sys::Reflect::get(&navigator, &"share".into()).ok()?.dyn_into().ok()
}

fn hand_over(lang: Lang, link: &str) -> Option<JsValue> {
    let data = js_sys::Object::new();
    js_sys::Reflect::set(&data, &"title".into(), &lang.app_name().into()).ok()?;
    js_sys::Reflect::set(&data, &"url".into(), &link.into()).ok()?;
    let promise = sender()?.call1(&web_sys::window()?.navigator(), &data).ok()?;
    let heard = JsFuture::from(js_sys::Promise::from(promise.clone()));
    wasm_bindgen_futures::spawn_local(async move { drop(heard.await) });
    Some(promise)
}
