//! Plans: memory, what is refused, and what the refusal says.

use crate::cases;
use crate::network::Network;
use tensor::cpu::{CpuDevice, Kernels};
use tensor::gradient::gradient;
use tensor::op::add::Add;
use tensor::op::conv2d::{Conv2d, Window};
use tensor::op::relu::Relu;
use tensor::op::sgd::Sgd;
use tensor::op::softmax_cross_entropy::SoftmaxCrossEntropy;
use tensor::plan::Slot;
use tensor::{Arena, Error, Graph, Plan, Shape};

#[test]
fn memory_is_used_again() {
    let graph = Network::new().unwrap().graph;
    let computed: usize = graph
        .nodes()
        .iter()
        .flat_map(|n| &n.outputs)
        .filter(|t| graph.tensor(**t).role == tensor::graph::Role::Temp)
        .map(|t| graph.shape(*t).len())
        .sum();
    let plan = Plan::compile_unfused(graph).unwrap();
    let used = plan.private_elements();
    assert!(used * 2 < computed, "{used} elements for {computed}");
    for launch in &plan.launches {
        for place in launch.inputs.iter().chain(&launch.updates).chain(&launch.outputs) {
            let len = match &plan.slots[place.slot] {
                Slot::Shared { len, .. } | Slot::Private(len) => *len,
                Slot::Const(values) => values.len(),
            };
            assert!(place.offset + place.len <= len, "{place:?} in a slot of {len}");
        }
    }
}

#[test]
fn a_chain_needs_two_temporaries() {
    let mut graph = Graph::new();
    let mut x = graph.input("x", [100]);
    for _ in 0..10 {
        x = graph.apply(Relu, &[x]).unwrap();
    }
    graph.keep(x, "y");
    let plan = Plan::compile(graph).unwrap();
    // Input, output, and two in turns.
    assert_eq!(plan.private_elements(), 400);
    assert_eq!(plan.launches.len(), 10);
}

#[test]
fn what_nobody_reads_is_dropped() {
    let mut graph = Graph::new();
    let x = graph.input("x", [4]);
    let unused = graph.apply(Relu, &[x]).unwrap();
    graph.apply(Add, &[unused, x]).unwrap();
    let y = graph.apply(Add, &[x, x]).unwrap();
    graph.keep(y, "y");
    let plan = Plan::compile(graph).unwrap();
    assert_eq!(plan.launches.len(), 1);
    assert!(plan.find("y").is_ok());
    assert_eq!(plan.find("z"), Err(Error::NoTensor("z".into())));
}

#[test]
fn writing_what_is_read_is_refused() {
    let mut arena = Arena::default();
    arena.push("a", [64].into());
    let mut graph = Graph::new();
    let a = graph.shared("region", &arena, "a").unwrap();
    let b = graph.input("b", [64]);
    let y = graph.apply(Add, &[a, b]).unwrap();
    graph.place(y, "region", &arena, "a").unwrap();
    assert_eq!(Plan::compile(graph).unwrap_err(), Error::Overlap { op: "add" });
    // The same place changed twice in one launch.
    let mut graph = Graph::new();
    let x = graph.input("x", [64]);
    let a = graph.shared("region", &arena, "a").unwrap();
    let rates = graph.input("rates", [1]);
    graph.node(Sgd { segments: vec![], momentum: 0.0 }, &[x, rates], &[a, a]).unwrap();
    assert_eq!(Plan::compile(graph).unwrap_err(), Error::Overlap { op: "sgd" });
}

#[test]
fn errors_carry_op_and_shapes() {
    let mut graph = Graph::new();
    let x = graph.input("x", [1, 8, 8, 3]);
    let w = graph.input("w", [3, 3, 4, 16]);
    let error = graph.apply(Conv2d(Window { stride: 1, padding: 1 }), &[x, w]).unwrap_err();
    let shapes = vec![Shape::from([1, 8, 8, 3]), Shape::from([3, 3, 4, 16])];
    assert!(matches!(&error, Error::Shapes { op: "conv2d", shapes: s, .. } if *s == shapes), "{error:?}");
    assert!(error.to_string().contains("conv2d") && error.to_string().contains("[3, 3, 4, 16]"), "{error}");
    assert_eq!(gradient(&mut graph, x, &[w]).unwrap_err(), Error::NotScalar([1, 8, 8, 3].into()));
    // Labels have no gradient.
    let (logits, labels) = (graph.input("logits", [2, 3]), graph.input("labels", [2]));
    let loss = graph.node(SoftmaxCrossEntropy { smoothing: 0.0 }, &[logits, labels], &[]).unwrap()[0];
    assert_eq!(gradient(&mut graph, loss, &[labels]).unwrap(), [None]);
    assert_eq!(gradient(&mut graph, loss, &[x]).unwrap(), [None]);
}

#[test]
fn regions_and_inputs_of_a_wrong_size_are_refused() {
    let mut graph = Graph::new();
    let a = graph.region("region", 64);
    let b = graph.region("region", 128);
    let y = [a, b].map(|t| graph.apply(Relu, &[t]).unwrap());
    graph.keep(y[0], "y0");
    graph.keep(y[1], "y1");
    assert_eq!(Plan::compile(graph).unwrap_err(), Error::RegionSize("region".into()));

    let mut graph = Graph::new();
    let a = graph.region("region", 64);
    let x = graph.input("x", [64]);
    let y = graph.apply(Add, &[a, x]).unwrap();
    graph.keep(y, "y");
    let plan = Plan::compile(graph).unwrap();
    let mut device = CpuDevice::new();
    device.write_region("region", &[0.0; 128]).unwrap();
    assert_eq!(device.load(plan.clone(), Kernels::Fast).unwrap_err(), Error::RegionSize("region".into()));
    let mut device = CpuDevice::new();
    let mut program = device.load(plan, Kernels::Fast).unwrap();
    assert_eq!(program.write("x", &[0.0; 3]), Err(Error::Length { name: "x".into(), want: 64, got: 3 }));
    assert_eq!(program.write("y2", &[0.0; 3]), Err(Error::NoTensor("y2".into())));
    assert_eq!(device.write_region("region", &[0.0; 3]), Err(Error::RegionSize("region".into())));
    assert_eq!(device.region("other"), None);
    let mut arena = Arena::default();
    arena.push("a", [3].into());
    let mut graph = Graph::new();
    let y = graph.input("y", [4]);
    assert!(matches!(graph.place(y, "region", &arena, "a"), Err(Error::Length { want: 3, got: 4, .. })));
    assert_eq!(graph.shared("region", &arena, "b").unwrap_err(), Error::NoTensor("b".into()));
}

/// Whatever shapes an op is given, it answers with shapes or with an error that names it.
#[test]
fn no_shape_makes_a_shape_rule_panic() {
    let odd: Vec<Shape> =
        [&[][..], &[0], &[1], &[2, 3], &[0, 0, 0, 0], &[1, 1, 1, 1], &[2, 5, 4, 3], &[3, 3, 3, 2], &[1; 5]]
            .map(Shape::new)
            .to_vec();
    for case in cases::all() {
        for launch in case.plan().unwrap().launches {
            let right = (launch.shapes.inputs.clone(), launch.shapes.updates.clone());
            assert_eq!(launch.op.infer(&right.0, &right.1).unwrap(), launch.shapes.outputs);
            let name = launch.op.name();
            assert!(matches!(launch.op.infer(&[], &[]), Err(Error::Shapes { op, .. }) if op == name), "{name}");
            for shape in &odd {
                for index in 0..right.0.len() {
                    let mut wrong = right.0.clone();
                    wrong[index] = shape.clone();
                    let answer = launch.op.infer(&wrong, &right.1);
                    assert!(!matches!(answer, Err(Error::Shapes { op, .. }) if op != name), "{name}");
                }
                let all_wrong = vec![shape.clone(); right.0.len()];
                let _ = launch.op.infer(&all_wrong, &vec![shape.clone(); right.1.len()]);
                let _ = launch.op.infer(&all_wrong[..right.0.len() - 1], &right.1);
            }
        }
    }
}
