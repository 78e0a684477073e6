//! The list of keys.

use yew::prelude::*;

use super::modal::Modal;
use crate::app::use_lang;

#[derive(Properties, PartialEq)]
pub struct Props {
    pub on_close: Callback<()>,
}

#[component]
pub fn Shortcuts(props: &Props) -> Html {
    let lang = use_lang();
    let rows = [
        (lang.key_space(), lang.shortcut_space()),
        (".", lang.shortcut_step()),
        ("R", lang.shortcut_reset()),
        ("?", lang.shortcut_help()),
    ];
    let row = |(key, what): (&'static str, &'static str)| html! { <><dt><kbd>{ key }</kbd></dt><dd>{ what }</dd></> };
    html! {
        <Modal title={lang.shortcuts()} on_close={props.on_close.clone()}>
            <dl class="keys">{ for rows.map(row) }</dl>
        </Modal>
    }
}
