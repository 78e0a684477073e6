//! Something to do, judged from the log of what ran.

use ::lesson::check::{Missing, Verdict};
use ::lesson::document;
use yew::prelude::*;

use super::prose::prose;
use crate::component::Icon;
use crate::service::text::Lang;
use crate::widget::format;

/// The task. What is `passed` was done at some time, and stays done; once something was `tried`, what is missing can be
/// said.
pub fn task(lang: Lang, task: &document::Task, verdict: &Verdict, passed: bool, tried: bool) -> Html {
    let missing = |missing: &Missing| html! { <li>{ words(lang, missing) }</li> };
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
                    <ul class="missing">{ for verdict.missing.iter().map(missing) }</ul>
                    { prose(&task.hint) }
                }
            </div>
        </div>
    }
}

/// What is missing, in the student's language.
fn words(lang: Lang, missing: &Missing) -> String {
    let percent = |share: f32| format::percent(share.into());
    let number = |value: f32| format::number(value.into());
    match *missing {
        Missing::NeedRun => lang.m_run().into(),
        Missing::NeedSecondSeed => lang.m_second_seed().into(),
        Missing::ErrorTooHigh { error, below } => lang.m_error(&percent(error), &percent(below)),
        Missing::NeedOwnPicture => lang.m_own().into(),
        Missing::NeedPretrainedRun { at_most } => lang.m_pretrained(&format::count(at_most.into())),
        Missing::NeedScratchRun { at_least: Some(n) } => lang.m_scratch_many(&format::count(n.into())),
        Missing::NeedScratchRun { at_least: None } => lang.m_scratch().into(),
        Missing::NotBeaten { pretrained, scratch } => lang.m_not_beaten(&percent(pretrained), &percent(scratch)),
        Missing::NoTurn { rise, margin } => lang.m_no_turn(&number(rise), &number(margin)),
        Missing::NeedRemedyRun => lang.m_remedy().into(),
        Missing::NotRepaired { lowered, needed } => lang.m_not_repaired(&number(lowered), &number(needed)),
        Missing::NeedHeadOnly => lang.m_head_only().into(),
        Missing::NeedAllLayers => lang.m_all_layers().into(),
        Missing::NeedSameSeedAndPictures => lang.m_same().into(),
        Missing::NeedGuessFirst => lang.m_guess().into(),
        Missing::NotBest { .. } => lang.m_not_best().into(),
        Missing::NoDrop { dropped, drop } => lang.m_no_drop(&percent(dropped), &percent(drop)),
        Missing::NeedRules { tried, asked } => lang.m_rules(tried, asked),
        Missing::RulesWin { rules, learned } => lang.m_rules_win(&percent(rules), &percent(learned)),
        Missing::NeedFlip => lang.m_flip().into(),
        Missing::NeedWords => lang.m_words().into(),
        Missing::NeedSettled => lang.m_settled().into(),
        Missing::NeedDiverged => lang.m_walk_diverged().into(),
        Missing::NeedSteadySize { within } => lang.m_steady(&percent(within)),
        Missing::NeedSmallerSize { than } => lang.m_smaller(than),
        Missing::NeedTest => lang.m_test().into(),
        Missing::TestedTooOften { times } => lang.m_tested(times),
        Missing::NeedBothUp => lang.m_both_up().into(),
        Missing::FirstMovedMore => lang.m_first_moved().into(),
        Missing::NeedNames { named, asked } => lang.m_names(named, asked),
        Missing::NeedGentlerRun => lang.m_gentler().into(),
        Missing::NotBack { accuracy, needed } => lang.m_not_back(&percent(accuracy), &percent(needed)),
    }
}
