//! What the model thinks of validation pictures, and the numbers of the one that is picked.

use yew::prelude::*;

use super::words;
use crate::app::{use_lang, View};
use crate::hooks::{use_state, UseStateHandle};
use crate::part::{drawn_by, part};
use crate::service::engine::{Engine, WATCHED};
use crate::service::run_model::RunView;
use crate::service::text::Lang;
use crate::widget::{detailed, format, Classes, PictureCell, PictureGrid, PictureSize, PixelCanvas};

/// How many are shown after "show more".
const MANY: u32 = 96;

/// Cells for the first `count` validation pictures; quiet squares for those still on their way.
fn cells(view: &RunView, count: u32) -> Vec<PictureCell> {
    let count = view.plan.as_ref().map_or(count, |plan| count.min(plan.valid_pictures));
    (0..count)
        .map(|key| {
            let picture = view.valid_pictures.get(&key);
            let prediction = view.predictions.get(&key);
            PictureCell {
                key,
                pixels: picture.and_then(|p| p.pixels.clone()),
                label: picture.map(|p| p.label).or(prediction.map(|p| p.label)).unwrap_or(0),
                probabilities: prediction.map(|p| p.probabilities.clone()).unwrap_or_default(),
            }
        })
        .collect()
}

/// The same for a first look: before the first step the model only guesses, so nothing is decided, right or wrong.
pub fn decided_cells(view: &RunView) -> Vec<PictureCell> {
    let mut cells = cells(view, WATCHED);
    if !view.has_steps() && !view.adopted {
        cells.iter_mut().for_each(|cell| cell.probabilities.clear());
    }
    cells
}

/// The class with the highest probability, if there are any.
fn best(probabilities: &[f32]) -> Option<u32> {
    let best = probabilities.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1))?;
    u32::try_from(best.0).ok()
}

pub fn is_wrong(cell: &PictureCell) -> bool {
    best(&cell.probabilities).is_some_and(|class| class != cell.label)
}

#[derive(Properties, PartialEq)]
pub struct Predictions {
    pub engine: Engine,
    pub view: View,
}

drawn_by!(Predictions, use_predictions);

#[hook]
fn use_predictions(props: &Predictions) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let many = use_state(|| false);
    let only_wrong = use_state(|| false);
    let pixels = use_state(|| false);
    let picked = use_state(|| None::<u32>);
    let names = view.plan.as_ref().map(|p| p.classes.clone()).unwrap_or_default();
    let classes = use_memo((lang, names), |(lang, names)| words::classes(*lang, names));
    let text = use_memo(lang, |lang| words::grid(*lang, lang.predictions()));

    let all = cells(view, if *many { MANY } else { WATCHED });
    let decided = all.iter().filter(|c| !c.probabilities.is_empty()).count();
    let wrong = all.iter().filter(|c| is_wrong(c)).count();
    let shown: Vec<PictureCell> = all.iter().filter(|c| !*only_wrong || is_wrong(c)).cloned().collect();
    let picked_cell = picked.and_then(|key| all.iter().find(|c| c.key == key).cloned());

    let more = {
        let (engine, many) = (props.engine.clone(), many.clone());
        Callback::from(move |_: MouseEvent| {
            engine.watch(if *many { WATCHED } else { MANY });
            many.set(!*many);
        })
    };
    let toggle = |state: &UseStateHandle<bool>| {
        let state = state.clone();
        Callback::from(move |_: MouseEvent| state.set(!*state))
    };
    let pick = {
        let picked = picked.clone();
        use_callback((), move |key: u32, ()| picked.set(Some(key)))
    };
    html! {
        <section class="sheet predictions" aria-label={lang.predictions()}>
            <div class="sheet-head">
                <div>
                    <h2>{ lang.predictions() }</h2>
                    <p class="hint">{ lang.predictions_hint() }</p>
                </div>
                if decided > 0 {
                    <span class="tally w-num" id="tally">
                        { lang.right_of(&(decided - wrong).to_string(), &decided.to_string()) }
                    </span>
                }
            </div>
            if shown.is_empty() {
                <p class="empty">{ lang.none_wrong() }</p>
            } else {
                { part!(PictureGrid {
                    cells: shown, classes: (*classes).clone(), size: PictureSize::Small, smooth: !*pixels,
                    selected: *picked, on_select: pick, text: (*text).clone(),
                }) }
            }
            <div class="row">
                <button type="button" class="button small" aria-pressed={only_wrong.to_string()} onclick={toggle(&only_wrong)}>
                    { lang.only_wrong() }
                </button>
                <button type="button" class="button small" aria-pressed={pixels.to_string()} onclick={toggle(&pixels)}>
                    { lang.pixels() }
                </button>
                <button type="button" class="button small" onclick={more}>
                    { if *many { lang.predictions_fewer() } else { lang.predictions_more() } }
                </button>
            </div>
            { picked_numbers(lang, picked_cell, &classes) }
        </section>
    }
}

fn picked_numbers(lang: Lang, cell: Option<PictureCell>, classes: &Classes) -> Html {
    let Some(cell) = cell else { return html! { <p class="hint picked-empty">{ lang.picked_empty() }</p> } };
    let name = |class: u32| classes.get(class as usize).map(|c| c.name.clone()).unwrap_or_default();
    let probability = cell.probabilities.get(cell.label as usize).copied();
    // The loss that the lessons speak of: minus the logarithm of the probability that the right class got.
    let loss = probability.map_or_else(|| format::DASH.to_string(), |p| format::number(-f64::from(p).ln()));
    let sum = probability.map(|p| format!("−ln {} = ", format::number(p.into()))).unwrap_or_default();
    html! {
        <div class="picked">
            { part!(PixelCanvas { pixels: cell.pixels.clone(), side: 128, smooth: false }) }
            <div>
                <p><span class="hint">{ lang.picked_truth() }</span>{ " " }<b>{ name(cell.label) }</b></p>
                { detailed(classes, &cell.probabilities, lang.undecided()) }
                <p><span class="hint">{ lang.picked_loss() }</span>{ " " }<span class="w-num">{ sum }<b>{ loss }</b></span></p>
            </div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(label: u32, probabilities: &[f32]) -> PictureCell {
        PictureCell { key: 0, pixels: None, label, probabilities: probabilities.to_vec() }
    }

    #[test]
    fn wrong_is_what_was_decided_wrongly() {
        assert!(is_wrong(&cell(0, &[0.2, 0.8])));
        assert!(!is_wrong(&cell(1, &[0.2, 0.8])));
        assert!(!is_wrong(&cell(1, &[])), "undecided is not wrong");
    }

    #[test]
    fn pictures_on_their_way_have_a_place() {
        let cells = cells(&RunView::default(), 24);
        assert_eq!(cells.len(), 24);
        assert!(cells.iter().all(|c| c.pixels.is_none() && c.probabilities.is_empty()));
    }
}
