//! Lines above the page, until the student has read them.

use yew::prelude::*;

use crate::hooks::UseStateHandle;
use crate::service::text::Lang;

/// A line with a button that puts it away.
pub fn notice(
    id: &'static str,
    label: &'static str,
    words: &'static str,
    button: &'static str,
    away: Callback<MouseEvent>,
) -> Html {
    html! {
        <aside class="site-notice" {id} aria-label={label}>
            <p role="status">{ words }</p>
            <div class="row">
                <button type="button" class="ghost small" onclick={away}>{ button }</button>
            </div>
        </aside>
    }
}

/// Says that the words of the language that was asked for could not be had.
pub fn wordless_notice(lang: Lang, wordless: &UseStateHandle<bool>) -> Html {
    if !**wordless {
        return Html::default();
    }
    let wordless = wordless.setter();
    let away = Callback::from(move |_: MouseEvent| wordless.set(false));
    notice("wordless", lang.wordless_label(), lang.wordless(), lang.notice_dismiss(), away)
}
