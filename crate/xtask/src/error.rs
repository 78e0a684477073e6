//! What can go wrong, in words that say what to do next.

use std::fmt;

pub type Result<T> = std::result::Result<T, Error>;

#[derive(Debug)]
pub enum Error {
    /// The command line makes no sense.
    Usage(String),
    /// A program could not be started.
    Start { program: String, error: std::io::Error },
    /// A step ended badly; its own words stand above or in `log`.
    Step { name: String, log: Option<String> },
    /// A file could not be read or written.
    File { path: String, error: std::io::Error },
    /// Something is not installed and can't be installed from here.
    Missing { what: String, how: String },
    /// Something weighs more than its budget.
    TooLarge { what: &'static str, bytes: u64, limit: u64 },
    /// Steps of `cargo xtask test` failed.
    Checks(Vec<String>),
    /// No port to serve on.
    Port(std::io::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(words) => write!(out, "{words}"),
            Self::Start { program, error } => write!(out, "can't start {program}: {error}"),
            Self::Step { name, log: None } => write!(out, "{name}: failed, see above"),
            Self::Step { name, log: Some(log) } => write!(out, "{name}: failed, see {log}"),
            Self::File { path, error } => write!(out, "{path}: {error}"),
            Self::Missing { what, how } => write!(out, "{what} is missing. {how}"),
            Self::TooLarge { what, bytes, limit } => write!(out, "{what} is {bytes} bytes, and may be {limit}"),
            Self::Checks(names) => write!(out, "failed: {}", names.join(", ")),
            Self::Port(error) => write!(out, "no free port to serve on: {error}"),
        }
    }
}

/// Attaches the path to an error of the file system.
pub trait AtPath<T> {
    fn at(self, path: &std::path::Path) -> Result<T>;
}

impl<T> AtPath<T> for std::io::Result<T> {
    fn at(self, path: &std::path::Path) -> Result<T> {
        self.map_err(|error| Error::File { path: path.display().to_string(), error })
    }
}
