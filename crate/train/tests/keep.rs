//! A run that goes on from what was kept ends as the run without a break; weights from elsewhere show what they predict.

use train::config::{Config, Optimiser};
use train::device::{block_on, Device};
use train::protocol::{Adopted, Change, Command, DeviceInfo, Event, Kept, Look, Metrics, ProblemCode, RunState};
use train::session::{prepare, Material, Session};
use train::trainer::Pool;

fn settings() -> Config {
    Config {
        pictures: 48,
        valid_share: 0.25,
        epochs: 2,
        batch_size: 8,
        pretrained: false,
        width: 4,
        ..Config::default()
    }
}

/// A session over random pictures, and all that it has said.
struct Talk {
    session: Session,
    events: Vec<Event>,
}

impl Talk {
    fn new(config: Config) -> Talk {
        let count = (config.pictures + config.valid_pictures()) as usize;
        let mut random = vision::Random::new(5, vision::Stream::Shuffle, 0);
        let pool = Pool {
            pixels: (0..count * vision::SIDE_BYTES).map(|_| random.next_u32() as u8).collect(),
            labels: (0..count).map(|i| (i % 2) as u8).collect(),
        };
        let material = Material {
            pool,
            classes: vec!["cat".into(), "dog".into()],
            normalisation: nn::Normalisation { mean: [0.5; 3], std: [0.25; 3] },
            weights: None,
        };
        let info = DeviceInfo::cpu();
        let mut events = Vec::new();
        let mut emit = |event: Event| events.push(event);
        let session = block_on(prepare(config, material, (Device::cpu(), info), || 0.0, &mut emit)).unwrap();
        Talk { session, events }
    }

    fn command(&mut self, command: Command) {
        block_on(self.session.command(command, &mut |event| self.events.push(event)));
    }

    fn run_out(&mut self) -> Metrics {
        while self.session.is_running() {
            block_on(self.session.tick(&mut |event| self.events.push(event)));
        }
        assert_eq!(self.session.state(), RunState::Done);
        let metrics = self.events.iter().rev().find_map(|event| match event {
            Event::Done { metrics } => Some(metrics.clone()),
            _ => None,
        });
        metrics.unwrap()
    }

    fn keep(&mut self) -> Kept {
        self.command(Command::Keep { id: 9, start: true });
        match self.events.pop() {
            Some(Event::Kept { id: 9, kept }) => *kept,
            other => panic!("{other:?}"),
        }
    }

    fn refusal(&self) -> ProblemCode {
        match self.events.last() {
            Some(Event::Problem { problem }) => problem.code,
            other => panic!("{other:?}"),
        }
    }

    /// Validations so far, without those before the first step.
    fn validations(&self) -> Vec<(u32, Option<f32>, f32)> {
        let epochs = self.events.iter().filter_map(|event| match event {
            Event::Epoch { epoch } if epoch.step > 0 => Some((epoch.step, epoch.train_loss, epoch.valid_loss)),
            _ => None,
        });
        epochs.collect()
    }
}

/// The same metrics, whatever the time that they took.
fn same(a: &Metrics, b: &Metrics) {
    assert_eq!(a.weights_hash, b.weights_hash);
    let numbers = |m: &Metrics| (m.steps, m.train_loss, m.valid_loss, m.valid_accuracy);
    assert_eq!(numbers(a), numbers(b));
}

#[test]
fn a_run_goes_on_from_what_was_kept_at_every_step() {
    for optimiser in [Optimiser::Sgd, Optimiser::AdamW] {
        let config = Config { optimiser, ..settings() };
        let mut whole = Talk::new(config.clone());
        whole.command(Command::Train);
        let want = whole.run_out();
        let all = whole.validations();
        let mut first = Talk::new(config.clone());
        for step in 1..12 {
            while first.session.is_running() || first.keep().step < step {
                if !first.session.is_running() {
                    first.command(Command::Step);
                }
                block_on(first.session.tick(&mut |event| first.events.push(event)));
            }
            let kept = first.keep();
            assert_eq!((kept.step, kept.done), (step, false));
            // Through bytes, as it is kept.
            let kept: Kept = postcard::from_bytes(&postcard::to_allocvec(&kept).unwrap()).unwrap();
            let mut second = Talk::new(config.clone());
            second.command(Command::Restore { kept: Box::new(kept) });
            assert_eq!(second.session.state(), RunState::Paused);
            second.command(Command::Train);
            same(&second.run_out(), &want);
            let rest = second.validations();
            assert_eq!(rest[..], all[all.len() - rest.len()..], "after step {step}");
        }
    }
}

#[test]
fn an_ended_run_is_done_again_with_the_same_metrics() {
    let mut run = Talk::new(settings());
    run.command(Command::Train);
    let want = run.run_out();
    let kept = run.keep();
    assert!(kept.done);
    let mut again = Talk::new(settings());
    again.command(Command::Restore { kept: Box::new(kept) });
    let mut got = again.run_out();
    assert!(got.train_loss.is_finite());
    got.images_per_second = want.images_per_second;
    assert_eq!(got, want);
}

#[test]
fn what_was_kept_of_another_network_is_refused_and_nothing_is_lost() {
    let mut wide = Talk::new(Config { width: 8, ..settings() });
    let kept = wide.keep();
    let mut run = Talk::new(settings());
    run.command(Command::Restore { kept: Box::new(kept) });
    assert_eq!(run.refusal(), ProblemCode::Foreign);
    let mut kept = run.keep();
    kept.step = 13;
    run.command(Command::Restore { kept: Box::new(kept.clone()) });
    assert_eq!(run.refusal(), ProblemCode::Foreign);
    kept.step = 0;
    kept.velocity.pop();
    run.command(Command::Restore { kept: Box::new(kept) });
    assert_eq!(run.refusal(), ProblemCode::Foreign);
    assert_eq!(run.session.state(), RunState::Ready);
    run.command(Command::Train);
    let mut other = Talk::new(settings());
    other.command(Command::Train);
    same(&run.run_out(), &other.run_out());
}

#[test]
fn an_adopted_change_is_the_trained_network() {
    let mut run = Talk::new(settings());
    run.command(Command::Train);
    let want = run.run_out();
    let kept = run.keep();
    let (parameters, statistics) = kept.start.clone().unwrap();
    let minus = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a - b).collect::<Vec<f32>>();
    let change =
        Change { parameters: minus(&kept.parameters, &parameters), statistics: minus(&kept.statistics, &statistics) };
    let hash = nn::weights::weights_hash(&parameters, &statistics);
    let base: [u8; 8] = std::array::from_fn(|i| u8::from_str_radix(&hash[2 * i..2 * i + 2], 16).unwrap());
    let mut other = Talk::new(settings());
    other.command(Command::Look { id: 1, look: Look::ScoresWith { change: change.clone() } });
    let looked = other.events.pop();
    assert_eq!(other.session.state(), RunState::Ready);
    other.command(Command::Adopt { weights: Adopted::Change { change: change.clone(), base: Some(base) } });
    let got = other.run_out();
    assert_eq!(got.steps, want.steps);
    assert!((got.valid_loss - want.valid_loss).abs() < 1e-5, "{} {}", got.valid_loss, want.valid_loss);
    other.command(Command::Look { id: 2, look: Look::Scores });
    let (Some(Event::Looked { values: before, .. }), Some(Event::Looked { values: now, .. })) =
        (looked, other.events.last().cloned())
    else {
        panic!("no look was answered")
    };
    assert_eq!(before, now);
    // Training again begins where this run begins.
    other.command(Command::Reset);
    other.command(Command::Train);
    same(&other.run_out(), &want);
    let foreign = Adopted::Change { change: change.clone(), base: Some([1; 8]) };
    other.command(Command::Adopt { weights: foreign });
    assert_eq!(other.refusal(), ProblemCode::Foreign);
    for broken in [
        Change { parameters: change.parameters[1..].to_vec(), ..change.clone() },
        Change { statistics: vec![f32::NAN; change.statistics.len()], ..change },
    ] {
        other.command(Command::Adopt { weights: Adopted::Change { change: broken, base: None } });
        assert_eq!(other.refusal(), ProblemCode::Foreign);
        assert_eq!(other.session.state(), RunState::Done);
    }
}

#[test]
fn a_weight_file_is_adopted_if_it_is_of_this_network() {
    let mut run = Talk::new(settings());
    run.command(Command::Train);
    let want = run.run_out();
    let kept = run.keep();
    let model = train::session::model(&settings(), 2).unwrap();
    let weights = nn::Weights { parameters: kept.parameters, statistics: kept.statistics };
    let normalisation = nn::Normalisation { mean: kept.normalisation.0, std: kept.normalisation.1 };
    let file = nn::weights::save(&model, &weights, &normalisation, nn::weights::Dtype::F32).unwrap();
    let mut other = Talk::new(settings());
    other.command(Command::Adopt { weights: Adopted::File(file.clone()) });
    let got = other.run_out();
    assert_eq!((got.valid_loss, &got.weights_hash), (want.valid_loss, &want.weights_hash));
    let mut wide = Talk::new(Config { width: 8, ..settings() });
    for bytes in [file.as_slice(), &file[..100], b""] {
        wide.command(Command::Adopt { weights: Adopted::File(bytes.to_vec()) });
        assert_eq!(wide.refusal(), ProblemCode::Foreign);
        assert_eq!(wide.session.state(), RunState::Ready);
    }
}
