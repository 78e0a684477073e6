//! The frame around every page: name, navigation, language, theme.

use yew::prelude::*;

use super::Icon;
use crate::app::{use_lang, Ui};
use crate::service::route::{self, Route};
use crate::service::text::Lang;
use crate::service::theme::Theme;

#[derive(Properties, PartialEq)]
pub struct LinkProps {
    pub to: Route,
    #[prop_or_default]
    pub class: Classes,
    #[prop_or_default]
    pub current: bool,
    pub children: Html,
}

/// A link to another page of the site; opens it without loading anything anew. From a frame only lessons lead to
/// lessons; every other page opens in a tab, with the site around it.
#[component]
pub fn Link(props: &LinkProps) -> Html {
    let ui = use_context::<Ui>();
    let lang = use_lang();
    let to = props.to;
    let leaves = route::embedded() && !matches!(to, Route::Lesson(_));
    let onclick = Callback::from(move |event: MouseEvent| {
        let plain = !leaves && event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key();
        if let (true, Some(ui)) = (plain, &ui) {
            event.prevent_default();
            ui.go.emit(to);
        }
    });
    let current = props.current.then_some("page");
    let target = leaves.then_some("_blank");
    html! {
        <a class={props.class.clone()} href={to.href(lang)} {onclick} aria-current={current} {target}
            rel={target.map(|_| "noopener")}>{ props.children.clone() }</a>
    }
}

/// What the frame holds.
pub struct Framed {
    pub route: Route,
    pub theme: Theme,
    pub set_lang: Callback<Lang>,
    pub set_theme: Callback<Theme>,
    /// Above and below the page; not in a frame of another site.
    pub notice: Html,
    pub foot: Html,
    pub page: Html,
}

pub fn frame(lang: Lang, framed: Framed) -> Html {
    let Framed { route: at, theme, set_lang, set_theme, notice, foot, page: content } = framed;
    let switch_lang = set_lang.reform(move |_: MouseEvent| lang.other());
    let switch_theme = set_theme.reform(move |_: MouseEvent| theme.next());
    let (icon, theme_name) = match theme {
        Theme::Auto => (Icon::Auto, lang.theme_auto()),
        Theme::Light => (Icon::Light, lang.theme_light()),
        Theme::Dark => (Icon::Dark, lang.theme_dark()),
    };
    let page = match at {
        Route::Home => "home",
        Route::Lab => "lab",
        Route::Bench => "bench",
        Route::Lessons | Route::Lesson(_) => "lessons",
        Route::Unknown => "unknown",
    };
    let main = html! { <main id="main" class={page} tabindex="-1">{ content }</main> };
    if route::embedded() {
        return main;
    }
    html! {
        <>
            <a class="skip" href={format!("{}#main", route::here())}>{ lang.skip() }</a>
            <header class={classes!("site", format!("site-{page}"))}>
                <Link to={Route::Home} class="brand">
                    <svg class="mark" viewBox="0 0 32 32" width="28" height="28" aria-hidden="true" focusable="false">
                        <path d="M4 7c4 0 5 15 11 17.5 4 1.6 8 1.5 13 1.5" />
                        <circle cx="4.5" cy="7" r="2.5" />
                    </svg>
                    <span>{ lang.app_name() }</span>
                </Link>
                <nav aria-label={lang.nav_label()}>
                    <Link to={Route::Home} current={at == Route::Home}>{ lang.nav_home() }</Link>
                    <Link to={Route::Lessons} current={matches!(at, Route::Lessons | Route::Lesson(_))}>
                        { lang.nav_lessons() }
                    </Link>
                    <Link to={Route::Lab} current={at == Route::Lab}>{ lang.nav_lab() }</Link>
                </nav>
                <div class="site-tools">
                    <button type="button" class="ghost lang" onclick={switch_lang} lang={lang.other().tag()}
                        aria-label={lang.language_switch()} title={lang.language_switch()}>
                        { lang.language_other() }
                    </button>
                    <button type="button" class="ghost icon-only" onclick={switch_theme}
                        aria-label={theme_name} title={theme_name}>{ icon.draw() }</button>
                </div>
            </header>
            { notice }
            { main }
            { foot }
        </>
    }
}
