//! The list of keys.

use yew::prelude::*;

use super::modal::Modal;
use crate::service::text::Lang;

pub fn shortcuts(lang: Lang, on_close: Callback<()>) -> Html {
    let rows = [
        (lang.key_space(), lang.shortcut_space()),
        (".", lang.shortcut_step()),
        ("R", lang.shortcut_reset()),
        ("?", lang.shortcut_help()),
    ];
    let row = |(key, what): (&'static str, &'static str)| html! { <><dt><kbd>{ key }</kbd></dt><dd>{ what }</dd></> };
    html! {
        <Modal title={lang.shortcuts()} {on_close}>
            <dl class="keys">{ for rows.map(row) }</dl>
        </Modal>
    }
}
