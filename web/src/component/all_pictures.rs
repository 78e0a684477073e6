//! All pictures of the split with their labels, a page at a time.

use train::protocol::{Command, Split};
use yew::prelude::*;

use super::{modal::Modal, words};
use crate::app::{use_lang, View};
use crate::hooks::{use_effect_with, use_state};
use crate::part::{drawn_by, part};
use crate::service::engine::Engine;
use crate::widget::{format, PictureCell, PictureGrid, PictureSize};

const PAGE: u32 = 60;

#[derive(Properties, PartialEq)]
pub struct AllPictures {
    pub engine: Engine,
    pub view: View,
    pub on_close: Callback<()>,
}

drawn_by!(AllPictures, use_all_pictures);

#[hook]
fn use_all_pictures(props: &AllPictures) -> Html {
    let lang = use_lang();
    let view = &props.view;
    let split = use_state(|| Split::Train);
    let from = use_state(|| 0u32);
    let (train, valid) = view.plan.as_ref().map_or((0, 0), |p| (p.train_pictures, p.valid_pictures));
    let total = if *split == Split::Train { train } else { valid };
    let to = (*from + PAGE).min(total);
    let classes =
        use_memo((lang, view.plan.as_ref().map(|p| p.classes.clone()).unwrap_or_default()), |(lang, names)| {
            words::classes(*lang, names)
        });
    let text = use_memo(lang, |lang| words::grid(*lang, lang.grid_name()));
    {
        let engine = props.engine.clone();
        use_effect_with((*split, *from, total), move |(split, from, total)| {
            if *total > *from {
                engine.send(Command::Pictures { split: *split, from: *from, count: PAGE.min(*total - *from) });
            }
        });
    }
    let known = if *split == Split::Train { &view.train_pictures } else { &view.valid_pictures };
    let cells: Vec<PictureCell> = (*from..to)
        .map(|key| {
            let picture = known.get(&key);
            PictureCell {
                key,
                pixels: picture.and_then(|p| p.pixels.clone()),
                label: picture.map_or(0, |p| p.label),
                probabilities: Vec::new(),
            }
        })
        .collect();
    let show = |which: Split| {
        let (split, from) = (split.clone(), from.clone());
        Callback::from(move |_: MouseEvent| {
            split.set(which);
            from.set(0);
        })
    };
    let turn = |to: u32| {
        let from = from.clone();
        Callback::from(move |_: MouseEvent| from.set(to))
    };
    let count = |n: u32| format::count(n.into());
    html! {
        <Modal title={lang.all_title()} on_close={props.on_close.clone()} wide=true>
            <div class="row between">
                <div class="segments" role="group" aria-label={lang.all_title()}>
                    <button type="button" aria-pressed={(*split == Split::Train).to_string()} onclick={show(Split::Train)}>
                        { lang.all_train() }{ " " }<span class="w-num">{ count(train) }</span>
                    </button>
                    <button type="button" aria-pressed={(*split == Split::Valid).to_string()} onclick={show(Split::Valid)}>
                        { lang.all_valid() }{ " " }<span class="w-num">{ count(valid) }</span>
                    </button>
                </div>
                <div class="row">
                    <button type="button" class="button small" disabled={*from == 0} onclick={turn(from.saturating_sub(PAGE))}>
                        { lang.all_previous() }
                    </button>
                    <span class="w-num hint" role="status">
                        { lang.all_range(&count(if total == 0 { 0 } else { *from + 1 }), &count(to), &count(total)) }
                    </span>
                    <button type="button" class="button small" disabled={to >= total} onclick={turn(to)}>
                        { lang.all_next() }
                    </button>
                </div>
            </div>
            { part!(PictureGrid {
                cells, classes: (*classes).clone(), size: PictureSize::Small, bars: false, text: (*text).clone(),
            }) }
        </Modal>
    }
}
