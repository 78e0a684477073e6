//! Which network, from which weights, and what of it trains.

use train::config::{Architecture, GROUPS};
use yew::prelude::*;

use super::Part;
use crate::component::field::{Limits, NumberField, Switch};
use crate::part::part;
use crate::service::settings;
use crate::service::text::Lang;

const WIDTH: Limits =
    Limits { low: 4.0, high: 64.0, step: 4.0, stops: &[4.0, 8.0, 12.0, 16.0, 24.0, 32.0, 48.0, 64.0] };
const DEPTH: Limits = Limits { low: 1.0, high: 3.0, step: 1.0, stops: &[1.0, 2.0, 3.0] };

/// The student's word for a layer group.
pub fn group_word(lang: Lang, group: &str) -> &'static str {
    match group {
        "stem" => lang.g_stem(),
        "stage1" => lang.g_stage1(),
        "stage2" => lang.g_stage2(),
        "stage3" => lang.g_stage3(),
        _ => lang.g_head(),
    }
}

/// This part of the panel.
pub fn part(part: &Part, lang: Lang) -> Html {
    let draft = &part.draft;
    let sizes = draft.architecture != Architecture::Mlp;
    html! {
        <section class="part" aria-label={lang.settings_model()}>
            <h3>{ lang.settings_model() }</h3>
            { pretrained(part, lang) }
            { part!(NumberField {
                id: "width", label: lang.s_width(), unit: lang.s_width_unit(), value: f64::from(draft.width),
                limits: WIDTH, refused: part.is_refused("width"),
                on_change: part.set(|config, v: f64| config.width = v as u32),
            }) }
            if sizes {
                { part!(NumberField {
                    id: "depth", label: lang.s_depth(), unit: lang.s_depth_unit(), value: f64::from(draft.depth),
                    limits: DEPTH, refused: part.is_refused("depth"),
                    on_change: part.set(|config, v: f64| config.depth = v as u32),
                }) }
            }
            { frozen(part, lang) }
        </section>
    }
}

/// Groups in the order of the network; pressed means frozen.
pub fn frozen(part: &Part, lang: Lang) -> Html {
    let draft = &part.draft;
    let last_free = draft.frozen.len() + 1 >= GROUPS.len();
    let group = |name: &'static str| {
        let frozen = draft.frozen.iter().any(|f| f == name);
        let word = group_word(lang, name);
        let toggle = part.set(move |config, on: bool| *config = settings::with_frozen(config, name, on));
        let onclick = Callback::from(move |_: MouseEvent| toggle.emit(!frozen));
        html! {
            <button type="button" class="group" aria-pressed={frozen.to_string()} {onclick}
                aria-disabled={(last_free && !frozen).then_some("true")}
                aria-label={lang.s_freeze_group(word)}>{ word }</button>
        }
    };
    html! {
        <div class={classes!("field", part.is_refused("frozen").then_some("refused"))}>
            <div class="field-line"><span id={part.id("frozen-label")}>{ lang.s_frozen() }</span></div>
            <div class="groups" role="group" aria-labelledby={part.id("frozen-label")}>{ for GROUPS.map(group) }</div>
            <p class="hint">{ if last_free { lang.s_all_frozen() } else { lang.s_frozen_hint() } }</p>
        </div>
    }
}

/// The field of one setting.
pub fn pretrained(part: &Part, lang: Lang) -> Html {
    let possible = settings::has_weights(&part.draft);
    let switch = Switch {
        id: part.id("pretrained"),
        label: lang.s_pretrained(),
        hint: Some(if possible { lang.s_pretrained_hint() } else { lang.s_pretrained_none() }),
        value: part.draft.pretrained,
        disabled: !possible,
    };
    switch.draw(part.set(|config, on: bool| config.pretrained = on))
}
