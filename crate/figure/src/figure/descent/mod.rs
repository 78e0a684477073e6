//! Gradient descent: a ball goes down the loss surface of a model of two weights, on real pictures.
//!
//! | file | what |
//! |---|---|
//! | [`surface`] | the model, its loss, the bowl's lowest place and curvature |
//! | [`walk`] | a step, and how a walk ends |
//! | [`draw`] | map and curve |
//! | [`words`] | what is said about it |

mod draw;
mod surface;
mod walk;
mod words;

use lesson::log::{Fact, Walk};
use serde::{Deserialize, Serialize};

use crate::kit::format::number;
use crate::message::{Action, Context, Want, TICK};
use crate::registry::Figure;
use crate::scene::{Button, Look, Part};
use surface::{Place, Samples, Surface};
use walk::Rule;

const RATE: u16 = 1;
const BATCH: u16 = 2;
const START: u16 = 3;
const ROLL: u16 = 4;
const STEP: u16 = 5;
const BACK: u16 = 6;

/// The rates of the slider.
const RATES: [f32; 14] = [0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0];
/// Pictures in a batch; the last one stands for all.
const BATCHES: [usize; 4] = [usize::MAX, 16, 4, 1];
/// Where a walk may start.
const STARTS: [Place; 3] = [[-1.9, -0.6], [-1.7, 1.8], [1.9, 1.3]];
/// Milliseconds a step.
const PACE: u32 = 110;
/// Walks that are listed.
const LISTED: usize = 5;
/// Fewer pictures are no surface worth walking on.
const FEWEST: usize = 30;

/// What the student has set, and where the ball has been.
#[derive(Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Descent {
    /// Places in [`RATES`] and [`BATCHES`], where they were moved.
    rate: Option<usize>,
    batch: Option<usize>,
    start: usize,
    running: bool,
    /// Places after the start; the start itself is not in it.
    steps: Vec<Place>,
    ended: Option<Walk>,
    /// Walks so far, which is also the seed of the next one's order.
    walks: u32,
    past: Vec<Past>,
    /// The pictures in numbers, from the first action on.
    samples: Option<Samples>,
}

/// A walk that has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Past {
    rate: f32,
    /// 0: all pictures.
    batch: u32,
    steps: u32,
    loss: f32,
    outcome: Walk,
}

impl Descent {
    fn count(context: &Context) -> u32 {
        context.setup("pictures", 200.0) as u32
    }

    /// Whether this figure offers small batches.
    fn has_batches(context: &Context) -> bool {
        context.setup("batches", 0.0) > 0.0
    }

    fn rate(&self, context: &Context) -> usize {
        // Too slow to arrive where only the rate is to be found; quick enough where batches are.
        self.rate.unwrap_or(if Self::has_batches(context) { 4 } else { 1 }).min(RATES.len() - 1)
    }

    fn batch(&self, context: &Context) -> usize {
        let first = if Self::has_batches(context) { BATCHES.len() - 1 } else { 0 };
        self.batch.unwrap_or(first).min(BATCHES.len() - 1)
    }

    /// The numbers of the pictures: those that are remembered, unless more have come since and no walk has been made.
    fn samples(&self, context: &Context) -> Option<Samples> {
        let kept = self.samples.as_ref().filter(|kept| kept.all.len() >= FEWEST);
        let untouched = self.steps.is_empty() && self.past.is_empty();
        let most = (Self::count(context) as usize).min(context.pictures.len());
        match kept {
            Some(kept) if !untouched || most <= kept.all.len() => Some(kept.clone()),
            _ if most >= FEWEST => Some(Samples::of(&context.pictures[..most])),
            _ => None,
        }
    }

    fn path(&self) -> Vec<Place> {
        let start = STARTS[self.start.min(STARTS.len() - 1)];
        std::iter::once(start).chain(self.steps.iter().copied()).collect()
    }

    fn rule(&self, context: &Context) -> Rule {
        Rule { rate: RATES[self.rate(context)], batch: BATCHES[self.batch(context)], seed: self.walks }
    }

    /// One step on; a fact if the walk ends with it.
    fn step(&mut self, context: &Context, samples: &Samples, surface: &Surface) -> Option<Fact> {
        let rule = self.rule(context);
        let mut path = self.path();
        let now = walk::next(&samples.all, &rule, self.steps.len(), *path.last()?);
        self.steps.push(now);
        path.push(now);
        let outcome = walk::outcome(surface, &samples.all, &rule, &path)?;
        self.ended = Some(outcome);
        self.running = false;
        self.walks = self.walks.wrapping_add(1);
        let all = samples.all.len();
        let batch = if rule.batch >= all { 0 } else { rule.batch as u32 };
        let steps = self.steps.len() as u32;
        self.past.push(Past { rate: rule.rate, batch, steps, loss: surface.loss(now), outcome });
        if self.past.len() > LISTED {
            self.past.remove(0);
        }
        Some(Fact::Descent { rate: rule.rate, batch: rule.batch.min(all) as u32, steps, outcome })
    }

    fn back(&mut self) {
        self.steps.clear();
        self.ended = None;
        self.running = false;
    }

    fn buttons(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        let button = |id, label: &str, look, disabled| {
            Part::Button(Button { id, label: label.into(), look, pressed: None, disabled })
        };
        let roll = if self.running { lang.say("暂停", "Pause") } else { lang.say("滚下去", "Let it roll") };
        vec![
            button(ROLL, roll, Look::Primary, false),
            button(STEP, lang.say("走一步", "One step"), Look::Plain, self.running),
            button(BACK, lang.say("回到起点", "Back to the start"), Look::Plain, self.steps.is_empty()),
        ]
    }

    /// The last walks, the newest first. Batches are told where they can be chosen.
    fn table(&self, context: &Context) -> Part {
        let lang = context.lang;
        let batches = Self::has_batches(context);
        let row = |past: &Past| {
            let loss = if past.outcome == Walk::Diverged { "↑".to_owned() } else { number(past.loss) };
            let mut cells = vec![past.rate.to_string()];
            if batches {
                cells.push(match past.batch {
                    0 => lang.say("全部", "all").to_owned(),
                    size => size.to_string(),
                });
            }
            cells.extend([past.steps.to_string(), loss, words::short(lang, past.outcome).to_owned()]);
            cells
        };
        Part::Table {
            caption: lang.say("最近几次", "The last walks").into(),
            head: words::head(lang, batches),
            rows: self.past.iter().rev().map(row).collect(),
        }
    }

    fn controls(&self, context: &Context, all: usize) -> Vec<Part> {
        let lang = context.lang;
        let rate = self.rate(context);
        let mut parts = vec![Part::Slider {
            id: RATE,
            label: lang.say("学习率 η", "Learning rate η").into(),
            shown: format!("{}", RATES[rate]),
            low: 0.0,
            high: (RATES.len() - 1) as f32,
            step: 1.0,
            value: rate as f32,
        }];
        if Self::has_batches(context) {
            parts.push(Part::Choice {
                id: BATCH,
                label: lang.say("每一步看几张图片（批次）", "Pictures looked at in a step (batch)").into(),
                options: BATCHES.iter().map(|size| words::batch(lang, *size, all)).collect(),
                picked: Some(self.batch(context) as u32),
            });
        }
        parts.push(Part::Choice {
            id: START,
            label: lang.say("起点", "Start").into(),
            options: words::starts(lang),
            picked: Some(self.start as u32),
        });
        parts
    }
}

impl Figure for Descent {
    fn act(&mut self, action: Action, context: &Context) -> Vec<Fact> {
        let Some(samples) = self.samples(context) else { return Vec::new() };
        self.samples = Some(samples.clone());
        let Some(surface) = Surface::of(&samples.all) else { return Vec::new() };
        let place = action.value.max(0.0) as usize;
        match action.id {
            // A walk has one rate, one size of batch and one start: another one begins a walk anew.
            RATE | BATCH | START => {
                self.back();
                match action.id {
                    RATE => self.rate = Some(place.min(RATES.len() - 1)),
                    BATCH => self.batch = Some(place.min(BATCHES.len() - 1)),
                    _ => self.start = place.min(STARTS.len() - 1),
                }
            }
            ROLL if self.running => self.running = false,
            ROLL => {
                if self.ended.is_some() {
                    self.back();
                }
                self.running = true;
                if context.still {
                    return std::iter::from_fn(|| self.running.then(|| self.step(context, &samples, &surface)))
                        .flatten()
                        .collect();
                }
            }
            STEP if !self.running => {
                if self.ended.is_some() {
                    self.back();
                }
                return self.step(context, &samples, &surface).into_iter().collect();
            }
            BACK => self.back(),
            TICK if self.running => return self.step(context, &samples, &surface).into_iter().collect(),
            _ => {}
        }
        Vec::new()
    }

    fn wants(&self, context: &Context) -> Vec<Want> {
        vec![Want::Pictures { count: Self::count(context) }]
    }

    fn tick(&self, _context: &Context) -> Option<u32> {
        self.running.then_some(PACE)
    }

    fn draw(&self, context: &Context) -> Vec<Part> {
        let lang = context.lang;
        let bowl = self.samples(context).and_then(|samples| Some((Surface::of(&samples.all)?, samples)));
        let Some((surface, samples)) = bowl else {
            let note = lang.say(
                "这片地形要用真的图片来算。先在上面训练一次，图片就来了。",
                "This surface is computed from real pictures. Train once above, and they are there.",
            );
            return vec![Part::Note(note.into())];
        };
        let path = self.path();
        let now = path.last().copied().unwrap_or_default();
        let mut parts = self.controls(context, samples.all.len());
        parts.push(Part::Row(self.buttons(context)));
        parts.push(match self.ended {
            Some(outcome) => Part::Said(words::said(lang, outcome, &surface, &path, BATCHES[self.batch(context)])),
            None => Part::Note(words::progress(lang, &surface, &path)),
        });
        let scene = draw::Scene { context, surface: &surface, path: &path, ended: self.ended };
        parts.push(Part::Row(vec![Part::Drawing(draw::map(&scene)), Part::Drawing(draw::curve(&scene))]));
        parts.extend(draw::examples(context, &samples, now));
        if !self.past.is_empty() {
            parts.push(self.table(context));
        }
        let seen = |outcome| self.past.iter().any(|past| past.batch == 0 && past.outcome == outcome);
        if seen(Walk::Diverged) && seen(Walk::Settled) {
            parts.push(Part::Note(words::limit(lang, &surface)));
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::surface::tests::pictures;
    use super::*;
    use crate::message::Lang;

    fn context() -> Context {
        Context { pictures: pictures(200), width: 328, still: true, ..Context::default() }
    }

    fn act(figure: &mut Descent, context: &Context, id: u16, value: f32) -> Vec<Fact> {
        figure.act(Action { id, value }, context)
    }

    #[test]
    fn one_rate_settles_another_diverges_and_the_facts_pass_the_task() {
        let (mut figure, context) = (Descent::default(), context());
        let mut facts = Vec::new();
        act(&mut figure, &context, RATE, 7.0);
        facts.extend(act(&mut figure, &context, ROLL, 1.0));
        assert!(matches!(facts[..], [Fact::Descent { batch: 200, outcome: Walk::Settled, .. }]), "{facts:?}");
        let log = |facts: &[Fact]| lesson::log::Log { facts: facts.to_vec(), ..lesson::log::Log::default() };
        assert!(!lesson::check::judge(&lesson::check::Check::Descent {}, &log(&facts)).passed);
        act(&mut figure, &context, RATE, 13.0);
        facts.extend(act(&mut figure, &context, ROLL, 1.0));
        assert!(matches!(facts[1], Fact::Descent { outcome: Walk::Diverged, .. }), "{facts:?}");
        assert!(lesson::check::judge(&lesson::check::Check::Descent {}, &log(&facts)).passed);
        let notes = figure.draw(&context);
        assert!(matches!(notes.last(), Some(Part::Note(note)) if note.contains("λ")), "{notes:?}");
    }

    #[test]
    fn step_by_step_it_is_the_walk_that_rolls() {
        let still = context();
        let moving = Context { still: false, ..context() };
        let (mut one, mut other) = (Descent::default(), Descent::default());
        for figure in [&mut one, &mut other] {
            act(figure, &still, RATE, 7.0);
        }
        let rolled = act(&mut one, &still, ROLL, 1.0);
        assert!(act(&mut other, &moving, ROLL, 1.0).is_empty());
        assert_eq!(other.tick(&moving), Some(PACE));
        let mut ticked = Vec::new();
        while other.tick(&moving).is_some() {
            ticked.extend(act(&mut other, &moving, TICK, 0.0));
        }
        assert_eq!((rolled, one), (ticked, other));
    }

    #[test]
    fn a_walk_that_is_left_in_the_middle_is_no_fact() {
        let (mut figure, context) = (Descent::default(), context());
        assert!(act(&mut figure, &context, STEP, 1.0).is_empty());
        assert_eq!(figure.steps.len(), 1);
        assert!(act(&mut figure, &context, RATE, 13.0).is_empty());
        assert!(figure.steps.is_empty() && figure.past.is_empty());
    }

    #[test]
    fn the_surface_stays_when_the_pictures_go() {
        let (mut figure, context) = (Descent::default(), context());
        act(&mut figure, &context, STEP, 1.0);
        let kept = figure.samples.clone();
        let gone = Context { pictures: Vec::new(), ..context };
        assert!(figure.draw(&gone).len() > 3);
        act(&mut figure, &gone, STEP, 1.0);
        assert_eq!((figure.samples.clone(), figure.steps.len()), (kept, 2));
    }

    #[test]
    fn it_draws_itself_in_both_languages_at_both_widths_and_with_nothing_known() {
        let mut figure = Descent::default();
        assert!(matches!(figure.draw(&Context::default())[..], [Part::Note(_)]));
        assert!(act(&mut figure, &Context::default(), ROLL, 1.0).is_empty());
        for lang in [Lang::Zh, Lang::En] {
            for width in [328, 760] {
                let setup = [("batches".to_owned(), 1.0)].into();
                let context = Context { lang, width, setup, ..context() };
                for rate in 0..RATES.len() {
                    for batch in 0..BATCHES.len() {
                        act(&mut figure, &context, RATE, rate as f32);
                        act(&mut figure, &context, BATCH, batch as f32);
                        assert_eq!(act(&mut figure, &context, ROLL, 1.0).len(), 1);
                        let said = format!("{:?}", figure.draw(&context));
                        assert!(!said.contains("NaN") && !said.contains("inf,"), "{said}");
                    }
                }
            }
        }
        assert_eq!(figure.past.len(), LISTED);
    }
}
