//! A dialog over the page: the browser's own, which keeps the focus inside and closes with Escape.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::Icon;
use crate::app::use_lang;
use crate::hooks::use_effect_with;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub title: AttrValue,
    pub on_close: Callback<()>,
    #[prop_or_default]
    pub wide: bool,
    pub children: Html,
}

/// Open for as long as it is rendered.
#[component]
pub fn Modal(props: &Props) -> Html {
    let lang = use_lang();
    let node = use_node_ref();
    let title_id = use_memo((), |()| format!("modal-{}", js_sys::Math::random().to_bits()));
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = node.cast::<HtmlDialogElement>() {
                // Refused only when it is open already.
                let _ = dialog.show_modal();
            }
        });
    }
    let close = {
        let on_close = props.on_close.clone();
        Callback::from(move |_: MouseEvent| on_close.emit(()))
    };
    let onclose = {
        let on_close = props.on_close.clone();
        Callback::from(move |_: Event| on_close.emit(()))
    };
    // A click on the dialog itself, not on what it holds, is one on the veil around it.
    let onclick = {
        let (on_close, node) = (props.on_close.clone(), node.clone());
        Callback::from(move |event: MouseEvent| {
            let veil = node.get().zip(event.target_dyn_into::<web_sys::Node>()).is_some_and(|(n, t)| n == t);
            if veil {
                on_close.emit(());
            }
        })
    };
    html! {
        <dialog ref={node} class={classes!("modal", props.wide.then_some("wide"))} {onclose} {onclick}
            aria-labelledby={(*title_id).clone()}>
            <div class="modal-body">
                <div class="modal-head">
                    <h2 id={(*title_id).clone()}>{ &props.title }</h2>
                    <button type="button" class="ghost icon-only" onclick={close} aria-label={lang.close()}
                        title={lang.close()}>{ Icon::Close.draw() }</button>
                </div>
                { props.children.clone() }
            </div>
        </dialog>
    }
}
