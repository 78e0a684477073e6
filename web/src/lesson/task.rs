//! Something to do, judged from the log of what ran.

use ::lesson::document;
use yew::prelude::*;

use super::prose::prose;
use crate::component::Icon;
use crate::service::text::Lang;

/// The task. What is `passed` was done at some time, and stays done; once something was `tried`, what is `missing` can be
/// said.
pub fn task(lang: Lang, task: &document::Task, missing: &[String], passed: bool, tried: bool) -> Html {
    let line = |words: &String| html! { <li>{ words }</li> };
    html! {
        <div class={classes!("task", passed.then_some("task-done"))}>
            <h3>{ if passed { Icon::Check.draw() } else { Icon::Flag.draw() } }{ lang.lesson_task() }</h3>
            { prose(&task.blocks) }
            <div role="status">
                if passed {
                    <p class="task-word"><b>{ lang.lesson_task_done() }</b></p>
                    { prose(&task.done) }
                } else if tried {
                    <p class="task-word">{ lang.lesson_task_missing() }</p>
                    <ul class="missing">{ for missing.iter().map(line) }</ul>
                    { prose(&task.hint) }
                }
            </div>
        </div>
    }
}
