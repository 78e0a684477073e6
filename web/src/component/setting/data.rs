//! Which pictures.

use yew::prelude::*;

use super::Part;
use crate::component::field::{Limits, NumberField};
use crate::component::Icon;
use crate::part::part;
use crate::service::number::exact;
use crate::service::text::Lang;

const PICTURES: Limits = Limits {
    low: 10.0,
    high: 4000.0,
    step: 1.0,
    stops: &[10.0, 20.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1200.0, 2000.0, 3000.0, 4000.0],
};
/// In per cent, as the student reads it.
const VALID_SHARE: Limits =
    Limits { low: 5.0, high: 50.0, step: 0.0, stops: &[5.0, 10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0] };
const SEED: Limits = Limits { low: 0.0, high: u32::MAX as f64, step: 1.0, stops: &[] };

/// This part of the panel.
pub fn part(part: &Part, lang: Lang) -> Html {
    let draft = &part.draft;
    let share = (exact(draft.valid_share) * 1000.0).round() / 10.0;
    html! {
        <section class="part" aria-label={lang.settings_data()}>
            <h3>{ lang.settings_data() }</h3>
            { pictures(part, lang) }
            { part!(NumberField {
                id: "valid-share", label: lang.s_valid_share(), unit: "%",
                note: lang.s_valid_count(&draft.valid_pictures().to_string()), value: share, limits: VALID_SHARE,
                refused: part.is_refused("validShare"),
                on_change: part.set(|config, v: f64| config.valid_share = (v / 100.0) as f32),
            }) }
            { seed(part, lang) }
        </section>
    }
}

/// The field of one setting.
pub fn pictures(part: &Part, lang: Lang) -> Html {
    part!(NumberField {
        id: part.id("pictures"),
        label: lang.s_pictures(),
        unit: lang.s_pictures_unit(),
        value: f64::from(part.draft.pictures),
        limits: PICTURES,
        refused: part.is_refused("pictures"),
        on_change: part.set(|config, v: f64| config.pictures = v as u32),
    })
}

/// The field of one setting.
pub fn seed(part: &Part, lang: Lang) -> Html {
    let another = {
        let set = part.set(|config, seed: u32| config.seed = seed);
        let seed = part.draft.seed;
        Callback::from(move |_: MouseEvent| set.emit(seed.wrapping_add(1)))
    };
    let dice = html! {
        <button type="button" class="ghost icon-only" onclick={another} aria-label={lang.s_seed_new()}
            title={lang.s_seed_new()}>{ Icon::Dice.draw() }</button>
    };
    part!(NumberField {
        id: part.id("seed"),
        label: lang.s_seed(),
        hint: lang.s_seed_hint(),
        value: f64::from(part.draft.seed),
        limits: SEED,
        extra: dice,
        refused: part.is_refused("seed"),
        on_change: part.set(|config, v: f64| config.seed = v as u32),
    })
}
