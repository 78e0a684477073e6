//! Every shader is valid WGSL and keeps to what WebGPU guarantees everywhere, whatever GPU there is here.

use std::collections::BTreeSet;

use naga::valid::{Capabilities, ValidationFlags, Validator};
use tensor::gpu::{Kernel, Tiles, MAX_BINDINGS};
use tensor::op::NAMES;

use crate::geometry::{STAGED, TILES};
use crate::{cases, geometry};

/// WebGPU's default limits: invocations of a workgroup, bytes of workgroup memory, workgroups along an axis.
const INVOCATIONS: u32 = 256;
const WORKGROUP_BYTES: u32 = 16_384;
const GROUPS: u32 = 65_535;

fn check(kernel: &Kernel) -> Result<(), String> {
    let source = kernel.source();
    let module = naga::front::wgsl::parse_str(&source).map_err(|e| e.emit_to_string(&source))?;
    let mut validator = Validator::new(ValidationFlags::all(), Capabilities::empty());
    validator.validate(&module).map_err(|e| e.emit_to_string(&source))?;
    let entry = module.entry_points.iter().find(|e| e.name == "main").ok_or("no entry point")?;
    let size: u32 = entry.workgroup_size.iter().product();
    if size > INVOCATIONS {
        return Err(format!("{size} invocations a workgroup"));
    }
    let shared = module.global_variables.iter().filter(|(_, v)| v.space == naga::AddressSpace::WorkGroup);
    let bytes: u32 = shared.map(|(_, v)| module.types[v.ty].inner.size(module.to_ctx())).sum();
    if bytes > WORKGROUP_BYTES {
        return Err(format!("{bytes} bytes of workgroup memory"));
    }
    if kernel.workgroups.iter().any(|g| *g == 0 || *g > GROUPS) {
        return Err(format!("{:?} workgroups", kernel.workgroups));
    }
    Ok(())
}

#[test]
fn every_shader_is_valid_within_the_default_limits() {
    let mut sources = BTreeSet::new();
    let mut ops = BTreeSet::new();
    let mut most = (0, "");
    let drawn = (0..20).flat_map(cases::drawn::drawn);
    for case in cases::all().into_iter().chain(geometry::table()).chain(geometry::large()).chain(drawn) {
        let plan = case.plan().unwrap_or_else(|e| panic!("{}: {e}", case.name));
        for launch in &plan.launches {
            let kernel = launch.op.gpu(&launch.shapes).unwrap_or_else(|e| panic!("{}: {e}", case.name));
            ops.insert(launch.op.name());
            for kernel in TILES.map(|tiles| kernel.clone().fit(&tiles)) {
                most = most.max((kernel.bindings.len(), kernel.name));
                if sources.insert(kernel.source()) {
                    check(&kernel).unwrap_or_else(|e| panic!("{}: {}: {e}", case.name, kernel.name));
                }
            }
        }
    }
    println!("{} shaders of {} ops are valid; the most buffers: {most:?}", sources.len(), ops.len());
    let missing: Vec<_> = NAMES.iter().filter(|n| !ops.contains(*n)).collect();
    assert!(missing.is_empty(), "no case launches {missing:?}");
    // More than WebGPU guarantees: batch norm's gradient and the sum of two, whose inputs of one region are joined (see
    // `gpu/program.rs`).
    assert!(most.0 <= MAX_BINDINGS + 3, "{most:?}");
}

/// Which products of a case are staged.
fn staged(case: &cases::Case, tiles: &Tiles) -> Vec<&'static str> {
    let plan = case.plan().unwrap();
    let kernels = plan.launches.iter().map(|launch| launch.op.gpu(&launch.shapes).unwrap().fit(tiles));
    kernels.filter(|kernel| kernel.source().contains("a_block[")).map(|kernel| kernel.name).collect()
}

#[test]
fn products_are_staged_where_whole_workgroups_are_full() {
    use cases::convolution::{conv2d, kernel, moments};
    use cases::elementwise::matmul;
    let layer = |side, channels| conv2d([16, side, side, channels], channels, kernel(3, 1, 1));
    // Filters are few, and their gradients' sums shared.
    for case in [layer(32, 16), layer(16, 32), layer(8, 64)] {
        assert_eq!(staged(&case, &STAGED), ["conv2d", "conv2d_input_grad", "conv2d_filter_grad"][..2], "{}", case.name);
        assert!(staged(&case, &Tiles::PORTABLE).is_empty() && staged(&case, &Tiles::SOFTWARE).is_empty());
    }
    // Moments are of 64 rows, which a workgroup has for this many channels.
    for (channels, staging) in [(16, 1), (32, 1), (64, 1), (3, 0)] {
        let case = moments([16, 16, 16, 16], channels, kernel(3, 1, 1));
        assert_eq!(staged(&case, &STAGED).len(), staging, "{}", case.name);
    }
    assert_eq!(staged(&matmul(1024, 1024, 1024, false, false), &STAGED).len(), 3);
    // A picture's three colours are no block; a row is no tile; of long sums for few outputs only the gradients are staged.
    assert!(!staged(&conv2d([16, 32, 32, 3], 16, kernel(3, 1, 1)), &STAGED).contains(&"conv2d"));
    assert!(staged(&matmul(1, 512, 2048, false, false), &STAGED).is_empty());
    assert_eq!(staged(&matmul(64, 4096, 64, false, false), &STAGED).len(), 2);
    // Every tile that stages does, and every op.
    let large = geometry::large();
    for tiles in TILES.iter().filter(|tiles| tiles.stage > 0) {
        let ops: BTreeSet<_> = large.iter().flat_map(|case| staged(case, tiles)).collect();
        println!("{tiles:?}: {ops:?}");
        assert!(["conv2d", "conv2d_input_grad", "matmul"].iter().all(|op| ops.contains(op)), "{tiles:?}: {ops:?}");
    }
}

#[test]
fn a_broken_shader_is_found() {
    let shader = |body| {
        let text = format!("#read x LEN\n#write y LEN\n{body}");
        Kernel::map("relu", &text, 8).fit(&TILES[0])
    };
    assert!(check(&shader("@compute @workgroup_size(64) fn main() { y_set_quad(0u, 0u, x_quad(0u, 0u)); }")).is_ok());
    assert!(check(&shader("@compute @workgroup_size(64) fn main() { y_set_quad(0u, 0u, 1.0); }")).is_err());
    assert!(check(&shader("@compute @workgroup_size(512) fn main() { }")).is_err());
}
