//! The session that the runs of a lesson share, and what a figure sees of it: the same as `web/src/lesson/figure.rs` and
//! `web/src/service/run_model.rs` make of the engine's events on the page.

use std::path::{Path, PathBuf};
use std::time::Instant;

use figure::engine::{self, Heard};
use figure::message::{self, Context, Looked, Picture, Want};
use lesson::log::RunLog;
use lesson::recorder::Recording;
use train::config::Config;
use train::device::{block_on, Device};
use train::protocol::{
    BatchPoint, Command, DeviceInfo, EpochPoint, Event, Filters, LayerStats, Look, PlanInfo, RunProgress, Split,
};
use train::session::{prepare, Session};

use super::hand::Source;
use super::material::{material, test_set};

type Error = Box<dyn std::error::Error>;

/// A session with one run, which is trained once.
pub struct Stage {
    root: PathBuf,
    session: Session,
    view: View,
}

/// What the events have told.
#[derive(Default)]
struct View {
    /// Id of the run cell.
    cell: String,
    config: Config,
    plan: Option<PlanInfo>,
    progress: RunProgress,
    last_batch: Option<BatchPoint>,
    /// Validation before the first step, and the last one.
    first_epoch: Option<EpochPoint>,
    last_epoch: Option<EpochPoint>,
    first_filters: Option<Filters>,
    filters: Filters,
    layers: Vec<LayerStats>,
    pictures: Vec<Picture>,
    /// The want that is being answered, and answers so far.
    asked: Option<Want>,
    looks: Vec<Looked>,
    problem: Option<String>,
}

impl View {
    fn hear(&mut self, event: Event) {
        match event {
            Event::Compiled { plan } => self.plan = Some(plan),
            Event::Batches { points, progress } => {
                self.progress = progress;
                self.last_batch = points.last().copied().or(self.last_batch);
            }
            Event::Epoch { epoch } => {
                if epoch.step == 0 {
                    self.first_epoch = Some(epoch);
                }
                self.last_epoch = Some(epoch);
            }
            Event::Weights { step, filters, layers } => {
                if step == 0 || self.first_filters.is_none() {
                    self.first_filters = Some(filters.clone());
                }
                self.filters = filters;
                self.layers = layers;
            }
            Event::Pictures { split: Split::Valid, items, .. } => {
                let picture = |item: train::protocol::PictureItem| Picture {
                    index: item.index,
                    label: item.label,
                    rgb: item.rgb,
                };
                self.pictures.extend(items.into_iter().map(picture));
            }
            Event::Looked { shape, values, .. } => {
                self.looks.extend(self.asked.take().map(|want| Looked { want, shape, values }));
            }
            Event::Problem { problem } => self.problem = Some(format!("{:?}: {}", problem.code, problem.detail)),
            _ => {}
        }
    }

    fn run(&self) -> Option<message::Run> {
        let heard = Heard {
            config: &self.config,
            plan: self.plan.as_ref()?,
            progress: &self.progress,
            last_batch: self.last_batch,
            last_epoch: self.last_epoch,
            first_loss: self.first_epoch.map(|epoch| epoch.valid_loss),
            first_accuracy: self.first_epoch.map(|epoch| epoch.valid_accuracy),
        };
        // Between a run's end and the next command nothing moves.
        Some(engine::run(&heard, &self.cell, false, heard.plan.classes.clone()))
    }
}

impl Stage {
    /// A session that is ready to train the run of the cell `cell`.
    pub fn prepare(root: &Path, cell: &str, config: Config) -> Result<Stage, Error> {
        let info = DeviceInfo::cpu();
        let material = material(root, &config)?;
        let mut view = View { cell: cell.into(), config: config.clone(), ..View::default() };
        let mut emit = |event: Event| view.hear(event);
        let session = block_on(prepare(config, material, (Device::cpu(), info), clock, &mut emit))?;
        Ok(Stage { root: root.into(), session, view })
    }

    /// Trains to the end; gives the record, with the number `number`.
    pub fn train(&mut self, number: u32, guessed: bool) -> Result<RunLog, Error> {
        let mut recording = Recording::new(number, &self.view.cell, &self.view.config, guessed);
        let mut ended = None;
        let (session, view) = (&mut self.session, &mut self.view);
        // What was known of an older state of the network is of no use.
        view.looks.clear();
        block_on(async {
            let mut emit = |event: Event| {
                ended = recording.hear(&event).or(ended.take());
                view.hear(event);
            };
            session.command(Command::Train, &mut emit).await;
            while session.is_running() {
                session.tick(&mut emit).await;
            }
        });
        ended.ok_or_else(|| format!("{} did not come to an end", self.view.cell).into())
    }

    /// Whether this is the run of that cell, and trained.
    pub fn shows(&self, cell: &str) -> bool {
        self.view.cell == cell && self.view.last_batch.is_some()
    }
}

impl Source for Stage {
    fn context(&self, pictures: u32) -> Context {
        let view = &self.view;
        Context {
            run: view.run(),
            pictures: view.pictures.iter().take(pictures as usize).cloned().collect(),
            layers: engine::layers(view.plan.as_ref(), &view.layers),
            filters: view.first_filters.as_ref().map_or(Vec::new(), |first| engine::filters(&view.filters, first)),
            looks: view.looks.clone(),
            ..Context::default()
        }
    }

    fn fulfil(&mut self, want: &Want) -> Result<(), Error> {
        let (session, view) = (&mut self.session, &mut self.view);
        if view.looks.iter().any(|looked| looked.want == *want) {
            return Ok(());
        }
        let look = match (want, engine::look(want)) {
            (Want::Pictures { count }, _) => {
                let (have, all) =
                    (view.pictures.len() as u32, view.plan.as_ref().map_or(0, |plan| plan.valid_pictures));
                if have < (*count).min(all) {
                    let count = (*count).min(all) - have;
                    let command = Command::Pictures { split: Split::Valid, from: have, count };
                    block_on(session.command(command, &mut |event| view.hear(event)));
                }
                return Ok(());
            }
            (_, Some(Look::Test)) => {
                let test = test_set(&self.root)?;
                view.asked = Some(want.clone());
                block_on(session.look_at_test(0, &test, &mut |event| view.hear(event)));
                return view.answered(want);
            }
            (_, Some(look)) => look,
            (_, None) => return Err(format!("the engine knows no {want:?}").into()),
        };
        view.asked = Some(want.clone());
        block_on(session.command(Command::Look { id: 0, look }, &mut |event| view.hear(event)));
        view.answered(want)
    }
}

impl View {
    fn answered(&self, want: &Want) -> Result<(), Error> {
        match self.looks.iter().any(|looked| looked.want == *want) {
            true => Ok(()),
            false => Err(format!("{want:?} was not answered: {:?}", self.problem).into()),
        }
    }
}

/// Milliseconds since the first call.
fn clock() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}
