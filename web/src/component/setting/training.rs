//! How it is trained.

use train::config::Backend;
use yew::prelude::*;

use super::Part;
use crate::component::field::{Choice, Limits, NumberField, Switch};
use crate::part::part;
use crate::service::number::exact;
use crate::service::text::Lang;

const EPOCHS: Limits = Limits {
    low: 1.0,
    high: 100.0,
    step: 1.0,
    stops: &[1.0, 2.0, 3.0, 4.0, 5.0, 8.0, 10.0, 15.0, 20.0, 30.0, 50.0, 100.0],
};
const BATCH: Limits =
    Limits { low: 1.0, high: 256.0, step: 1.0, stops: &[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0] };
pub const RATE: Limits = Limits {
    low: 0.0,
    high: 100.0,
    step: 0.0,
    stops: &[0.0001, 0.0003, 0.001, 0.003, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 3.0, 10.0, 30.0, 100.0],
};

/// This part of the panel.
pub fn part(part: &Part, lang: Lang) -> Html {
    let draft = &part.draft;
    let backends = [Backend::Auto, Backend::Cpu, Backend::Gpu];
    let backend_words = vec![(lang.s_backend_auto(), true), ("CPU", true), ("GPU", part.gpu)];
    let backend = backends.iter().position(|b| *b == draft.backend).unwrap_or(0);
    let set_backend = part.set(move |config, index: usize| config.backend = backends[index.min(2)]);
    html! {
        <section class="part" aria-label={lang.settings_training()}>
            <h3>{ lang.settings_training() }</h3>
            { epochs(part, lang) }
            { part!(NumberField {
                id: "batch-size", label: lang.s_batch(), unit: lang.s_pictures_unit(),
                value: f64::from(draft.batch_size), limits: BATCH, refused: part.is_refused("batchSize"),
                on_change: part.set(|config, v: f64| config.batch_size = v as u32),
            }) }
            { learning_rate(part, lang) }
            { augment(part, lang) }
            { Choice {
                id: "backend",
                label: lang.s_backend(),
                options: backend_words,
                value: backend,
                hint: (!part.gpu).then(|| lang.s_backend_gpu_none()),
            }.draw(set_backend) }
        </section>
    }
}

/// The field of one setting.
pub fn epochs(part: &Part, lang: Lang) -> Html {
    part!(NumberField {
        id: part.id("epochs"),
        label: lang.s_epochs(),
        unit: lang.s_epochs_unit(),
        value: f64::from(part.draft.epochs),
        limits: EPOCHS,
        refused: part.is_refused("epochs"),
        on_change: part.set(|config, v: f64| config.epochs = v as u32),
    })
}

/// The field of one setting.
pub fn learning_rate(part: &Part, lang: Lang) -> Html {
    part!(NumberField {
        id: part.id("learning-rate"),
        label: lang.s_rate(),
        hint: lang.s_rate_hint(),
        value: exact(part.draft.learning_rate),
        limits: RATE,
        refused: part.is_refused("learningRate"),
        on_change: part.set(|config, v: f64| config.learning_rate = v as f32),
    })
}

/// The field of one setting.
pub fn augment(part: &Part, lang: Lang) -> Html {
    let switch = Switch {
        id: part.id("augment"),
        label: lang.s_augment(),
        hint: Some(lang.s_augment_hint()),
        value: part.draft.augment,
        disabled: false,
    };
    switch.draw(part.set(|config, on: bool| config.augment = on))
}
