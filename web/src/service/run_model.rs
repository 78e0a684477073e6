//! The page's picture of a run: a reducer that turns the worker's events, in their order, into what is drawn.

use std::rc::Rc;

use train::config::Config;
use train::protocol::{
    BatchPoint, Command, DeviceInfo, EpochPoint, Event, Filters, LayerStats, LoadStage, Metrics, PlanInfo, Prediction,
    Problem, ProblemCode, RunProgress, RunState, Split,
};
use yew::Reducible;

use super::slots::Slots;
use crate::widget::{Pixels, Point, Shared};

/// What is being waited for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Waiting {
    pub stage: LoadStage,
    pub done: u64,
    pub total: u64,
}

/// A picture of the run's split.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    pub label: u32,
    pub pixels: Option<Pixels>,
}

/// The student's own picture and what became of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Own {
    /// The request that is under way or was the last.
    pub id: u32,
    pub waiting: bool,
    pub pixels: Option<Pixels>,
    pub probabilities: Vec<f32>,
    pub problem: Option<ProblemCode>,
}

/// Everything that is drawn of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunView {
    /// Settings of the present run; none before the first.
    pub config: Option<Config>,
    pub state: RunState,
    pub device: Option<DeviceInfo>,
    /// The worker said hello in another build than the page's.
    pub build_differs: bool,
    pub waiting: Option<Waiting>,
    /// Training was asked for while the run was still being prepared.
    pub queued: bool,
    /// The weights came from elsewhere and not out of training here.
    pub adopted: bool,
    pub plan: Option<Rc<PlanInfo>>,
    /// Loss of every batch.
    pub train_loss: Shared<Vec<Point>>,
    /// Share of every batch that was wrong.
    pub train_error: Shared<Vec<Point>>,
    pub valid_loss: Shared<Vec<Point>>,
    pub valid_error: Shared<Vec<Point>>,
    pub last_batch: Option<BatchPoint>,
    pub last_epoch: Option<EpochPoint>,
    pub progress: RunProgress,
    pub predictions: Slots<Prediction>,
    pub filters: Shared<Filters>,
    /// The filters before the first step.
    pub first_filters: Shared<Filters>,
    pub layers: Rc<Vec<LayerStats>>,
    pub train_pictures: Slots<Shown>,
    pub valid_pictures: Slots<Shown>,
    pub own: Own,
    pub metrics: Option<Metrics>,
    pub problem: Option<Problem>,
    /// The engine's own report, when its program has ended.
    pub died: Option<String>,
}

/// What changes the picture of the run.
#[derive(Clone, Debug)]
pub enum Action {
    /// The worker reported something about the present run.
    Event(Event),
    /// The page sent something.
    Sent(Command),
    /// The engine's program has ended.
    Died(String),
    /// The engine is being started again.
    Restarted,
    /// The student has read the problem.
    Dismiss,
    /// Page and worker are of different builds.
    BuildDiffers,
}

impl RunView {
    /// Whether steps have been made since the initial weights.
    pub fn has_steps(&self) -> bool {
        self.last_batch.is_some()
    }

    /// Whether the loss is still a number, but one that no training comes back from: chance is below 1.
    pub fn has_exploded(&self) -> bool {
        self.last_batch.is_some_and(|batch| batch.loss.is_finite() && batch.loss > 1000.0)
    }

    /// Wall seconds that the steps so far took, as far as the speed tells.
    pub fn seconds_of_training(&self) -> Option<f64> {
        let plan = self.plan.as_ref()?;
        let speed = f64::from(self.metrics.as_ref()?.images_per_second);
        let pictures = f64::from(plan.train_pictures) * f64::from(self.progress.epoch.max(0.0));
        (speed > 0.0 && pictures > 0.0).then_some(pictures / speed)
    }

    fn apply(&mut self, action: Action) {
        match action {
            Action::Event(event) => self.event(event),
            Action::Sent(command) => self.sent(command),
            Action::Died(report) => {
                self.state = RunState::Failed;
                self.waiting = None;
                self.queued = false;
                self.own.waiting = false;
                self.died = Some(report);
            }
            Action::Restarted => {
                self.died = None;
                self.problem = None;
                self.state = RunState::Loading;
            }
            Action::Dismiss => self.problem = None,
            Action::BuildDiffers => self.build_differs = true,
        }
    }

    fn sent(&mut self, command: Command) {
        match command {
            Command::Prepare { config } => {
                self.forget_run();
                self.config = Some(config);
                self.state = RunState::Loading;
                self.adopted = false;
            }
            Command::Train if self.state == RunState::Loading => self.queued = true,
            Command::Adopt { .. } => self.adopted = true,
            Command::Reset => {
                self.queued = false;
                self.adopted = false;
            }
            Command::Pause => self.queued = false,
            Command::Predict { id, .. } | Command::PredictAgain { id, .. } => {
                self.own.id = id;
                self.own.waiting = true;
                self.own.problem = None;
            }
            _ => {}
        }
    }

    fn event(&mut self, event: Event) {
        match event {
            Event::Hello { device, .. } | Event::Device { device } => self.device = Some(device),
            Event::State { state } => self.enter(state),
            Event::Loading { stage, done, total } => self.waiting = Some(Waiting { stage, done, total }),
            Event::Compiled { plan } => {
                self.progress.total_steps = plan.total_steps;
                self.plan = Some(Rc::new(plan));
            }
            Event::Batches { points, progress } => self.batches(&points, progress),
            Event::Epoch { epoch } => self.epoch(epoch),
            Event::Predictions { items, .. } => {
                for item in items {
                    self.predictions.insert(item.index, item);
                }
            }
            Event::Weights { step, filters, layers } => {
                self.filters = Shared::new(filters);
                if step == 0 || self.first_filters.count == 0 {
                    self.first_filters = self.filters.clone();
                }
                self.layers = Rc::new(layers);
            }
            Event::Pictures { split, items, .. } => {
                let into = match split {
                    Split::Train => &mut self.train_pictures,
                    Split::Valid => &mut self.valid_pictures,
                };
                for item in items {
                    let pixels = Pixels::from_rgb(32, 32, item.rgb);
                    into.insert(item.index, Shown { label: item.label, pixels });
                }
            }
            Event::Predicted { id, probabilities, rgb } => {
                if id == self.own.id {
                    let pixels = Pixels::from_rgb(32, 32, rgb);
                    self.own = Own { id, waiting: false, pixels, probabilities, problem: None };
                }
            }
            // For whoever asked.
            Event::Looked { .. } | Event::Kept { .. } | Event::Measured { .. } => {}
            Event::Done { metrics } => self.metrics = Some(metrics),
            Event::Problem { problem } => self.problem(problem),
        }
    }

    fn enter(&mut self, state: RunState) {
        match state {
            RunState::Loading => self.forget_run(),
            RunState::Ready => {
                self.forget_steps();
                self.waiting = None;
            }
            RunState::Running => {
                self.waiting = None;
                self.queued = false;
                self.metrics = None;
            }
            RunState::Idle | RunState::Paused | RunState::Done | RunState::Failed => {
                self.waiting = None;
                self.queued = false;
            }
        }
        self.state = state;
    }

    /// A new run: nothing of the old one is shown any more. What the student asked for meanwhile is kept.
    fn forget_run(&mut self) {
        *self = RunView {
            config: self.config.take(),
            device: self.device.take(),
            build_differs: self.build_differs,
            queued: self.queued,
            adopted: self.adopted,
            own: Own { probabilities: Vec::new(), ..std::mem::take(&mut self.own) },
            died: self.died.take(),
            ..RunView::default()
        };
    }

    /// Back at the initial weights. A validation at step 0 that has already come stays.
    fn forget_steps(&mut self) {
        self.train_loss = Shared::default();
        self.train_error = Shared::default();
        self.last_batch = None;
        let start = |points: &Shared<Vec<Point>>| {
            Shared::new(points.iter().copied().filter(|p| p.step == 0).collect::<Vec<_>>())
        };
        self.valid_loss = start(&self.valid_loss);
        self.valid_error = start(&self.valid_error);
        self.last_epoch = self.last_epoch.filter(|e| e.step == 0);
        let total_steps = self.plan.as_ref().map_or(0, |p| p.total_steps);
        self.progress = RunProgress { total_steps, ..RunProgress::default() };
        self.metrics = None;
        self.problem = None;
    }

    fn batches(&mut self, points: &[BatchPoint], progress: RunProgress) {
        let last = self.last_batch.map_or(0, |p| p.step);
        // A step that is known already (a run taken up again after the GPU was lost) is not drawn twice.
        let new = || points.iter().filter(|p| p.step > last);
        self.train_loss.make_mut().extend(new().map(|p| Point { step: p.step, value: p.loss }));
        self.train_error.make_mut().extend(new().map(|p| Point { step: p.step, value: 1.0 - p.accuracy }));
        self.last_batch = points.last().copied().or(self.last_batch);
        self.progress = progress;
    }

    fn epoch(&mut self, epoch: EpochPoint) {
        let put = |points: &mut Shared<Vec<Point>>, value: f32| {
            let points = points.make_mut();
            points.retain(|p| p.step < epoch.step);
            points.push(Point { step: epoch.step, value });
        };
        put(&mut self.valid_loss, epoch.valid_loss);
        put(&mut self.valid_error, 1.0 - epoch.valid_accuracy);
        self.last_epoch = Some(epoch);
    }

    fn problem(&mut self, problem: Problem) {
        match problem.id {
            Some(id) => {
                if id == self.own.id {
                    self.own.waiting = false;
                    self.own.problem = Some(problem.code);
                }
            }
            // Commands that followed a failed preparation come too late; what failed it is the news.
            None if problem.code == ProblemCode::Order && self.problem.is_some() => {}
            None => {
                self.adopted &= problem.code != ProblemCode::Foreign;
                self.problem = Some(problem);
            }
        }
    }
}

impl Reducible for RunView {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = Rc::unwrap_or_clone(self);
        next.apply(action);
        Rc::new(next)
    }
}

#[cfg(test)]
#[path = "run_model_test.rs"]
mod tests;
