//! An answer to commit to before something is seen. It cannot be changed afterwards, and is not right or wrong: what
//! happens then is the answer.

use ::lesson::document;
use yew::prelude::*;

use super::prose::{prose, spans};
use crate::app::use_lang;
use crate::hooks::use_state;
use crate::part::drawn_by;
use crate::widget::focus_soon;

#[derive(Properties, PartialEq)]
pub struct Guess {
    pub guess: document::Guess,
    /// The answer that the student has committed to.
    pub given: Option<u32>,
    pub on_give: Callback<u32>,
}

drawn_by!(Guess, use_guess);

#[hook]
fn use_guess(props: &Guess) -> Html {
    let lang = use_lang();
    let chosen = use_state(|| None::<u32>);
    let name = props.guess.id.clone();
    let answer = |(place, line): (usize, &Vec<document::Span>)| {
        let place = place as u32;
        let picked = props.given.or(*chosen) == Some(place);
        let onchange = {
            let chosen = chosen.setter();
            Callback::from(move |_: Event| chosen.set(Some(place)))
        };
        html! {
            <label class={classes!("answer", (props.given == Some(place)).then_some("answer-given"))}>
                <input type="radio" name={name.clone()} checked={picked} disabled={props.given.is_some()} {onchange} />
                <span>{ spans(line) }</span>
            </label>
        }
    };
    let give = {
        let (on_give, chosen, id) = (props.on_give.clone(), *chosen, props.guess.id.clone());
        Callback::from(move |_: MouseEvent| {
            if let Some(chosen) = chosen {
                on_give.emit(chosen);
                focus_soon(format!("#guess-{id} > [role=status]"));
            }
        })
    };
    html! {
        <fieldset class="guess" id={format!("guess-{}", props.guess.id)}>
            <legend>{ lang.lesson_guess() }</legend>
            { prose(&props.guess.question) }
            <div class="answers">{ for props.guess.answers.iter().enumerate().map(answer) }</div>
            if props.given.is_none() {
                <button type="button" class="button small" disabled={chosen.is_none()} onclick={give}>
                    { lang.lesson_guess_give() }
                </button>
            } else {
                <p class="hint" role="status" tabindex="-1">{ lang.lesson_guess_given() }</p>
            }
        </fieldset>
    }
}
