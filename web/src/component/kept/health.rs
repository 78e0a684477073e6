//! Says once that nothing is kept beyond this tab.

use yew::prelude::*;

use crate::component::notice::notice;
use crate::hooks::UseStateHandle;
use crate::service::text::Lang;
use crate::service::vault::Keeping;

/// Why work stays in memory; none where it is kept.
pub fn why(lang: Lang, keeping: Keeping) -> Option<&'static str> {
    match keeping {
        Keeping::Full => Some(lang.kept_full()),
        Keeping::Blocked => Some(lang.kept_blocked()),
        Keeping::Opening | Keeping::Device => None,
    }
}

/// The line above the page, until the student has read it; `begun` says that there is something to lose.
pub fn health_notice(lang: Lang, keeping: Keeping, begun: bool, read: &UseStateHandle<Keeping>) -> Html {
    let Some(words) = why(lang, keeping).filter(|_| begun && **read != keeping) else { return Html::default() };
    let dismiss = {
        let read = read.setter();
        Callback::from(move |_: MouseEvent| read.set(keeping))
    };
    notice("not-kept", lang.notice_label(), words, lang.notice_dismiss(), dismiss)
}
