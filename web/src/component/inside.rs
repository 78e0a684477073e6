//! Inside the network: the first filters, and for every layer its weights and how far they have moved.

use train::protocol::LayerInfo;
use yew::prelude::*;

use super::words;
use crate::app::{use_lang, View};
use crate::hooks::use_state;
use crate::part::{drawn_by, part};
use crate::service::run_model::RunView;
use crate::service::text::Lang;
use crate::widget::{format, layer_table, FilterGrid, LayerRow, LayerWeights, Shared};

#[derive(Properties, PartialEq)]
pub struct Inside {
    pub view: View,
}

/// Layers whose weights are reported, each with what is known of them; until the first report, all with parameters.
fn rows(lang: Lang, view: &RunView) -> Vec<LayerRow> {
    let Some(plan) = &view.plan else { return Vec::new() };
    let stats = |layer: &LayerInfo| view.layers.iter().find(|stats| stats.name == layer.name);
    let row = |layer: &LayerInfo| LayerRow {
        name: layer.name.clone().into(),
        kind: words::layer_kind(lang, &layer.kind),
        output: layer.output.clone(),
        parameters: layer.parameters,
        frozen: layer.frozen,
        weights: stats(layer).map(|s| LayerWeights {
            histogram: s.histogram.clone(),
            low: s.low,
            high: s.high,
            moved: s.moved,
        }),
    };
    let listed = |layer: &&LayerInfo| layer.parameters > 0 && (view.layers.is_empty() || stats(layer).is_some());
    plan.layers.iter().filter(listed).map(row).collect()
}

drawn_by!(Inside, use_inside);

#[hook]
fn use_inside(props: &Inside) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let at_start = use_state(|| false);
    let filters = if *at_start { &view.first_filters } else { &view.filters };
    let rgb = use_memo(filters.clone(), |filters| Shared::new(filters.rgb.clone()));
    let filter_text = use_memo(lang, |lang| words::filters(*lang));
    let layer_text = use_memo(lang, |lang| words::layers(*lang));
    let choose = |start: bool| {
        let at_start = at_start.clone();
        Callback::from(move |_: MouseEvent| at_start.set(start))
    };
    html! {
        <>
            <section class="sheet filters" aria-label={lang.filters()}>
                <div class="sheet-head">
                    <div>
                        <h2>{ lang.filters() }</h2>
                        <p class="hint">{ lang.filters_hint() }</p>
                    </div>
                    <div class="segments" role="group" aria-label={lang.filters()}>
                        <button type="button" aria-pressed={at_start.to_string()} onclick={choose(true)}>
                            { lang.filters_start() }
                        </button>
                        <button type="button" aria-pressed={(!*at_start).to_string()} onclick={choose(false)}>
                            { lang.filters_now() }
                        </button>
                    </div>
                </div>
                { part!(FilterGrid {
                    size: filters.size, count: filters.count, rgb: (*rgb).clone(), text: (*filter_text).clone(),
                }) }
            </section>
            <section class="sheet layers" aria-label={lang.layers()}>
                <div class="sheet-head">
                    <div>
                        <h2>{ lang.layers() }</h2>
                        <p class="hint">{ lang.layers_hint() }</p>
                    </div>
                </div>
                { facts(view, lang) }
                { layer_table(&rows(lang, view), &layer_text) }
            </section>
        </>
    }
}

fn facts(view: &RunView, lang: Lang) -> Html {
    let Some(plan) = &view.plan else { return Html::default() };
    let fact = |value: u32, word: &'static str| {
        html! { <span><b class="w-num">{ format::count(value.into()) }</b>{ " " }{ word }</span> }
    };
    html! {
        <p class="facts">
            { fact(plan.parameters, lang.facts_parameters()) }
            { fact(plan.trainable, lang.facts_trainable()) }
            { fact(plan.launches, lang.facts_launches()) }
        </p>
    }
}
