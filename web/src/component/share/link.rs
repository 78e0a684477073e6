//! The link itself: its address, and the ways to hand it over.

use share::Place;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::class::Class;
use super::code::Code;
use crate::app::use_lang;
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

#[derive(Properties, PartialEq)]
pub struct Props {
    pub link: String,
    /// It is meant for a frame in another page.
    pub frame: bool,
}

#[component]
pub fn LinkField(props: &Props) -> Html {
    let lang = use_lang();
    let said = use_state(|| None::<&'static str>);
    let code = use_state(|| false);
    {
        let said = said.setter();
        use_effect_with(props.link.clone(), move |_| said.set(None));
    }
    let text = match props.frame {
        true => ["<iframe src=\"", &props.link, "\" width=\"100%\" height=\"640\"></iframe>"].concat(),
        false => props.link.clone(),
    };
    let copy = {
        let (text, said) = (text.clone(), said.setter());
        Callback::from(move |_: MouseEvent| {
            let (text, said) = (text.clone(), said.clone());
            wasm_bindgen_futures::spawn_local(async move {
                said.set(Some(match write(&text).await {
                    Ok(()) => lang.share_copied(),
                    Err(_) => lang.share_not_copied(),
                }));
            });
        })
    };
    let send = {
        let link = props.link.clone();
        // Sending may be called off, which is nothing to report.
        Callback::from(move |_: MouseEvent| drop(hand_over(lang, &link)))
    };
    let toggle = {
        let code = code.clone();
        Callback::from(move |_: MouseEvent| code.set(!*code))
    };
    let select = Callback::from(|event: FocusEvent| {
        if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
            input.select();
        }
    });
    let name = if props.frame { lang.share_frame_code() } else { lang.share_link() };
    html! {
        <div class="share-link">
            <input id="share-link" type="text" readonly=true value={text} aria-label={name} onfocus={select} />
            <div class="row">
                <button type="button" id="share-copy" class="button primary" onclick={copy}>{ lang.share_copy() }</button>
                if sender().is_some() {
                    <button type="button" class="button" onclick={send}>{ lang.share_send() }</button>
                }
                <button type="button" id="share-code" class="button" aria-expanded={code.to_string()} onclick={toggle}>
                    { lang.share_qr() }
                </button>
                <span role="status" class="hint">{ (*said).unwrap_or_default() }</span>
            </div>
            if *code { <Code text={props.link.clone()} /> }
        </div>
    }
}

async fn write(text: &str) -> Result<(), JsValue> {
    let clipboard = web_sys::window().ok_or(JsValue::NULL)?.navigator().clipboard();
    // Absent on pages that are not secure.
    if clipboard.is_undefined() {
        return Err(JsValue::NULL);
    }
    JsFuture::from(clipboard.write_text(text)).await.map(drop)
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
