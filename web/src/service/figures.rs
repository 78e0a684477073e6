//! The module that holds what only lessons need (`crate/figure`): their figures and the judge of their tasks.

use figure::message::{self, Answer, Request};
use figure::verdict::{Question, Verdicts};
use yew::prelude::*;

use crate::hooks::{use_effect_with, use_state};

use super::module::{self, Module};
use super::text::Lang;

thread_local! {
    static MODULE: Module = const { Module::new("figure.wasm") };
}

/// The module's state: on its way, there, or not to be had (and why).
#[hook]
pub fn use_module() -> Option<Result<(), String>> {
    let loaded = use_state(|| None);
    {
        let loaded = loaded.setter();
        use_effect_with((), move |()| {
            wasm_bindgen_futures::spawn_local(async move { loaded.set(Some(module::load(&MODULE).await)) });
        });
    }
    (*loaded).clone()
}

/// Asks a figure; none before the module is there, or where the figure has broken.
pub fn ask(request: &Request) -> Option<Answer> {
    MODULE.with(|module| module.call("ask", request))
}

/// Judges tasks; none before the module is there.
pub fn judge(question: &Question) -> Option<Verdicts> {
    MODULE.with(|module| module.call("judge", question))
}

/// The language of figures and verdicts.
pub fn lang(lang: Lang) -> message::Lang {
    match lang {
        Lang::Zh => message::Lang::Zh,
        Lang::En => message::Lang::En,
    }
}
