//! The engines of the pages without a browser, on this machine's graphics card: a process of Node.js for each row.

use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use site::repository;

use crate::native::{failed, finish};
use crate::options::Options;
use crate::peer::{Peer, Place};
use crate::results::Row;

/// Measures these rows. The first round compares losses.
pub fn measure(
    peer: &'static Peer,
    part: &'static str,
    round: usize,
    rows: Vec<(usize, String)>,
    folder: &Path,
    options: &Options,
) -> Vec<Row> {
    let Place::Node { module } = peer.place else { return Vec::new() };
    let one = |(index, name): (usize, String)| {
        let job = options.job(module, "webgpu", part, index, round == 0);
        let patience = Duration::from_secs_f64(options.patience());
        let row = run(folder, &job.to_string(), patience).unwrap_or_else(|error| failed(&name, error));
        finish(peer, part, Row { row: name, ..row })
    };
    rows.into_iter().map(one).collect()
}

/// The row that a process prints.
fn run(folder: &Path, job: &str, patience: Duration) -> Result<Row, String> {
    let node = std::env::var_os("EPOCH_NODE").unwrap_or_else(|| "node".into());
    let mut command = Command::new(node);
    // The engines' package says nothing about how their files are written.
    command.arg("--no-warnings").arg(repository().join("tests/bench/node/run.mjs")).arg(folder).arg(job);
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = child.map_err(|error| format!("Node.js does not start: {error}"))?;
    // Read while it runs: who fills a pipe waits for its reader.
    let (text, told) = (reader(child.stdout.take()), reader(child.stderr.take()));
    wait(&mut child, patience)?;
    let [text, told] = [text, told].map(|reader| reader.join().unwrap_or_default());
    if let Some(row) = text.lines().find_map(|line| serde_json::from_str(line).ok()) {
        return Ok(row);
    }
    let line = told.lines().find(|line| line.contains("Error")).or(told.lines().last()).unwrap_or("without a word");
    Err(format!("crashed: {line}"))
}

/// All that comes out of a pipe.
fn reader(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // What came before an error is what there is.
            let _ = pipe.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Waits for a process; it is ended where it takes longer than `patience`.
fn wait(child: &mut Child, patience: Duration) -> Result<(), String> {
    let begun = Instant::now();
    while child.try_wait().map_err(|error| error.to_string())?.is_none() {
        if begun.elapsed() > patience {
            // It may have ended just now.
            let _ = child.kill();
            let _ = child.wait();
            return Err("no answer within the time limit".into());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
