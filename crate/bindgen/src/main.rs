//! Stands in for the `wasm-bindgen` command when Trunk calls it.
//!
//! The real command line tool brings an HTTP client and server along for its test runner and
//! takes six times as long to build. This one passes the few options that Trunk uses to the
//! library that does the work, and being a member of the workspace it always has exactly the
//! version of `wasm-bindgen` that `Cargo.lock` names.

mod options;

use std::process::ExitCode;

use options::{Options, Request, Target};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments = std::env::args().skip(1);
    let outcome = match options::parse(arguments) {
        Ok(Request::Version) => {
            println!("wasm-bindgen {}", wasm_bindgen_shared::version());
            Ok(())
        }
        Ok(Request::Generate(options)) => generate(&options),
        Err(error) => Err(error.to_string()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wasm-bindgen: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Writes the JavaScript glue and the processed wasm file that `options` ask for.
fn generate(options: &Options) -> Result<(), String> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(&options.input)
        .typescript(options.typescript)
        .keep_debug(options.keep_debug)
        .demangle(options.demangle);
    if let Some(name) = &options.out_name {
        bindgen.out_name(name);
    }
    let targeted = match options.target {
        Target::Web => bindgen.web(true),
        Target::NoModules => bindgen.no_modules(true),
        Target::Bundler => bindgen.bundler(true),
        Target::NodeJs => bindgen.nodejs(true),
    };
    targeted.and_then(|bindgen| bindgen.generate(&options.out_dir)).map_err(|error| format!("{error:#}"))
}
