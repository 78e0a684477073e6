//! A step in shards is the step of the whole batch, and no bit of it depends on who runs which shard.

mod common;

use common::{noise, options, residual};
use nn::{initial_weights, region, training_graph, Group, Model, ModelSpec, Optimiser, TrainingOptions};
use tensor::cpu::shards::{shards_of, ShardProgram};
use tensor::cpu::CpuDevice;
use tensor::Plan;

const STEPS: u32 = 4;

/// One of those who run a step together.
struct Member {
    device: CpuDevice,
    program: ShardProgram,
}

/// A model in training by `members`, each of whom runs as many shards.
struct Crew {
    members: Vec<Member>,
    options: TrainingOptions,
    classes: usize,
    dropout: bool,
}

impl Crew {
    fn new(model: &Model, options: &TrainingOptions, members: usize) -> Self {
        let weights = initial_weights(model, 3);
        let own = options.shards / members;
        let member = |index: usize| {
            let mut device = CpuDevice::new();
            device.write_region(region::PARAMETERS, &weights.parameters).unwrap();
            device.write_region(region::STATISTICS, &weights.statistics).unwrap();
            let [h, w, _] = model.spec().input;
            device.write_region(region::PIXELS, &noise(options.pictures * h * w * 3 / 4)).unwrap();
            let plan = Plan::compile(training_graph(model, options).unwrap()).unwrap();
            let program = device.load_shards(plan, options.shards, index * own..(index + 1) * own).unwrap();
            Member { device, program }
        };
        let (classes, dropout) = (model.spec().classes, model.spec().dropout > 0.0);
        Crew { members: (0..members).map(member).collect(), options: options.clone(), classes, dropout }
    }

    fn step(&mut self, step: u32) {
        let (batch, shards) = (self.options.batch as u32, self.options.shards as u32);
        let words = |words: Vec<u32>| words.into_iter().map(f32::from_bits).collect::<Vec<_>>();
        let draws = words((0..batch).flat_map(|i| [i, 0x04_04]).collect());
        let labels: Vec<f32> = (0..batch).map(|i| (i as usize % self.classes) as f32).collect();
        let seeds = words((0..shards).flat_map(|shard| [step * 77, shard * batch / shards]).collect());
        for Member { program, .. } in &mut self.members {
            program.write("draws", &draws).unwrap();
            program.write("labels", &labels).unwrap();
            program.write("rates", &[0.05; 5]).unwrap();
            program.write("step", &words(vec![step])).unwrap();
            if let Some(corrections) = self.options.optimiser.corrections(step + 1) {
                program.write("corrections", &corrections).unwrap();
            }
            if self.dropout {
                program.write("seed", &seeds).unwrap();
            }
        }
        for Member { device, program } in &mut self.members {
            program.begin(device);
        }
        loop {
            let met: Vec<bool> = self.members.iter_mut().map(|m| m.program.go_on(&mut m.device)).collect();
            assert!(met.iter().all(|other| *other == met[0]), "all meet as often");
            if !met[0] {
                break;
            }
            let parts: Vec<Vec<f32>> = self.members.iter().map(|m| m.program.part().to_vec()).collect();
            for (index, Member { device, program }) in self.members.iter_mut().enumerate() {
                let mut others = parts.clone();
                others.remove(index);
                program.meet(device, others);
            }
        }
    }

    /// All that outlives a step, of every member.
    fn regions(&self) -> Vec<Vec<Vec<f32>>> {
        let names = [region::PARAMETERS, region::VELOCITY, region::STATISTICS, region::RING];
        self.members.iter().map(|m| names.map(|name| m.device.region(name).unwrap().to_vec()).to_vec()).collect()
    }
}

fn bits(values: &[f32]) -> Vec<u32> {
    values.iter().map(|value| value.to_bits()).collect()
}

fn run(model: &Model, options: &TrainingOptions, members: usize) -> Vec<Vec<f32>> {
    let mut crew = Crew::new(model, options, members);
    for step in 0..STEPS {
        crew.step(step);
    }
    let regions = crew.regions();
    for other in &regions[1..] {
        for (a, b) in regions[0].iter().zip(other) {
            assert_eq!(bits(a), bits(b), "members agree");
        }
    }
    regions.into_iter().next().unwrap()
}

fn kinds() -> Vec<(Model, TrainingOptions)> {
    let small = residual(4, 1, 3);
    let dropping = Model::new(ModelSpec { dropout: 0.3, ..ModelSpec::residual(4, 1, 3) }).unwrap();
    let frozen = TrainingOptions { frozen: vec![Group::Stem, Group::Stage1], ..options(16) };
    let head = TrainingOptions { frozen: Group::ALL[..4].to_vec(), ..options(16) };
    let adamw = TrainingOptions { optimiser: Optimiser::ADAMW, label_smoothing: 0.1, ..options(16) };
    vec![
        (small.clone(), options(16)),
        (dropping, options(16)),
        (small.clone(), frozen),
        (small.clone(), head),
        (small, adamw),
    ]
}

#[test]
fn no_bit_depends_on_who_runs_which_shard() {
    for (model, options) in kinds() {
        let options = TrainingOptions { shards: 4, ..options };
        let alone = run(&model, &options, 1);
        for members in [2, 4] {
            for (a, b) in alone.iter().zip(&run(&model, &options, members)) {
                assert_eq!(bits(a), bits(b), "{members} members, {options:?}");
            }
        }
    }
}

#[test]
fn shards_together_are_the_whole_batch() {
    for (model, options) in kinds() {
        let whole = run(&model, &options, 1);
        for shards in [2, 4] {
            let cut = run(&model, &TrainingOptions { shards, ..options.clone() }, 1);
            // The ring counts pictures and hits of a shard on average, so it is compared apart.
            for (name, (a, b)) in ["parameters", "velocity", "statistics"].iter().zip(whole.iter().zip(&cut)) {
                let scale = a.iter().fold(0.0f32, |most, value| most.max(value.abs()));
                let most = a.iter().zip(b).fold(0.0f32, |most, (a, b)| most.max((a - b).abs()));
                // AdamW divides by what may be a rounding error alone.
                let tolerance = if options.optimiser == Optimiser::SGD { 2e-4 } else { 2e-2 };
                assert!(most <= tolerance * scale, "{name}: {most} of {scale}, {shards} shards, {options:?}");
            }
            for step in 0..STEPS as usize {
                let entry =
                    |ring: &[f32]| (ring[4 * step], ring[4 * step + 1] / ring[4 * step + 2], ring[4 * step + 3]);
                let (a, b) = (entry(&whole[3]), entry(&cut[3]));
                assert!((a.0 - b.0).abs() <= 1e-4 * a.0.abs() && a.1 == b.1 && a.2 == b.2, "{a:?} and {b:?}");
            }
        }
    }
}

#[test]
fn a_step_that_is_left_off_leaves_nothing() {
    let (model, options) = kinds().swap_remove(0);
    let options = TrainingOptions { shards: 4, ..options };
    let mut crew = Crew::new(&model, &options, 2);
    for step in 0..STEPS {
        // Someone is lost after some meetings: the step begins again.
        for meetings in [0, 3, 7] {
            let Member { device, program } = &mut crew.members[0];
            program.begin(device);
            for _ in 0..meetings {
                assert!(program.go_on(device));
                let other = program.part().iter().map(|value| value + 1.0).collect();
                program.meet(device, vec![other]);
            }
        }
        crew.step(step);
    }
    for (a, b) in crew.regions()[0].iter().zip(&run(&model, &options, 1)) {
        assert_eq!(bits(a), bits(b));
    }
}

#[test]
fn a_batch_is_cut_into_equal_shards_of_four_pictures_at_least() {
    for (batch, shards) in
        [(1, 1), (4, 1), (6, 1), (8, 2), (12, 2), (16, 4), (20, 4), (30, 2), (32, 4), (33, 1), (128, 4)]
    {
        assert_eq!(shards_of(batch), shards, "{batch}");
    }
}
