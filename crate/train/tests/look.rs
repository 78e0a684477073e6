//! Looks into the network: what they tell agrees with each other and with the predictions, and none changes the run.

use train::config::Config;
use train::device::{block_on, Device};
use train::protocol::{Command, DeviceInfo, Event, Look, Metrics, RunState};
use train::session::{prepare, Material, Session};
use train::trainer::Pool;

/// A session over random pictures, and all that it has said.
struct Talk {
    session: Session,
    events: Vec<Event>,
}

impl Talk {
    /// From random weights: the looks have to agree whatever the network has learned.
    fn new() -> Talk {
        let config = Config {
            pictures: 40,
            valid_share: 0.5,
            epochs: 1,
            batch_size: 8,
            pretrained: false,
            width: 16,
            ..Config::default()
        };
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

    fn train(&mut self) {
        self.command(Command::Train);
        while self.session.is_running() {
            block_on(self.session.tick(&mut |event| self.events.push(event)));
        }
    }

    fn look(&mut self, look: Look) -> (Vec<usize>, Vec<f32>) {
        self.command(Command::Look { id: 7, look });
        match self.events.pop() {
            Some(Event::Looked { id: 7, shape, values, .. }) => {
                (shape.iter().map(|size| *size as usize).collect(), values)
            }
            other => panic!("{other:?}"),
        }
    }

    fn metrics(&self) -> Metrics {
        let done = self.events.iter().rev().find_map(|event| match event {
            Event::Done { metrics } => Some(metrics.clone()),
            _ => None,
        });
        done.expect("the run did not end")
    }
}

fn maps(index: u32, layer: &str, first: bool) -> Look {
    Look::Maps { index, layer: layer.into(), first }
}

#[test]
fn the_heads_sums_give_the_predictions() {
    let mut talk = Talk::new();
    talk.train();
    let (shape, scores) = talk.look(Look::Scores);
    assert_eq!(shape, [40, 3]);
    for index in [0, 7] {
        let row = &scores[3 * index..][..3];
        let (shape, head) = talk.look(Look::Head { index: index as u32 });
        assert_eq!(shape, [65, 3]);
        assert_eq!(head[64 * 3], 1.0, "the last row is the biases'");
        let mut score = [0.0; 2];
        for row in head.chunks_exact(3) {
            score[0] += row[0] * row[1];
            score[1] += row[0] * row[2];
        }
        let dog = 1.0 / (1.0 + (score[0] - score[1]).exp());
        assert!((dog - row[2]).abs() < 1e-4 && (row[1] + row[2] - 1.0).abs() < 1e-5, "{dog} {row:?}");
        // The head sees the mean of the last maps.
        let (shape, last) = talk.look(maps(index as u32, "stage3.0", false));
        assert_eq!(shape, [8, 8, 64]);
        let mean: f32 = last.iter().step_by(64).sum::<f32>() / 64.0;
        assert!((mean - head[0]).abs() < 1e-4, "{mean} {}", head[0]);
    }
}

#[test]
fn patches_are_the_largest_answers_and_lie_within_the_picture() {
    let mut talk = Talk::new();
    for (layer, size, side) in [("stem.relu", 3, 32), ("stage2.0", 13, 16)] {
        let (shape, patches) = talk.look(Look::Patches { layer: layer.into(), channel: 3, pictures: 12, first: false });
        assert_eq!(shape, [9, 6]);
        let mut values = Vec::new();
        for index in 0..12 {
            let (shape, map) = talk.look(maps(index, layer, false));
            assert_eq!(shape[..2], [side, side]);
            values.push(map.iter().skip(3).step_by(shape[2]).fold(f32::NEG_INFINITY, |most, v| most.max(*v)));
        }
        for row in patches.chunks_exact(6) {
            assert_eq!(row[5], values[row[0] as usize]);
            let [x, y, w, h] = [row[1], row[2], row[3], row[4]];
            assert!(w >= 1.0 && h >= 1.0 && w <= size as f32 && h <= size as f32, "{row:?}");
            assert!(x >= 0.0 && y >= 0.0 && x + w <= 32.0 && y + h <= 32.0, "{row:?}");
        }
        values.sort_by(|a, b| b.total_cmp(a));
        let told: Vec<f32> = patches.chunks_exact(6).map(|row| row[5]).collect();
        assert_eq!(told, values[..9]);
    }
}

#[test]
fn looking_changes_nothing_and_the_start_is_remembered() {
    let mut plain = Talk::new();
    plain.train();
    let mut looked = Talk::new();
    let (_, before) = looked.look(maps(2, "stage1.0", false));
    looked.command(Command::Step);
    block_on(looked.session.tick(&mut |_| {}));
    while looked.session.state() != RunState::Paused {
        block_on(looked.session.tick(&mut |_| {}));
    }
    let (_, after) = looked.look(maps(2, "stage1.0", false));
    let (_, first) = looked.look(maps(2, "stage1.0", true));
    assert_eq!(first, before);
    assert_ne!(after, before);
    looked.look(Look::Patches { layer: "stem.relu".into(), channel: 0, pictures: 5, first: true });
    looked.train();
    assert_eq!(looked.metrics().weights_hash, plain.metrics().weights_hash);
}

#[test]
fn what_is_not_there_is_answered_by_nothing() {
    let mut talk = Talk::new();
    let nothing = (Vec::new(), Vec::new());
    for look in [
        maps(0, "head", false),
        maps(99, "stem.relu", false),
        Look::Head { index: 99 },
        Look::Patches { layer: "stem.relu".into(), channel: 99, pictures: 5, first: false },
        Look::Patches { layer: "nothing".into(), channel: 0, pictures: 5, first: true },
    ] {
        assert_eq!(talk.look(look.clone()), nothing, "{look:?}");
    }
}

#[test]
fn the_test_set_is_scored_row_by_row() {
    let mut talk = Talk::new();
    let test = Pool { pixels: vec![90; 3 * vision::SIDE_BYTES], labels: vec![0, 1, 1] };
    block_on(talk.session.look_at_test(4, &test, &mut |event| talk.events.push(event)));
    let Some(Event::Looked { id: 4, shape, values, .. }) = talk.events.pop() else { panic!("no answer") };
    assert_eq!(shape, [3, 3]);
    assert_eq!(values.iter().step_by(3).copied().collect::<Vec<_>>(), [0.0, 1.0, 1.0]);
    assert!(values.chunks_exact(3).all(|row| (row[1] + row[2] - 1.0).abs() < 1e-5 && row[1] == values[1]));
}
