//! The command line, as Trunk writes it.

use std::fmt;
use std::path::PathBuf;

/// What the caller asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Request {
    /// Print the version of wasm-bindgen.
    Version,
    /// Process a wasm file.
    Generate(Options),
}

/// The kind of JavaScript to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Web,
    NoModules,
    Bundler,
    NodeJs,
}

/// How to process a wasm file.
#[derive(Debug, PartialEq, Eq)]
pub struct Options {
    pub input: PathBuf,
    pub out_dir: PathBuf,
    pub out_name: Option<String>,
    pub target: Target,
    pub typescript: bool,
    pub keep_debug: bool,
    pub demangle: bool,
}

/// Why the command line can't be followed.
#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    Unknown(String),
    Target(String),
    Missing(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(option) => {
                write!(formatter, "this stand-in knows no option {option}: install wasm-bindgen-cli to use it")
            }
            Self::Target(target) => write!(formatter, "unknown target {target}"),
            Self::Missing(what) => write!(formatter, "{what} is missing"),
        }
    }
}

/// Reads the arguments after the program's name.
///
/// # Errors
/// An option that is not listed here, an unknown target, no input or no `--out-dir`.
pub fn parse(arguments: impl Iterator<Item = String>) -> Result<Request, Error> {
    let mut arguments = arguments;
    let (mut input, mut out_dir, mut out_name) = (None, None, None);
    let mut target = Target::Bundler;
    let (mut typescript, mut keep_debug, mut demangle) = (true, false, true);
    while let Some(argument) = arguments.next() {
        let (name, inline) = match argument.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ => (argument.as_str(), None),
        };
        let mut value = |what| inline.clone().or_else(|| arguments.next()).ok_or(Error::Missing(what));
        match name {
            "--version" | "-V" => return Ok(Request::Version),
            "--target" => target = parse_target(&value("the value of --target")?)?,
            "--out-dir" => out_dir = Some(PathBuf::from(value("the value of --out-dir")?)),
            "--out-name" => out_name = Some(value("the value of --out-name")?),
            "--no-typescript" => typescript = false,
            "--keep-debug" => keep_debug = true,
            "--no-demangle" => demangle = false,
            _ if name.starts_with('-') || input.is_some() => return Err(Error::Unknown(argument)),
            _ => input = Some(PathBuf::from(&argument)),
        }
    }
    Ok(Request::Generate(Options {
        input: input.ok_or(Error::Missing("the wasm file"))?,
        out_dir: out_dir.ok_or(Error::Missing("--out-dir"))?,
        out_name,
        target,
        typescript,
        keep_debug,
        demangle,
    }))
}

fn parse_target(name: &str) -> Result<Target, Error> {
    match name {
        "web" => Ok(Target::Web),
        "no-modules" => Ok(Target::NoModules),
        "bundler" => Ok(Target::Bundler),
        "nodejs" => Ok(Target::NodeJs),
        _ => Err(Error::Target(name.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_line(line: &str) -> Result<Request, Error> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn reads_what_trunk_writes() {
        let line = "--target=web --out-dir=/a/b --out-name=app /a/app.wasm --no-typescript";
        let expected = Options {
            input: "/a/app.wasm".into(),
            out_dir: "/a/b".into(),
            out_name: Some("app".into()),
            target: Target::Web,
            typescript: false,
            keep_debug: false,
            demangle: true,
        };
        assert_eq!(parse_line(line), Ok(Request::Generate(expected)));
        assert_eq!(parse_line("--version"), Ok(Request::Version));
    }

    #[test]
    fn refuses_what_it_cannot_do() {
        assert_eq!(parse_line("--weak-refs a.wasm --out-dir b"), Err(Error::Unknown("--weak-refs".into())));
        assert_eq!(parse_line("--out-dir b"), Err(Error::Missing("the wasm file")));
        assert_eq!(parse_line("a.wasm"), Err(Error::Missing("--out-dir")));
        assert_eq!(parse_line("a.wasm --out-dir"), Err(Error::Missing("the value of --out-dir")));
        assert_eq!(parse_line("--target=deno a.wasm"), Err(Error::Target("deno".into())));
    }
}
