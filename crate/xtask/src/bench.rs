//! `cargo xtask bench`: how fast the site opens and trains, and how fast its engine is beside others.

use crate::error::{AtPath, Error, Result};
use crate::test::DIST;
use crate::toolchain::{Toolchain, WASM};
use crate::{browser, jobs, measure, paths, python, setup, site, tools};

/// `cargo xtask bench [site | peers ... | card ...]`; site and peers where nothing is named.
///
/// # Errors
/// The set-up, a build or a measurement fails.
pub fn run(arguments: &[String]) -> Result<()> {
    match arguments.split_first() {
        None => of_site().and_then(|()| of_peers(&[])),
        Some((what, rest)) if what == "card" => of_card(rest),
        Some((what, [])) if what == "site" => of_site(),
        Some((what, rest)) if what == "peers" => of_peers(rest),
        Some((what, _)) => Err(Error::Usage(format!("bench takes `site`, `peers ...` or `card ...`, and got {what}"))),
    }
}

/// Builds the site and measures it.
fn of_site() -> Result<()> {
    let toolchain = site::build("/")?;
    let browser = browser::set_up()?;
    jobs::say("measuring the site");
    let mut command = toolchain.cargo(&["run", "--quiet", "--package", "epoch-tests", "--bin", "bench"]);
    command.env(DIST, paths::dist());
    browser.tell(&mut command);
    jobs::run("bench", command)
}

/// Builds what of the engine is measured, fetches the other engines, and measures all of them. Needs no site.
fn of_peers(arguments: &[String]) -> Result<()> {
    let toolchain = setup::for_site()?;
    let browser = browser::set_up()?;
    python::set_up()?;
    let folder = tools::peers()?;
    jobs::say("building the work that is measured");
    let native = build_work(&toolchain, &folder.join("work"))?;
    for (backend, device) in [("flex", "wasm"), ("webgpu", "webgpu")] {
        if let Err(error) = build_burn(&toolchain, &folder, backend, device) {
            println!("  without Burn on {backend}, whose rows will say so: {error}");
        }
    }
    let mut command = measure_engines(&toolchain, &native, arguments);
    command.env(DIST, &folder);
    browser.tell(&mut command);
    jobs::run("peers", command)
}

/// The same engines on this machine's graphics card, without a browser: natively, and in Node.js with Dawn's WebGPU.
fn of_card(arguments: &[String]) -> Result<()> {
    let toolchain = setup::for_site()?;
    python::set_up()?;
    let folder = tools::peers()?;
    jobs::say("building the work that is measured");
    let native = build_work(&toolchain, &folder.join("work/card"))?;
    jobs::run("card", measure_engines(&toolchain, &native, &[&["card".to_string()], arguments].concat()))
}

/// The program that measures all engines.
fn measure_engines(toolchain: &Toolchain, native: &std::path::Path, arguments: &[String]) -> std::process::Command {
    jobs::say("measuring the engines");
    let mut command = toolchain.cargo(&["run", "--quiet", "--package", "epoch-tests", "--bin", "peers", "--"]);
    command.args(arguments).env("EPOCH_BENCH_NATIVE", native);
    command
}

/// The engine as a module for the page, built like the site's and with the site's clock, and as a native program; tells
/// where that is. The texts of its shaders lie beside them.
fn build_work(toolchain: &Toolchain, folder: &std::path::Path) -> Result<std::path::PathBuf> {
    std::fs::create_dir_all(folder).at(folder)?;
    measure::compile(toolchain)?;
    measure::write(toolchain, folder)?;
    let clock = paths::root().join("web/clock.js");
    std::fs::copy(&clock, folder.join("clock.js")).at(&clock)?;
    site::write_shaders(toolchain, folder)?;
    let native = ["build", "--profile", "tool", "--package", measure::PACKAGE];
    jobs::run("the native work", toolchain.cargo(&native))?;
    Ok(paths::target().join("tool").join(format!("native{}", std::env::consts::EXE_SUFFIX)))
}

/// Burn on the same work with one of its backends, as `burn-DEVICE.js` with its wasm: a package of its own, so that nobody
/// else waits for its dependencies.
fn build_burn(toolchain: &Toolchain, folder: &std::path::Path, backend: &str, device: &str) -> Result<()> {
    let name = format!("burn-{device}");
    // Each has its own folder: cargo gives both the same file, and would make it anew every time.
    let build = paths::tools().join("build").join(&name);
    let mut command = toolchain.cargo(&["build", "--release", "--locked", "--target", WASM, "--manifest-path"]);
    command.arg(folder.join("burn/Cargo.toml")).args(["--features", backend]).arg("--target-dir").arg(&build);
    jobs::run_logged(&name, command)?;
    let mut command = toolchain.program("wasm-bindgen");
    command.args(["--target=web", "--no-typescript"]).args(["--out-name", &name, "--out-dir"]).arg(folder.join("work"));
    command.arg(build.join(WASM).join("release/burn_work.wasm"));
    jobs::run("wasm-bindgen", command)
}
