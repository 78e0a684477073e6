//! Settings that are rarely touched.

use train::config::{Architecture, Optimiser, Schedule, GROUPS};
use yew::prelude::*;

use super::model::group_word;
use super::Part;
use crate::component::field::{Choice, Limits, NumberField};
use crate::part::part;
use crate::service::number::exact;
use crate::service::text::Lang;

const FACTOR: Limits =
    Limits { low: 0.0, high: 10.0, step: 0.0, stops: &[0.0, 0.01, 0.03, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0] };
const GROUP_FACTOR: Limits = Limits { stops: &[], ..FACTOR };
const DECAY: Limits =
    Limits { low: 0.0, high: 1.0, step: 0.0, stops: &[0.0, 0.00001, 0.0001, 0.0005, 0.001, 0.01, 0.1, 1.0] };
const SMOOTHING: Limits = Limits { low: 0.0, high: 0.5, step: 0.0, stops: &[0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5] };

/// This part of the panel.
pub fn part(part: &Part, lang: Lang) -> Html {
    let draft = &part.draft;
    let architectures = [Architecture::Residual, Architecture::Plain, Architecture::Mlp];
    let optimisers = [Optimiser::Sgd, Optimiser::AdamW];
    let schedules = [Schedule::OneCycle, Schedule::Constant];
    let choice = |id, label, words: &[&'static str], value| Choice {
        id,
        label,
        options: words.iter().map(|word| (*word, true)).collect(),
        value,
        hint: None,
    };
    let architecture = choice(
        "architecture",
        lang.s_architecture(),
        &[lang.s_residual(), lang.s_plain(), lang.s_mlp()],
        architectures.iter().position(|a| *a == draft.architecture).unwrap_or(0),
    );
    let optimiser = choice(
        "optimiser",
        lang.s_optimiser(),
        &[lang.s_sgd(), lang.s_adamw()],
        optimisers.iter().position(|o| *o == draft.optimiser).unwrap_or(0),
    );
    let schedule = choice(
        "schedule",
        lang.s_schedule(),
        &[lang.s_one_cycle(), lang.s_constant()],
        schedules.iter().position(|s| *s == draft.schedule).unwrap_or(0),
    );
    html! {
        <div class="part">
            { architecture.draw(part.set(move |config, i: usize| config.architecture = architectures[i.min(2)])) }
            { optimiser.draw(part.set(move |config, i: usize| config.optimiser = optimisers[i.min(1)])) }
            { schedule.draw(part.set(move |config, i: usize| config.schedule = schedules[i.min(1)])) }
            { body_rate(part, lang) }
            <fieldset class={classes!("field", "rates", part.is_refused("groupRates").then_some("refused"))}>
                <legend>{ lang.s_group_rates() }</legend>
                { for GROUPS.map(|group| group_rate(part, lang, group)) }
            </fieldset>
            { weight_decay(part, lang) }
            { part!(NumberField {
                id: "label-smoothing", label: lang.s_smoothing(), value: exact(draft.label_smoothing),
                limits: SMOOTHING, refused: part.is_refused("labelSmoothing"),
                on_change: part.set(|config, v: f64| config.label_smoothing = v as f32),
            }) }
        </div>
    }
}

/// The factor of one group; what equals the default is not kept as an exception.
fn group_rate(part: &Part, lang: Lang, group: &'static str) -> Html {
    let id = match group {
        "stem" => "rate-stem",
        "stage1" => "rate-stage1",
        "stage2" => "rate-stage2",
        "stage3" => "rate-stage3",
        _ => "rate-head",
    };
    let default = if group == "head" { 1.0 } else { part.draft.body_rate };
    let value = part.draft.group_rates.get(group).copied().unwrap_or(default);
    let set = part.set(move |config, v: f64| {
        // Put together anew: to take one out of a map brings more code along than all else that is done to it.
        for (name, rate) in std::mem::take(&mut config.group_rates) {
            if name != group {
                config.group_rates.insert(name, rate);
            }
        }
        if v as f32 != default {
            config.group_rates.insert(group.into(), v as f32);
        }
    });
    part!(NumberField {
        id,
        label: group_word(lang, group),
        unit: "×",
        value: exact(value),
        limits: GROUP_FACTOR,
        on_change: set,
    })
}

/// The field of one setting.
pub fn body_rate(part: &Part, lang: Lang) -> Html {
    part!(NumberField {
        id: part.id("body-rate"),
        label: lang.s_body_rate(),
        hint: lang.s_body_rate_hint(),
        unit: "×",
        value: exact(part.draft.body_rate),
        limits: FACTOR,
        refused: part.is_refused("bodyRate"),
        on_change: part.set(|config, v: f64| config.body_rate = v as f32),
    })
}

/// The field of one setting.
pub fn weight_decay(part: &Part, lang: Lang) -> Html {
    part!(NumberField {
        id: part.id("weight-decay"),
        label: lang.s_decay(),
        value: exact(part.draft.weight_decay),
        limits: DECAY,
        refused: part.is_refused("weightDecay"),
        on_change: part.set(|config, v: f64| config.weight_decay = v as f32),
    })
}
