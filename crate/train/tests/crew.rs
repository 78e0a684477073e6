//! Steps that several share give the bits of steps alone, also where the others are lost in the middle of one.

use train::config::{Config, Optimiser};
use train::crew::{Crew, Gone, Member, Parts, Setup};
use train::device::{block_on, Device};
use train::protocol::{Command, DeviceInfo, Event, Metrics};
use train::session::{prepare, Material, Session};
use train::trainer::Pool;

fn settings(batch: u32, optimiser: Optimiser) -> Config {
    Config {
        pictures: 48,
        valid_share: 0.25,
        epochs: 2,
        batch_size: batch,
        pretrained: false,
        width: 4,
        optimiser,
        ..Config::default()
    }
}

fn pool(config: &Config) -> Pool {
    let count = (config.pictures + config.valid_pictures()) as usize;
    let mut random = vision::Random::new(5, vision::Stream::Shuffle, 0);
    Pool {
        pixels: (0..count * vision::SIDE_BYTES).map(|_| random.next_u32() as u8).collect(),
        labels: (0..count).map(|i| (i % 2) as u8).collect(),
    }
}

/// The other members in this very thread, lost after so many meetings.
#[derive(Debug)]
struct Here {
    members: Vec<Member>,
    left: usize,
}

impl Here {
    fn new(setup: &Setup, pixels: &[u8], left: usize) -> Here {
        let members = (1..setup.members as usize).map(|index| Member::new(setup, index, pixels).unwrap());
        Here { members: members.collect(), left }
    }
}

impl Crew for Here {
    fn members(&self) -> usize {
        1 + self.members.len()
    }

    fn begin(&mut self, inputs: &[f32], regions: Option<&[f32]>) {
        for member in &mut self.members {
            if let Some(regions) = regions {
                member.put_regions(regions).unwrap();
            }
            member.begin(inputs).unwrap();
            assert!(member.go_on());
        }
    }

    fn exchange<'a>(&'a mut self, part: &'a [f32]) -> Parts<'a> {
        Box::pin(async move {
            self.left = self.left.checked_sub(1).ok_or(Gone)?;
            let parts: Vec<Vec<f32>> = self.members.iter().map(|member| member.part().to_vec()).collect();
            for (index, member) in self.members.iter_mut().enumerate() {
                let mut others = vec![part.to_vec()];
                others.extend(
                    parts.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, part)| part.clone()),
                );
                member.meet(others);
                member.go_on();
            }
            Ok(parts)
        })
    }
}

/// A run to its end, shared from the step `from` on by so many and for so many meetings.
fn run(config: &Config, cores: u32, from: usize, meetings: usize) -> (Metrics, Vec<u32>) {
    let pool = pool(config);
    let classes = vec!["cat".into(), "dog".into()];
    let normalisation = nn::Normalisation { mean: [0.5; 3], std: [0.25; 3] };
    let material = Material { pool, classes, normalisation, weights: None };
    let info = DeviceInfo::cpu();
    let (mut metrics, mut workers, mut steps) = (None, Vec::new(), 0);
    let mut emit = |event: Event| match event {
        Event::Done { metrics: told } => metrics = Some(told),
        Event::Device { device } => workers.push(device.workers),
        _ => {}
    };
    let mut session: Session =
        block_on(prepare(config.clone(), material, (Device::cpu(), info), || 0.0, &mut emit)).unwrap();
    block_on(session.command(Command::Train, &mut emit));
    while session.is_running() {
        if steps == from {
            if let Some((setup, pixels)) = session.setup(cores) {
                let crew = Here::new(&setup, pixels, meetings);
                session.share(Box::new(crew));
            }
        }
        steps += 1;
        block_on(session.tick(&mut emit));
    }
    (metrics.unwrap(), workers)
}

#[test]
fn shared_steps_give_the_bits_of_steps_alone() {
    for (batch, optimiser) in [(16, Optimiser::Sgd), (8, Optimiser::Sgd), (16, Optimiser::AdamW)] {
        let config = settings(batch, optimiser);
        let (alone, workers) = run(&config, 1, 0, 0);
        assert_eq!(workers, [1], "nobody shares with one core");
        for (cores, members) in [(2, 2), (3, 2), (4, if batch == 16 { 4 } else { 2 })] {
            for from in [0, 4] {
                let (shared, workers) = run(&config, cores, from, usize::MAX);
                assert_eq!(workers, [1, members]);
                assert_eq!((&shared.weights_hash, shared.train_loss), (&alone.weights_hash, alone.train_loss));
            }
        }
    }
}

#[test]
fn the_others_can_be_lost_at_any_time() {
    let config = settings(16, Optimiser::Sgd);
    let (alone, _) = run(&config, 1, 0, 0);
    for meetings in [0, 1, 5, 40] {
        let (shared, workers) = run(&config, 2, 0, meetings);
        assert_eq!(shared.weights_hash, alone.weights_hash, "lost after {meetings} meetings");
        assert_eq!(workers.last(), Some(&1));
    }
}

#[test]
fn a_batch_that_is_not_cut_is_shared_by_nobody() {
    let config = settings(6, Optimiser::Sgd);
    let (alone, _) = run(&config, 1, 0, 0);
    let (tried, workers) = run(&config, 4, 0, usize::MAX);
    assert_eq!(workers, [1]);
    assert_eq!(tried.weights_hash, alone.weights_hash);
}

#[test]
fn what_does_not_fit_is_refused() {
    let config = settings(16, Optimiser::Sgd);
    let pool = pool(&config);
    let normalisation = nn::Normalisation { mean: [0.5; 3], std: [0.25; 3] };
    let setup = Setup { config, classes: 2, normalisation, pictures: pool.labels.len() as u32, batch: 16, members: 2 };
    let mut member = Member::new(&setup, 1, &pool.pixels).unwrap();
    assert!(member.begin(&[0.0; 3]).is_err());
    assert!(member.put_regions(&[0.0; 3]).is_err());
    for (members, index) in [(0, 0), (3, 1), (8, 1), (2, 2)] {
        assert!(Member::new(&Setup { members, ..setup.clone() }, index, &pool.pixels).is_err(), "{index} of {members}");
    }
}
