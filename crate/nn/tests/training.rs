//! Training steps on the CPU.

mod common;

use common::{options, residual, Run};
use nn::weights::weights_hash;
use nn::{initial_weights, training_graph, Architecture, Group, Model, ModelSpec, Optimiser, TrainingOptions};
use tensor::cpu::Kernels;
use tensor::graph::Role;
use tensor::Plan;

#[test]
fn launches_of_a_step() {
    let launches = |model: &Model, options: &TrainingOptions| {
        Plan::compile_for_gpu(training_graph(model, options).unwrap(), true).unwrap().launches.len()
    };
    let small = residual(16, 1, 2);
    let all = launches(&small, &options(32));
    println!("{all} launches for all layers");
    assert!(all <= 65, "{all} launches");
    let head_only = TrainingOptions { frozen: Group::ALL[..4].to_vec(), ..options(32) };
    let head = launches(&small, &head_only);
    println!("{head} launches for the head only");
    // Forward 9 convolutions with their batch norms, 2 of which are a shortcut's; gather, pool, linear, loss; backward of
    // the product and the bias; update.
    assert_eq!(head, 16 + 4 + 2 + 1);
}

#[test]
fn few_segments() {
    let plan = Plan::compile(training_graph(&residual(16, 1, 2), &options(4)).unwrap()).unwrap();
    let sgd =
        plan.launches.iter().find_map(|l| (l.op.as_ref() as &dyn std::any::Any).downcast_ref::<tensor::op::sgd::Sgd>());
    let sgd = sgd.unwrap();
    assert_eq!(sgd.segments.len(), 10, "weights and the rest of five groups");
    assert!(sgd.segments.iter().enumerate().all(|(i, s)| s.decay == [5e-4, 0.0][i % 2] && s.rate == i / 2));
    assert!(sgd.segments.windows(2).all(|s| s[0].offset + s[0].len == s[1].offset), "nothing between them");
    let none = TrainingOptions { weight_decay: 0.0, ..options(4) };
    let plan = Plan::compile(training_graph(&residual(16, 1, 2), &none).unwrap()).unwrap();
    let sgd = plan
        .launches
        .iter()
        .find_map(|l| (l.op.as_ref() as &dyn std::any::Any).downcast_ref::<tensor::op::sgd::Sgd>().cloned());
    assert_eq!(sgd.unwrap().segments.len(), 5);
}

#[test]
fn frozen_groups_stay() {
    let model = residual(8, 1, 3);
    for frozen in [vec![Group::Stem, Group::Stage1], vec![Group::Stage2], Group::ALL[..4].to_vec()] {
        for optimiser in [Optimiser::SGD, Optimiser::ADAMW] {
            let options = TrainingOptions { frozen: frozen.clone(), optimiser, ..options(4) };
            let start = initial_weights(&model, 3);
            let mut run = Run::new(&model, &start, &options, Kernels::Fast);
            for _ in 0..3 {
                run.step(0.01);
            }
            let end = run.weights();
            let gradients = run.device.region(nn::region::GRADIENTS).unwrap();
            for p in model.parameters() {
                let range = p.offset..p.offset + p.shape.len();
                let same = start.parameters[range.clone()] == end.parameters[range.clone()];
                assert_eq!(same, frozen.contains(&p.group), "{} with {frozen:?} frozen", p.name);
                let no_gradient = gradients[range].iter().all(|g| *g == 0.0);
                assert_eq!(no_gradient, frozen.contains(&p.group), "{}: gradient", p.name);
            }
            for s in model.statistics() {
                let range = s.offset..s.offset + s.shape.len();
                let group = s.name.split('.').next().and_then(Group::parse).unwrap();
                let same = start.statistics[range.clone()] == end.statistics[range];
                assert_eq!(same, frozen.contains(&group), "{}", s.name);
            }
        }
    }
}

/// Nothing upstream of the first trained parameter is differentiated: no input gradient of a convolution there.
#[test]
fn no_gradient_below_the_first_trained_group() {
    let frozen = TrainingOptions { frozen: vec![Group::Stem, Group::Stage1, Group::Stage2], ..options(4) };
    let plan = Plan::compile(training_graph(&residual(8, 1, 2), &frozen).unwrap()).unwrap();
    let count = |name: &str| plan.launches.iter().filter(|l| l.op.name() == name).count();
    assert_eq!(count("conv2d_filter_grad"), 3);
    // Of stage 3, only the second convolution hands a gradient on.
    assert_eq!(count("conv2d_input_grad"), 1);
}

#[test]
fn gradients_land_in_their_region() {
    let model = residual(8, 1, 2);
    let graph = training_graph(&model, &options(4)).unwrap();
    let placed =
        graph.nodes().iter().flat_map(|n| &n.outputs).filter(
            |t| matches!(&graph.tensor(**t).role, Role::Shared { region, .. } if region == nn::region::GRADIENTS),
        );
    assert_eq!(placed.count(), model.parameters().len());
}

#[test]
fn overfits_one_batch() {
    let specs = [
        (ModelSpec::residual(4, 1, 2), Optimiser::SGD, 0.05),
        (ModelSpec::residual(4, 1, 2), Optimiser::ADAMW, 0.01),
        (ModelSpec::of(Architecture::Plain { width: 4 }, 2), Optimiser::SGD, 0.05),
        (ModelSpec { dropout: 0.1, ..ModelSpec::of(Architecture::Mlp { hidden: vec![32] }, 2) }, Optimiser::SGD, 0.01),
    ];
    for (mut spec, optimiser, rate) in specs {
        spec.input = [16, 16, 3];
        let model = Model::new(spec).unwrap();
        let options = TrainingOptions { optimiser, ..options(16) };
        let mut run = Run::new(&model, &initial_weights(&model, 1), &options, Kernels::Fast);
        let [first, _] = run.step(rate);
        // Near ln 2, give or take what random initial weights make of it.
        assert!(first > 0.3 && first < 3.0, "{first}");
        let mut last = [first, 0.0];
        for _ in 0..60 {
            last = run.step(rate);
        }
        assert!(last[0] < 0.1 * first && last[1] == 16.0, "{:?} {optimiser:?}: {last:?}", model.spec());
    }
}

#[test]
fn the_same_seed_gives_the_same_weights() {
    let model = residual(8, 1, 2);
    let hash = |seed| {
        let mut run = Run::new(&model, &initial_weights(&model, seed), &options(4), Kernels::Fast);
        for _ in 0..5 {
            run.step(0.05);
        }
        let weights = run.weights();
        weights_hash(&weights.parameters, &weights.statistics)
    };
    assert_eq!(hash(1), hash(1));
    assert_ne!(hash(1), hash(2));
}

/// Running statistics approach the batch's, so that evaluation of the batch that was trained on approaches training.
#[test]
fn evaluation_uses_running_statistics() {
    let model = residual(4, 1, 2);
    let mut run = Run::new(&model, &initial_weights(&model, 1), &options(8), Kernels::Fast);
    // Rate 0: only the statistics move.
    let mut train_loss = 0.0;
    for _ in 0..150 {
        train_loss = run.step(0.0)[0];
    }
    let source = nn::Source::Pixels { pictures: 8, normalisation: common::NORMALISATION };
    let plan = Plan::compile(nn::evaluation_graph(&model, 8, &source).unwrap()).unwrap();
    let mut program = run.device.load(plan, Kernels::Fast).unwrap();
    let draws: Vec<f32> = (0..8).flat_map(|i| [i, 0x04_04]).map(f32::from_bits).collect();
    program.write("draws", &draws).unwrap();
    run.device.run(&mut program);
    let mut score = nn::metrics::Score::default();
    score.add(run.device.read(&program, "logits").unwrap(), &[0, 1, 0, 1, 0, 1, 0, 1], 2);
    // The running variance is the unbiased one, 1/512 larger in the smallest maps.
    assert!((score.mean_loss() - train_loss).abs() < 2e-3, "{} and {train_loss}", score.mean_loss());
}

/// Own pictures come in as numbers; the same numbers give the same logits as the same pixels.
#[test]
fn a_picture_of_ones_own() {
    let model = residual(4, 1, 2);
    let weights = initial_weights(&model, 1);
    let mut run = Run::new(&model, &weights, &options(1), Kernels::Fast);
    let pixels = run.device.region(nn::region::PIXELS).unwrap().to_vec();
    let n = common::NORMALISATION;
    let picture: Vec<f32> = pixels
        .iter()
        .flat_map(|word| word.to_bits().to_le_bytes())
        .enumerate()
        .map(|(i, byte)| (f32::from(byte) / 255.0 - n.mean[i % 3]) / n.std[i % 3])
        .collect();
    let logits = |run: &mut Run, source: &nn::Source, input: &str, values: &[f32]| {
        let plan = Plan::compile(nn::evaluation_graph(&model, 1, source).unwrap()).unwrap();
        let mut program = run.device.load(plan, Kernels::Fast).unwrap();
        program.write(input, values).unwrap();
        run.device.run(&mut program);
        run.device.read(&program, "logits").unwrap().to_vec()
    };
    let from_pixels = nn::Source::Pixels { pictures: 1, normalisation: n };
    let draw: Vec<f32> = [0, 0x04_04].map(f32::from_bits).to_vec();
    let a = logits(&mut run, &from_pixels, "draws", &draw);
    let b = logits(&mut run, &nn::Source::Input, "picture", &picture);
    assert!(a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-5), "{a:?} {b:?}");
    assert!(a.iter().all(|x| x.is_finite()));
}
