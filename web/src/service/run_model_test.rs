use super::*;

fn run(view: &mut RunView, events: impl IntoIterator<Item = Event>) {
    for event in events {
        view.apply(Action::Event(event));
    }
}

fn state(state: RunState) -> Event {
    Event::State { state }
}

fn plan() -> Event {
    Event::Compiled {
        plan: PlanInfo {
            layers: Vec::new(),
            parameters: 10,
            trainable: 10,
            launches: 3,
            steps_per_epoch: 2,
            total_steps: 4,
            train_pictures: 64,
            valid_pictures: 16,
            classes: vec!["cat".into(), "dog".into()],
        },
    }
}

fn epoch(step: u32, valid_accuracy: f32) -> Event {
    Event::Epoch {
        epoch: EpochPoint { step, epoch: step as f32 / 2.0, train_loss: None, valid_loss: 0.5, valid_accuracy },
    }
}

fn batches(steps: &[u32]) -> Event {
    let point = |&step: &u32| BatchPoint { step, loss: 1.0 / step as f32, accuracy: 0.75, learning_rate: 0.1 };
    let last = steps.last().copied().unwrap_or(0);
    Event::Batches {
        points: steps.iter().map(point).collect(),
        progress: RunProgress { step: last, total_steps: 4, epoch: last as f32 / 2.0, ..RunProgress::default() },
    }
}

fn steps(points: &[Point]) -> Vec<u32> {
    points.iter().map(|p| p.step).collect()
}

fn trained() -> RunView {
    let mut view = RunView::default();
    view.apply(Action::Sent(Command::Prepare { config: Config::default() }));
    run(&mut view, [state(RunState::Loading), plan(), state(RunState::Ready), epoch(0, 0.5), state(RunState::Running)]);
    run(&mut view, [batches(&[1, 2]), epoch(2, 0.75), batches(&[3])]);
    view
}

#[test]
fn a_run_gathers_points() {
    let view = trained();
    assert_eq!(view.state, RunState::Running);
    assert_eq!(steps(&view.train_loss), [1, 2, 3]);
    assert_eq!(view.train_error[0].value, 0.25);
    assert_eq!(steps(&view.valid_loss), [0, 2]);
    assert_eq!(view.valid_error[1].value, 0.25);
    assert_eq!(view.progress.step, 3);
    assert!(view.has_steps());
}

#[test]
fn reset_goes_back_to_step_zero_and_keeps_what_does_not_change() {
    let mut view = trained();
    run(&mut view, [state(RunState::Ready)]);
    assert!(view.train_loss.is_empty() && view.train_error.is_empty() && !view.has_steps());
    assert_eq!(steps(&view.valid_loss), [0]);
    assert_eq!(view.last_epoch, None);
    assert_eq!((view.progress.step, view.progress.total_steps), (0, 4));
    assert!(view.plan.is_some() && view.config.is_some());
    // The validation of the initial weights comes again and does not double.
    run(&mut view, [epoch(0, 0.5)]);
    assert_eq!(steps(&view.valid_loss), [0]);
    assert_eq!(view.last_epoch.map(|e| e.step), Some(0));
}

#[test]
fn a_new_run_forgets_the_old_one() {
    let mut view = trained();
    let config = Config { seed: 2, ..Config::default() };
    view.apply(Action::Sent(Command::Prepare { config: config.clone() }));
    assert_eq!(view.state, RunState::Loading);
    assert_eq!(view.config, Some(config));
    assert!(view.train_loss.is_empty() && view.plan.is_none() && view.predictions.len() == 0);
}

#[test]
fn training_asked_for_while_loading_is_queued_until_it_runs() {
    let mut view = RunView::default();
    view.apply(Action::Sent(Command::Prepare { config: Config::default() }));
    view.apply(Action::Sent(Command::Train));
    assert!(view.queued);
    run(&mut view, [state(RunState::Loading), plan(), state(RunState::Ready)]);
    assert!(view.queued);
    run(&mut view, [state(RunState::Running)]);
    assert!(!view.queued);
}

#[test]
fn steps_that_come_twice_are_drawn_once() {
    let mut view = trained();
    run(&mut view, [batches(&[2, 3, 4]), epoch(2, 0.8), epoch(4, 0.9)]);
    assert_eq!(steps(&view.train_loss), [1, 2, 3, 4]);
    assert_eq!(steps(&view.valid_loss), [0, 2, 4]);
}

#[test]
fn own_picture_keeps_the_last_good_one_when_the_next_fails() {
    let mut view = trained();
    view.apply(Action::Sent(Command::Predict { id: 1, bytes: Vec::new() }));
    assert!(view.own.waiting);
    run(&mut view, [Event::Predicted { id: 1, probabilities: vec![0.9, 0.1], rgb: vec![0; 3072] }]);
    assert!(!view.own.waiting && view.own.pixels.is_some());
    view.apply(Action::Sent(Command::Predict { id: 2, bytes: Vec::new() }));
    let problem = |id| Problem { code: ProblemCode::PictureEmpty, detail: String::new(), key: None, id };
    run(&mut view, [Event::Problem { problem: problem(Some(1)) }]);
    assert!(view.own.waiting, "an old answer does not end the new wait");
    run(&mut view, [Event::Problem { problem: problem(Some(2)) }]);
    assert_eq!((view.own.waiting, view.own.problem), (false, Some(ProblemCode::PictureEmpty)));
    assert_eq!(view.own.probabilities, [0.9, 0.1]);
    assert_eq!(view.problem, None, "it does not concern the run");
}

#[test]
fn a_dead_engine_keeps_the_curves() {
    let mut view = trained();
    view.apply(Action::Died("report".into()));
    assert_eq!(view.state, RunState::Failed);
    assert_eq!(steps(&view.train_loss), [1, 2, 3]);
    assert_eq!(view.died.as_deref(), Some("report"));
}

#[test]
fn a_loss_beyond_return_is_noticed() {
    let mut view = trained();
    assert!(!view.has_exploded());
    let point = BatchPoint { step: 4, loss: 3e18, accuracy: 0.5, learning_rate: 100.0 };
    run(&mut view, [Event::Batches { points: vec![point], progress: RunProgress::default() }]);
    assert!(view.has_exploded());
    run(&mut view, [state(RunState::Ready)]);
    assert!(!view.has_exploded());
}

#[test]
fn what_failed_a_run_is_not_hidden_by_what_follows() {
    let mut view = RunView::default();
    let problem = |code| Event::Problem { problem: Problem { code, detail: String::new(), key: None, id: None } };
    run(&mut view, [state(RunState::Loading), problem(ProblemCode::Network), state(RunState::Failed)]);
    run(&mut view, [problem(ProblemCode::Order)]);
    assert_eq!(view.problem.map(|p| p.code), Some(ProblemCode::Network));
}

#[test]
fn first_filters_stay_those_of_step_zero() {
    let weights = |step, byte| Event::Weights {
        step,
        filters: Filters { size: 1, count: 1, rgb: vec![byte; 3] },
        layers: Vec::new(),
    };
    let mut view = trained();
    run(&mut view, [weights(0, 1), weights(5, 2)]);
    assert_eq!((view.first_filters.rgb[0], view.filters.rgb[0]), (1, 2));
}
