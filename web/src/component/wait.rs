//! What is being waited for, and how far it is.

use train::protocol::{LoadStage, RunState};
use yew::prelude::*;

use crate::service::run_model::{RunView, Waiting};
use crate::service::text::Lang;
use crate::widget::{format, progress_bar};

/// In words: `Fetching pictures: 0.4 of 1.1 MB`.
fn words(lang: Lang, waiting: Option<Waiting>) -> String {
    let Some(Waiting { stage, done, total }) = waiting else { return lang.wait_engine().into() };
    let what = match stage {
        LoadStage::Weights => lang.wait_weights(),
        LoadStage::Pictures => lang.wait_pictures(),
        LoadStage::Compile => lang.wait_compile(),
    };
    match stage {
        LoadStage::Weights | LoadStage::Pictures if total > 0 => {
            lang.wait_bytes(what, &format::bytes(done), &format::bytes(total))
        }
        _ => what.into(),
    }
}

/// Whether there is something to wait for.
pub fn is_waiting(view: &RunView) -> bool {
    view.died.is_none() && matches!(view.state, RunState::Idle | RunState::Loading)
}

/// Takes no room when nothing is waited for.
pub fn wait(lang: Lang, view: &RunView) -> Html {
    if !is_waiting(view) {
        return Html::default();
    }
    let value = view.waiting.filter(|w| w.total > 0).map(|w| (w.done as f32 / w.total as f32).clamp(0.0, 1.0));
    progress_bar(value, lang.state_loading(), &words(lang, view.waiting))
}

/// How far a run that has begun is, with the time left while it goes on.
pub fn run_progress(lang: Lang, view: &RunView) -> Html {
    let progress = view.progress;
    let share = (progress.total_steps > 0).then(|| progress.step as f32 / progress.total_steps as f32);
    let text = match progress.seconds_left.filter(|s| s.is_finite() && view.state == RunState::Running) {
        Some(seconds) => lang.time_left(&format::clock(seconds.into())),
        None => lang.step_of(&progress.step.to_string(), &progress.total_steps.to_string()),
    };
    progress_bar(share, lang.progress(), &text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_and_how_much() {
        let waiting = Waiting { stage: LoadStage::Pictures, done: 400_000, total: 1_100_000 };
        assert_eq!(words(Lang::En, Some(waiting)), "Fetching pictures: 400\u{202f}kB of 1.1\u{202f}MB");
        assert_eq!(words(Lang::Zh, None), "正在启动计算引擎");
        let waiting = Waiting { stage: LoadStage::Compile, done: 3, total: 60 };
        assert_eq!(words(Lang::En, Some(waiting)), "Compiling the network");
    }
}
