//! Running programs: with their output shown, or several at once with their output in logs.

use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::error::{AtPath, Error, Result};
use crate::paths;

/// How often a job that works in silence says that it is still there.
const HEARTBEAT: Duration = Duration::from_secs(20);

/// Says what is done now.
pub fn say(words: &str) {
    println!("\x1b[1m▸ {words}\x1b[0m");
    let _ = std::io::stdout().flush();
}

/// The program's name, for messages.
fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn start_error(command: &Command, error: std::io::Error) -> Error {
    Error::Start { program: program(command), error }
}

/// Runs `command` with its output on the screen.
///
/// # Errors
/// The program can't be started or ends with another status than 0.
pub fn run(name: &str, mut command: Command) -> Result<()> {
    let status = command.status().map_err(|error| start_error(&command, error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::Step { name: name.to_owned(), log: None })
    }
}

/// Runs `command`, hands every line that it prints to `on_line` and shows it.
///
/// # Errors
/// As for [`run`].
pub fn run_watched(name: &str, mut command: Command, mut on_line: impl FnMut(&str)) -> Result<()> {
    command.stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| start_error(&command, error))?;
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n').map_while(std::result::Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            on_line(&line);
        }
    }
    let status = child.wait().map_err(|error| start_error(&command, error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Error::Step { name: name.to_owned(), log: None })
    }
}

/// What `command` prints on its standard output, or nothing if it can't be started or fails.
pub fn output_of(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs `command` with its output in `.tools/log/NAME.log`, telling every now and then what it does.
///
/// # Errors
/// As for [`run`]; the end of the log is shown.
pub fn run_logged(name: &str, mut command: Command) -> Result<()> {
    let log = log_path(name)?;
    let file = File::create(&log).at(&log)?;
    command.stdin(Stdio::null()).stdout(file.try_clone().at(&log)?).stderr(file);
    let start = Instant::now();
    let mut child = command.spawn().map_err(|error| start_error(&command, error))?;
    let done = AtomicBool::new(false);
    let status = std::thread::scope(|scope| {
        let teller = scope.spawn(|| heartbeat(name, &log, start, &done));
        let status = child.wait();
        done.store(true, Ordering::Relaxed);
        teller.thread().unpark();
        status
    })
    .map_err(|error| start_error(&command, error))?;
    if status.success() {
        println!("  {name}: done in {:.0} s", start.elapsed().as_secs_f64());
        return Ok(());
    }
    println!("  {name}: failed. The end of {}:\n{}", log.display(), tail(&log, 6000));
    Err(Error::Step { name: name.to_owned(), log: Some(log.display().to_string()) })
}

fn heartbeat(name: &str, log: &Path, start: Instant, done: &AtomicBool) {
    let mut last = Instant::now();
    while !done.load(Ordering::Relaxed) {
        std::thread::park_timeout(Duration::from_secs(1));
        if last.elapsed() >= HEARTBEAT && !done.load(Ordering::Relaxed) {
            last = Instant::now();
            let end = tail(log, 400);
            let line = end.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("starting");
            let seconds = start.elapsed().as_secs();
            println!("  {name}: {seconds} s, {}", line.trim());
        }
    }
}

fn log_path(name: &str) -> Result<PathBuf> {
    let folder = paths::tools().join("log");
    std::fs::create_dir_all(&folder).at(&folder)?;
    let name: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect();
    Ok(folder.join(format!("{name}.log")))
}

/// The last `limit` bytes of a text file, as far as it can be read.
fn tail(path: &Path, limit: u64) -> String {
    let read = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(limit)))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    String::from_utf8_lossy(&read().unwrap_or_default()).into_owned()
}

/// A piece of work that [`together`] runs.
pub type Job<'a> = Box<dyn FnOnce() -> Result<()> + Send + 'a>;

/// Runs all jobs at once and waits for all of them.
///
/// # Errors
/// The first error among them.
pub fn together(jobs: Vec<Job<'_>>) -> Result<()> {
    std::thread::scope(|scope| {
        let handles: Vec<_> = jobs.into_iter().map(|job| scope.spawn(job)).collect();
        let results: Vec<_> = handles.into_iter().map(|handle| handle.join()).collect();
        results.into_iter().try_for_each(|result| match result {
            Ok(result) => result,
            Err(_) => Err(Error::Step { name: "a set-up job".into(), log: None }),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_program_is_an_error_and_its_lines_are_seen() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo one; echo two; exit 3"]);
        let mut lines = Vec::new();
        let outcome = run_watched("demo", command, |line| lines.push(line.to_owned()));
        assert!(matches!(outcome, Err(Error::Step { .. })));
        assert_eq!(lines, ["one", "two"]);
    }

    #[test]
    fn all_jobs_run_even_if_one_fails() {
        let ran = AtomicBool::new(false);
        let outcome = together(vec![
            Box::new(|| Err(Error::Usage("no".into()))),
            Box::new(|| {
                ran.store(true, Ordering::Relaxed);
                Ok(())
            }),
        ]);
        assert!(outcome.is_err());
        assert!(ran.load(Ordering::Relaxed));
    }
}
