//! Settings that are rarely touched.

use train::config::{Architecture, Optimiser, Schedule, GROUPS};
use yew::prelude::*;

use super::model::group_word;
use super::Part;
use crate::app::use_lang;
use crate::component::field::{Choice, Limits, NumberField};
use crate::service::number::exact;

const FACTOR: Limits =
    Limits { low: 0.0, high: 10.0, step: 0.0, stops: &[0.0, 0.01, 0.03, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0] };
const GROUP_FACTOR: Limits = Limits { stops: &[], ..FACTOR };
const DECAY: Limits =
    Limits { low: 0.0, high: 1.0, step: 0.0, stops: &[0.0, 0.00001, 0.0001, 0.0005, 0.001, 0.01, 0.1, 1.0] };
const SMOOTHING: Limits = Limits { low: 0.0, high: 0.5, step: 0.0, stops: &[0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5] };

#[component]
pub fn More(part: &Part) -> Html {
    let lang = use_lang();
    let draft = &part.draft;
    let architectures = [Architecture::Residual, Architecture::Plain, Architecture::Mlp];
    let optimisers = [Optimiser::Sgd, Optimiser::AdamW];
    let schedules = [Schedule::OneCycle, Schedule::Constant];
    let options =
        |words: &[&'static str]| words.iter().map(|w| (AttrValue::from(*w), true)).collect::<Vec<(AttrValue, bool)>>();
    html! {
        <div class="part">
            <Choice id="architecture" label={lang.s_architecture()}
                options={options(&[lang.s_residual(), lang.s_plain(), lang.s_mlp()])}
                value={architectures.iter().position(|a| *a == draft.architecture).unwrap_or(0)}
                on_change={part.set(move |config, i: usize| config.architecture = architectures[i.min(2)])} />
            <Choice id="optimiser" label={lang.s_optimiser()} options={options(&[lang.s_sgd(), lang.s_adamw()])}
                value={optimisers.iter().position(|o| *o == draft.optimiser).unwrap_or(0)}
                on_change={part.set(move |config, i: usize| config.optimiser = optimisers[i.min(1)])} />
            <Choice id="schedule" label={lang.s_schedule()} options={options(&[lang.s_one_cycle(), lang.s_constant()])}
                value={schedules.iter().position(|s| *s == draft.schedule).unwrap_or(0)}
                on_change={part.set(move |config, i: usize| config.schedule = schedules[i.min(1)])} />
            <NumberField id="body-rate" label={lang.s_body_rate()} hint={lang.s_body_rate_hint()} unit="×"
                value={exact(draft.body_rate)} limits={FACTOR} refused={part.is_refused("bodyRate")}
                on_change={part.set(|config, v: f64| config.body_rate = v as f32)} />
            <fieldset class={classes!("field", "rates", part.is_refused("groupRates").then_some("refused"))}>
                <legend>{ lang.s_group_rates() }</legend>
                { for GROUPS.map(|group| group_rate(part, lang, group)) }
            </fieldset>
            <NumberField id="weight-decay" label={lang.s_decay()} value={exact(draft.weight_decay)} limits={DECAY}
                refused={part.is_refused("weightDecay")}
                on_change={part.set(|config, v: f64| config.weight_decay = v as f32)} />
            <NumberField id="label-smoothing" label={lang.s_smoothing()} value={exact(draft.label_smoothing)}
                limits={SMOOTHING} refused={part.is_refused("labelSmoothing")}
                on_change={part.set(|config, v: f64| config.label_smoothing = v as f32)} />
        </div>
    }
}

/// The factor of one group; what equals the default is not kept as an exception.
fn group_rate(part: &Part, lang: crate::service::text::Lang, group: &'static str) -> Html {
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
        if v as f32 == default {
            config.group_rates.remove(group);
        } else {
            config.group_rates.insert(group.into(), v as f32);
        }
    });
    html! {
        <NumberField {id} label={group_word(lang, group)} unit="×" value={exact(value)} limits={GROUP_FACTOR} on_change={set} />
    }
}
