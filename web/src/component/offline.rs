//! What is said about keeping the site on this device: that it works without a network, and that there is a new version.

use yew::prelude::*;

use crate::hooks::UseStateHandle;
use crate::service::offline::{self, Offline};
use crate::service::text::Lang;
use crate::widget::format;

/// Offers a new version, quietly: nothing is loaded anew by itself, and least of all while the network trains.
pub fn update_line(lang: Lang, state: &UseStateHandle<Offline>, training: bool) -> Html {
    if **state != Offline::Update {
        return Html::default();
    }
    let later = {
        let state = state.setter();
        Callback::from(move |_: MouseEvent| state.set(Offline::Later))
    };
    html! {
        <aside class="site-notice" aria-label={lang.update_label()}>
            <p role="status">{ if training { lang.update_running() } else { lang.update_ready() } }</p>
            <div class="row">
                <button type="button" class="button small" onclick={|_| offline::update()}>{ lang.update_now() }</button>
                <button type="button" class="ghost small" onclick={later}>{ lang.later() }</button>
            </div>
        </aside>
    }
}

/// Says that the site works without a network, once it does.
pub fn offline_line(lang: Lang, state: Offline) -> Html {
    match state {
        Offline::Kept(bytes) => html! {
            <footer class="site-foot">{ lang.offline_ready(&format::bytes(bytes)) }</footer>
        },
        _ => Html::default(),
    }
}
