//! Shapes, names, counts and initial values.

mod common;

use common::residual;
use nn::{initial_weights, start_from, Architecture, Group, Model, ModelSpec, SpecError};

#[test]
fn parameter_counts() {
    // By hand for w = 16, n = 1, 8 classes: 432 + 2·2304 + 4608 + 9216 + 512 + 18432 + 36864 + 2048 weights of
    // convolutions, 2·(3·16 + 3·32 + 3·64) of batch norms, 64·8 + 8 of the head.
    assert_eq!(residual(16, 1, 8).parameter_count(), 76_720 + 672 + 520);
    assert_eq!(residual(16, 1, 10).parameter_count(), 78_042);
    // Twice as wide: twice the stem, four times the other convolutions, twice the batch norms.
    assert_eq!(residual(32, 1, 10).parameter_count(), 2 * 432 + 4 * (76_720 - 432) + 2 * 672 + 128 * 10 + 10);
    let deeper = residual(16, 3, 10).parameter_count();
    assert_eq!(deeper, 78_042 + 2 * (2 * 2304 + 2 * 9216 + 2 * 36864 + 4 * (16 + 32 + 64)));
}

#[test]
fn names_and_shapes() {
    let model = residual(16, 1, 2);
    let shape = |name: &str| model.parameter(name).unwrap().shape.sizes().to_vec();
    assert_eq!(shape("stem.conv.weight"), [3, 3, 3, 16]);
    assert_eq!(shape("stem.bn.bias"), [16]);
    assert_eq!(shape("stage1.0.conv1.weight"), [3, 3, 16, 16]);
    assert_eq!(shape("stage2.0.shortcut.conv.weight"), [1, 1, 16, 32]);
    assert_eq!(shape("stage3.0.conv2.weight"), [3, 3, 64, 64]);
    assert_eq!(shape("head.weight"), [64, 2]);
    assert_eq!(shape("head.bias"), [2]);
    assert!(model.parameter("stage1.0.shortcut.conv.weight").is_none());
    assert!(model.statistics().iter().any(|s| s.name == "stage3.0.shortcut.bn.running_var" && s.start == 1.0));
    assert_eq!(model.first_weight().unwrap().name, "stem.conv.weight");
    assert_eq!(model.groups(), Group::ALL);
    assert_eq!(model.trainable_count(&Group::ALL[..4]), 130);
    // Offsets in ascending order, each on a boundary.
    assert!(model.parameters().windows(2).all(|p| p[0].offset + p[0].shape.len() <= p[1].offset));
    assert!(model.parameters().iter().all(|p| p.offset % tensor::Arena::ALIGN == 0));
}

#[test]
fn layers_for_a_page() {
    let model = residual(16, 1, 2);
    let infos = model.layer_infos();
    let output = |name: &str| infos.iter().find(|l| l.name == name).unwrap().output.clone();
    assert_eq!(output("stem.relu"), [32, 32, 16]);
    assert_eq!(output("stage1.0"), [32, 32, 16]);
    assert_eq!(output("stage2.0.shortcut.conv"), [16, 16, 32]);
    assert_eq!(output("stage3.0"), [8, 8, 64]);
    assert_eq!(output("pool"), [64]);
    assert_eq!(output("head"), [2]);
    assert_eq!(infos.iter().map(|l| l.parameters).sum::<usize>(), model.parameter_count());
    let names: std::collections::BTreeSet<_> = infos.iter().map(|l| &l.name).collect();
    assert_eq!(names.len(), infos.len(), "names are unique");
}

/// What `layer_infos` says is what the graph computes, for every architecture.
#[test]
fn told_shapes_are_true() {
    for (spec, odd) in all_specs().into_iter().zip([false, true, false]) {
        let input = if odd { [13, 11, 3] } else { [32, 32, 3] };
        let model = Model::new(ModelSpec { input, ..spec }).unwrap();
        let infos = model.layer_infos();
        let names: Vec<_> = infos.iter().map(|l| l.name.as_str()).collect();
        let graph = nn::inspection_graph(&model, 2, &nn::Source::Input, &names).unwrap();
        let plan = tensor::Plan::compile(graph).unwrap();
        for info in infos.iter().filter(|l| l.kind != "dropout" && l.name != "head") {
            let (_, shape) = plan.names.get(&info.name).unwrap();
            assert_eq!(shape.sizes()[0], 2, "{}", info.name);
            assert_eq!(shape.sizes()[1..], info.output, "{}", info.name);
        }
        assert_eq!(plan.names.get("logits").unwrap().1.sizes(), [2, 5]);
    }
}

fn all_specs() -> [ModelSpec; 3] {
    [
        ModelSpec { dropout: 0.1, ..ModelSpec::residual(8, 2, 5) },
        ModelSpec::of(Architecture::Plain { width: 8 }, 5),
        ModelSpec { dropout: 0.5, ..ModelSpec::of(Architecture::Mlp { hidden: vec![32, 16] }, 5) },
    ]
}

#[test]
fn impossible_models_are_refused() {
    let refused = |spec: ModelSpec| Model::new(spec).unwrap_err();
    assert!(matches!(refused(ModelSpec::residual(0, 1, 2)), SpecError::Range { what: "width", .. }));
    assert!(matches!(refused(ModelSpec::residual(16, 0, 2)), SpecError::Range { what: "depth", .. }));
    assert!(matches!(refused(ModelSpec::residual(16, 1, 0)), SpecError::Range { what: "classes", .. }));
    assert!(matches!(refused(ModelSpec::residual(256, 16, 2)), SpecError::TooLarge(_)));
    let spec = ModelSpec::residual(16, 1, 2);
    assert!(matches!(refused(ModelSpec { dropout: f32::NAN, ..spec }), SpecError::Range { what: "dropout", .. }));
}

#[test]
fn initial_values() {
    let model = residual(16, 1, 10);
    let weights = initial_weights(&model, 1);
    let values = |name: &str| {
        let p = model.parameter(name).unwrap();
        &weights.parameters[p.offset..p.offset + p.shape.len()]
    };
    // Standard deviation sqrt(2 / (9 · 64)) within five standard errors over 36,864 values.
    let conv = values("stage3.0.conv2.weight");
    let variance = conv.iter().map(|x| x * x).sum::<f32>() / conv.len() as f32;
    assert!((variance * 288.0 - 1.0).abs() < 5.0 * (2.0 / conv.len() as f32).sqrt(), "{variance}");
    assert!(values("stem.bn.weight").iter().all(|x| *x == 1.0));
    assert!(values("stem.bn.bias").iter().all(|x| *x == 0.0));
    // fan_in 64: even in ±1/8.
    let head = values("head.weight");
    assert!(head.iter().all(|x| x.abs() <= 0.125) && head.iter().any(|x| x.abs() > 0.115));
    assert!(values("head.bias").iter().any(|x| *x != 0.0));
    assert_eq!(weights, initial_weights(&model, 1));
    assert_ne!(weights, initial_weights(&model, 2));
}

/// The same on every platform: pinned once, so that a platform that differs fails.
#[test]
fn initial_values_are_pinned() {
    let model = residual(16, 1, 10);
    assert_eq!(
        nn::weights::model_hash(&model, &initial_weights(&model, 1)),
        "7888b8c4108ef556df491d8b088b28619ce17891799acb32f578dc5f8188130f"
    );
}

#[test]
fn starting_from_trained_weights() {
    let (eight, two) = (residual(8, 1, 8), residual(8, 1, 2));
    let mut trained = initial_weights(&eight, 5);
    for (i, s) in eight.statistics().iter().enumerate() {
        trained.statistics[s.offset..s.offset + s.shape.len()].fill(0.25 * i as f32);
    }
    let started = start_from(&two, &eight, &trained, 1).unwrap();
    let fresh = initial_weights(&two, 1);
    for p in two.parameters() {
        let values = &started.parameters[p.offset..p.offset + p.shape.len()];
        let source = match p.group {
            Group::Head => &fresh.parameters[p.offset..],
            _ => &trained.parameters[eight.parameter(&p.name).unwrap().offset..],
        };
        assert_eq!(values, &source[..values.len()], "{}", p.name);
    }
    assert_eq!(started.statistics, trained.statistics);
    // As many classes: the head too.
    assert_eq!(start_from(&eight, &eight, &trained, 1).unwrap(), trained);
    // Another body.
    let wider = residual(12, 1, 2);
    let error = start_from(&wider, &eight, &trained, 1).unwrap_err().to_string();
    assert!(error.contains("stem.conv.weight"), "{error}");
    assert!(start_from(&residual(8, 2, 2), &eight, &trained, 1).is_err());
}
