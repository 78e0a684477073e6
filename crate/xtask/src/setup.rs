//! Setting up: the tools for the site and what the tests need, several at once where that is faster.

use std::sync::OnceLock;

use crate::error::Result;
use crate::toolchain::Toolchain;
use crate::{browser, jobs, python, site, toolchain, tools};

/// `cargo xtask setup`: what `serve` and `test` need.
pub fn everything() -> Result<()> {
    for_site()?;
    browser::set_up()?;
    tools::axe()?;
    tools::onnxruntime()?;
    python::set_up()?;
    jobs::say("all is there");
    Ok(())
}

/// Sets up what building the site needs and tells which Rust to build it with.
///
/// Where Trunk is missing, the site's wasm is compiled beside it: Trunk takes minutes to build, and
/// the site's last step, optimising the whole program, keeps only one core busy.
pub fn for_site() -> Result<Toolchain> {
    let first = !tools::have_trunk();
    if first {
        jobs::say("setting up the tools, once (logs in .tools/log/)");
    }
    let chosen = OnceLock::new();
    jobs::together(vec![
        Box::new(tools::trunk),
        Box::new(|| {
            tools::wasm_opt()?;
            tools::esbuild()?;
            tools::wasm_bindgen()
        }),
        Box::new(|| {
            let toolchain = toolchain::with_wasm()?;
            if first {
                jobs::run_logged("the site's wasm", site::compile(&toolchain)?)?;
            }
            let _ = chosen.set(toolchain);
            Ok(())
        }),
    ])?;
    Ok(chosen.into_inner().unwrap_or(Toolchain::Ordinary))
}
