//! `epoch-offline SITE`: the last step of a build. Lists the files of the built site in its `sw.js`, and names the version
//! in its pages.

use std::path::PathBuf;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let (Some(site), None) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: epoch-offline <folder of the built site>");
        return ExitCode::FAILURE;
    };
    match offline::write(&site) {
        Ok(list) => {
            println!(
                "version {}: {} files, {} B, for use without a network",
                list.version,
                list.files.len(),
                list.bytes()
            );
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{}: {error}", site.display());
            ExitCode::FAILURE
        }
    }
}
