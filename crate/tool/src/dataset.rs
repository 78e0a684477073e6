//! `cargo xtask dataset`: fetches CIFAR-10 and writes the packs under public/dataset/.

pub mod cifar;
pub mod fetch;
mod pack;

use std::path::PathBuf;

use super::Outcome;

/// The line that `epoch-tool` prints about this command.
pub const HELP: &str = "fetches CIFAR-10 and writes the packs under public/dataset/";

/// Why there is no data set.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// A file or folder cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io { path: PathBuf, error: std::io::Error },
    /// The command was not started in the project.
    #[error("{} is not inside the project", folder.display())]
    Outside { folder: PathBuf },
    /// Another program that is needed failed or is not there.
    #[error("{name}: {what}")]
    Program { name: &'static str, what: String },
    /// The package is not the one that is meant.
    #[error("{}: sha256 is {found}, expected {expected}; remove the file to fetch it again", path.display())]
    Sha256 { path: PathBuf, found: String, expected: &'static str },
    /// A picture file of the package is damaged.
    #[error("{}: {error}", path.display())]
    Picture { path: PathBuf, error: picture::PictureError },
    /// A file of the package holds something else.
    #[error("{}: {what}", path.display())]
    Content { path: PathBuf, what: String },
    /// There are not enough pictures of the classes.
    #[error("{split}: the source has too few pictures")]
    TooFew { split: &'static str },
    /// The pictures have another mean or deviation than the code says.
    #[error("the statistics of the training pictures are {found:?}, vision::CIFAR10 says {expected:?}")]
    Statistics { found: vision::Statistics, expected: vision::Statistics },
}

/// Runs the command with the arguments that follow its name.
pub fn run(arguments: &[String]) -> Outcome {
    if let Some(argument) = arguments.first() {
        return Err(format!("takes no arguments, got {argument}").into());
    }
    let cifar = cifar::load_cifar(&fetch::cache_folder()?)?;
    let found = vision::Statistics::of(&cifar.train.pixels).unwrap_or(vision::CIFAR10);
    if found != vision::CIFAR10 {
        return Err(DatasetError::Statistics { found, expected: vision::CIFAR10 }.into());
    }
    let folder = fetch::project_root()?.join("public/dataset/cats-dogs");
    let manifest = pack::write_cats_dogs(&cifar, &folder)?;
    println!("{}", folder.display());
    for split in &manifest.splits {
        let bytes: u32 = split.chunks.iter().map(|chunk| chunk.bytes).sum();
        println!("  {:<6} {:>5} pictures in {} chunks, {bytes} bytes", split.name, split.count, split.chunks.len());
    }
    Ok(())
}
