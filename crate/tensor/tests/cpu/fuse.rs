//! Fusion and the sharing of memory change how much is launched and stored, and no result.

use crate::cases::{self, close};
use crate::network::{Network, Training, PARAMETERS};
use tensor::cpu::Kernels;
use tensor::fuse::fuse;
use tensor::op::add::Add;
use tensor::op::batch_norm::{BatchNorm, Statistics};
use tensor::op::conv2d::{Conv2dInputGrad, Window};
use tensor::op::relu::Relu;
use tensor::{Error, Graph, Plan, TensorId};

/// Gives every computed tensor memory of its own by keeping it under a name of its own.
fn without_sharing(mut graph: Graph) -> Graph {
    let computed: Vec<TensorId> = graph.nodes().iter().flat_map(|n| n.outputs.clone()).collect();
    for (index, id) in computed.into_iter().enumerate() {
        if graph.tensor(id).role == tensor::graph::Role::Temp {
            graph.keep(id, &format!("temporary {index}"));
        }
    }
    graph
}

fn fused_without_sharing(mut graph: Graph) -> Result<Plan, Error> {
    fuse(&mut graph)?;
    Plan::compile_unfused(without_sharing(graph))
}

fn bits(values: cases::Values) -> Vec<(String, Vec<u32>)> {
    values.into_iter().map(|(name, v)| (name, v.into_iter().map(f32::to_bits).collect())).collect()
}

fn count(plan: &Plan, name: &str) -> usize {
    plan.launches.iter().filter(|l| l.op.name() == name).count()
}

#[test]
fn fusion_changes_no_result_of_any_case() {
    for case in cases::all() {
        let values = case.values(5).unwrap();
        let plan = Plan::compile_unfused(case.graph().unwrap()).unwrap();
        let plain = case.run_plan(plan, &values, Kernels::Reference).unwrap();
        for compile in [Plan::compile, for_software, for_gpu] {
            let plan = compile(case.graph().unwrap()).unwrap();
            let fused = case.run_plan(plan, &values, Kernels::Reference).unwrap();
            case.compare(&plain, &fused).unwrap();
        }
    }
}

/// For a GPU whose invocations meet.
fn for_gpu(graph: Graph) -> Result<Plan, Error> {
    Plan::compile_for_gpu(graph, true)
}

fn for_software(graph: Graph) -> Result<Plan, Error> {
    Plan::compile_for_gpu(graph, false)
}

#[test]
fn sharing_memory_changes_no_bit_of_any_case() {
    for case in cases::all() {
        let values = case.values(6).unwrap();
        let shared = case.run(&values, Kernels::Fast).unwrap();
        let plan = fused_without_sharing(case.graph().unwrap()).unwrap();
        let mut alone = case.run_plan(plan, &values, Kernels::Fast).unwrap();
        alone.retain(|name, _| shared.contains_key(name));
        assert_eq!(bits(shared), bits(alone), "{}", case.name);
    }
}

#[test]
fn a_network_trains_alike_fused_or_not_and_to_the_bit_with_shared_memory_or_not() {
    let train = |compile: fn(Graph) -> Result<Plan, Error>| {
        let mut training = Training::new(Kernels::Fast, compile);
        let losses = training.losses();
        (losses, training.device.region(PARAMETERS).unwrap().to_vec())
    };
    let (losses, parameters) = train(Plan::compile);
    let plain = train(Plan::compile_unfused);
    // An accumulating convolution adds the other gradient first and not last.
    close(&plain.0, &losses, 1e-5).unwrap();
    close(&plain.1, &parameters, 1e-4).unwrap();
    for compile in [for_software, for_gpu] {
        let fused = train(compile);
        close(&plain.0, &fused.0, 1e-5).unwrap();
        close(&plain.1, &fused.1, 1e-4).unwrap();
    }
    let alone = train(fused_without_sharing);
    let bits = |v: &[f32]| v.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    assert_eq!((bits(&losses), bits(&parameters)), (bits(&alone.0), bits(&alone.1)));
}

#[test]
fn a_network_takes_fewer_launches() {
    let graph = Network::new().unwrap().graph;
    let plain = Plan::compile_unfused(graph.clone()).unwrap();
    let fused = Plan::compile(graph).unwrap();
    // Forward 41, backward 50, one update of the parameters and one of the running statistics.
    assert_eq!(plain.launches.len(), 93);
    for (name, before, after) in [
        ("add", 6, 0),
        ("relu", 7, 0),
        // The one whose gradient also goes around its block.
        ("relu_grad", 7, 1),
        ("batch_norm", 9, 9),
        ("conv2d_input_grad", 8, 8),
    ] {
        assert_eq!((count(&plain, name), count(&fused, name)), (before, after), "{name}");
    }
    assert_eq!(fused.launches.len(), 74);
    let software = for_software(Network::new().unwrap().graph).unwrap();
    assert_eq!((count(&software, "batch_norm_stats"), count(&software, "conv2d")), (7, 9));
    let for_gpu = for_gpu(Network::new().unwrap().graph).unwrap();
    for (name, after) in [
        ("linear", 1),
        ("linear_grad", 1),
        ("bias", 0),
        ("bias_grad", 0),
        ("matmul", 0),
        ("global_average_pool_grad", 0),
        ("batch_norm", 5),
        ("batch_norm_sum", 2),
        ("batch_norm_stats", 0),
        ("merge_moments", 7),
        ("conv2d", 0),
        ("conv2d_moments", 9),
        ("relu_grad", 0),
        ("conv2d_input_grad_masked", 1),
    ] {
        assert_eq!(count(&for_gpu, name), after, "{name} on a GPU");
    }
    // The network has no record, so loss and its gradient stay apart from each other.
    assert_eq!((for_gpu.launches.len(), software.launches.len()), (65, 65));
}

/// Graphs in which fusion must hold back: the value in between is read elsewhere, kept, or both operands.
#[test]
fn what_is_needed_elsewhere_stays() {
    type Tail = fn(&mut Graph, TensorId, TensorId) -> Result<TensorId, Error>;
    let tails: [(&str, Tail); 5] = [
        ("added to itself", |g, y, _| g.apply(Add, &[y, y])),
        ("kept", |g, y, _| {
            g.keep(y, "between");
            g.apply(Relu, &[y])
        }),
        ("read twice", |g, y, r| {
            let a = g.apply(Relu, &[y])?;
            let b = g.apply(Add, &[y, r])?;
            g.apply(Add, &[a, b])
        }),
        ("sum kept", |g, y, r| {
            let sum = g.apply(Add, &[r, y])?;
            g.keep(sum, "between");
            g.apply(Relu, &[sum])
        }),
        ("activation first", |g, y, r| {
            let y = g.apply(Relu, &[y])?;
            g.apply(Add, &[y, r])
        }),
    ];
    for (name, tail) in tails {
        let case = cases::Case::new(name, move |g, t| {
            let op = BatchNorm { statistics: Statistics::Running, residual: false, relu: false };
            let y = g.apply(op, &t[..5])?;
            Ok(vec![tail(g, y, t[5])?])
        });
        let case = cases::normalisation::operands(case, [2, 3, 3, 5]).given("r", [2, 3, 3, 5], cases::fill::UNIT);
        let values = case.values(7).unwrap();
        let plain = Plan::compile_unfused(case.graph().unwrap()).unwrap();
        let want = case.run_plan(plain, &values, Kernels::Reference).unwrap();
        let got = case.run(&values, Kernels::Reference).unwrap();
        case.compare(&want, &got).unwrap();
    }
    // The same for a convolution's input gradient that is added to itself.
    let case = cases::Case::new("gradient added to itself", |g, t| {
        let op =
            Conv2dInputGrad { window: Window { stride: 1, padding: 1 }, input: [1, 4, 4, 2].into(), accumulate: false };
        let dx = g.apply(op, t)?;
        Ok(vec![g.apply(Add, &[dx, dx])?])
    });
    let case = case.given("dy", [1, 4, 4, 3], cases::fill::UNIT).given("w", [3, 3, 2, 3], cases::fill::UNIT);
    let values = case.values(8).unwrap();
    let plain = Plan::compile_unfused(case.graph().unwrap()).unwrap();
    let want = case.run_plan(plain, &values, Kernels::Reference).unwrap();
    case.compare(&want, &case.run(&values, Kernels::Reference).unwrap()).unwrap();
}
