//! Every case that PyTorch knows against what PyTorch computes, and sequences of optimiser steps. The goldens and the
//! script that makes them stand in `tests/golden/`.

use crate::cases::torch::Goldens;
use crate::cases::{self, close, update, Case, Golden, Values};
use tensor::cpu::{CpuDevice, Kernels};
use tensor::{Graph, Plan};

/// The golden's inputs for a case, with the shapes that the case has.
fn inputs(case: &Case, goldens: &Goldens, golden: &str) -> Values {
    let mut values = Values::new();
    for input in &case.inputs {
        let (shape, data) = goldens.get(&format!("{golden}/{}", input.name));
        assert_eq!(*shape, input.shape, "{}: golden {golden}/{}", case.name, input.name);
        values.insert(input.name.into(), data.clone());
    }
    if case.inputs.iter().any(|i| i.wanted) {
        values.insert("r".into(), goldens.values(&format!("{golden}/r")).to_vec());
    }
    values
}

#[test]
fn ops_agree_with_pytorch() {
    let goldens = Goldens::load();
    let mut failures = vec![];
    for case in cases::all() {
        let golden = match &case.golden {
            Some(Golden::Torch(golden)) => *golden,
            Some(Golden::No(why)) if !why.is_empty() => continue,
            _ => panic!("{} says neither which golden it has nor why it has none", case.name),
        };
        let values = inputs(&case, &goldens, golden);
        for kernels in [Kernels::Reference, Kernels::Fast] {
            let got = case.run(&values, kernels).unwrap();
            let want: Values =
                got.keys().map(|key| (key.clone(), goldens.values(&format!("{golden}/{key}")).to_vec())).collect();
            if let Err(difference) = case.compare(&want, &got) {
                failures.push(format!("{kernels:?}: {difference}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_golden_is_used() {
    let mut used: Vec<&str> = vec!["sgd", "adamw", "network"];
    for case in cases::all() {
        if let Some(Golden::Torch(name)) = case.golden {
            assert!(!used.contains(&name), "two cases for golden {name}");
            used.push(name);
        }
    }
    for name in Goldens::load().names() {
        let case = name.split('/').next().unwrap_or_default();
        assert!(used.contains(&case), "no case uses golden {name}");
    }
}

/// Steps of an optimiser with other gradients and learning rates each; the state stays on the device in between.
fn optimiser(name: &str, extra: impl Fn(u32) -> Vec<f32>, build: impl Fn(&mut Graph)) {
    let goldens = Goldens::load();
    for kernels in [Kernels::Reference, Kernels::Fast] {
        let mut device = CpuDevice::new();
        let mut graph = Graph::new();
        build(&mut graph);
        let mut program = device.load(Plan::compile(graph).unwrap(), kernels).unwrap();
        device.write_region("parameters", goldens.values(&format!("{name}/initial"))).unwrap();
        let steps = goldens.get(&format!("{name}/gradients")).0.sizes()[0];
        for step in 0..steps {
            program.write("gradients", goldens.row(&format!("{name}/gradients"), step)).unwrap();
            program.write("rates", goldens.row(&format!("{name}/rates"), step)).unwrap();
            let extra = extra(step as u32 + 1);
            if !extra.is_empty() {
                program.write("corrections", &extra).unwrap();
            }
            device.run(&mut program);
            let want = goldens.row(&format!("{name}/parameters"), step);
            // A few operations an element and step, in another order.
            if let Err(difference) = close(want, device.region("parameters").unwrap(), 1e-6) {
                panic!("{name}, {kernels:?}, step {step}: {difference}");
            }
        }
    }
}

#[test]
fn sgd_agrees_with_pytorch_over_steps() {
    let none = |_| vec![];
    optimiser("sgd", none, |graph| {
        let inputs = [graph.input("gradients", [update::SIZE]), graph.input("rates", [2])];
        let updates = ["parameters", "velocity"].map(|name| graph.region(name, update::SIZE));
        graph.node(update::sgd_op(), &inputs, &updates).unwrap();
    });
}

#[test]
fn adamw_agrees_with_pytorch_over_steps() {
    let corrections = |step| update::adamw_op().corrections(step).to_vec();
    optimiser("adamw", corrections, |graph| {
        let gradients = graph.input("gradients", [update::SIZE]);
        let inputs = [gradients, graph.input("rates", [2]), graph.input("corrections", [2])];
        let updates = ["parameters", "m", "v"].map(|name| graph.region(name, update::SIZE));
        graph.node(update::adamw_op(), &inputs, &updates).unwrap();
    });
}
