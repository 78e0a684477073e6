//! Writes `docs/benchmark/peers.md` and `peers.svg`, or `card.md`.

use std::path::Path;
use std::process::Command;

use site::repository;

use crate::agreement::{compare, reference, Agreement, TOLERANCE};
use crate::chart;
use crate::peer::{Peer, PAGE};
use crate::results::Results;
use crate::statistic::digits;
use crate::table::{by_engine, errors, median_of, median_speed, peak, speed};

/// # Errors
/// Nothing was measured, or a file cannot be written.
pub fn write(results: &Results) -> Result<(), String> {
    if results.all().is_empty() {
        return Err("nothing was measured yet".into());
    }
    let folder = repository().join("docs/benchmark");
    if results.suite.name == PAGE.name {
        put(&folder.join("peers.svg"), &chart::draw(results))?;
        return put(&folder.join("peers.md"), &page(results));
    }
    match adapter(results) {
        Some(adapter) if !adapter.contains("(software)") => put(&folder.join("card.md"), &card(results, &adapter)),
        // Whoever has no graphics card may try the command, and has nothing to report.
        other => {
            println!("\n{}", card(results, other.as_deref().unwrap_or("unknown graphics card")));
            Ok(())
        }
    }
}

fn put(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{} is written", path.display());
    Ok(())
}

fn page(results: &Results) -> String {
    let mut text = String::from("# This engine and others\n\nWritten by `cargo xtask bench peers`. ");
    text += "How each number is taken and what limits it: [README.md](README.md).\n\n";
    text += "![Training speed, products and forward passes as bars](peers.svg)\n\n";
    text += &format!(
        "{} WebGPU on Chromium's software adapter (SwiftShader), whose speed says nothing about a GPU. {}",
        circumstances(results, &browser()),
        load(results)
    );
    text + &tables(results)
}

/// The report of a graphics card.
fn card(results: &Results, adapter: &str) -> String {
    let mut text = String::from("# On a graphics card\n\nWritten by `cargo xtask bench card`. ");
    text += "How each number is taken and what limits it: [README.md](README.md).\n\n";
    text += &circumstances(results, adapter);
    text += " Natively through Vulkan by wgpu, and by Dawn's WebGPU in Node.js, both with bounds checks. ";
    text += &load(results);
    text += &limits(results);
    text + &tables(results)
}

/// What the card can do at most, and what a launch costs.
fn limits(results: &Results) -> String {
    let Some(peak) = peak(results) else { return String::new() };
    let micro = |row: &str| {
        let found = results.suite.peers.iter().find_map(|peer| results.get(peer.id, "limit", row));
        let launches = results.work.amount("limit", row).map_or(1.0, |amount| amount.speed(1.0));
        median_of(found, |row| &row.samples, |seconds| digits(seconds / launches * 1e6))
    };
    format!(
        "## Limits\n\nChains of fused multiplications and additions in registers reach {peak:.0} GFLOP/s in float32; \
         percentages below are shares of that. A launch of a tiny kernel takes {} µs where many are in one submission, a \
         submission of one {} µs.\n\n",
        micro("launches"),
        micro("submit"),
    )
}

/// The graphics card, as our engine tells of it in its last row; none where it found none.
fn adapter(results: &Results) -> Option<String> {
    let ours = results.all().iter().rev().filter(|row| row.peer == "ours-vulkan");
    ours.filter_map(|row| row.about.clone()).next()
}

fn tables(results: &Results) -> String {
    let mut text = steps(results) + &products(results) + &forward(results) + &convolutions(results);
    let failed = errors(results);
    if !failed.is_empty() {
        text += &format!("## What could not be measured, and why\n\n{failed}\n");
    }
    text += &abouts(results);
    text.trim_end().to_string() + "\n"
}

/// The browser and its version.
fn browser() -> String {
    let version = std::env::var_os("EPOCH_CHROMIUM").and_then(|program| {
        let output = Command::new(program).arg("--version").output().ok()?;
        Some(String::from_utf8_lossy(&output.stdout).split_whitespace().take(2).collect::<Vec<_>>().join(" "))
    });
    let cores = cores();
    let version = version.unwrap_or_else(|| "Chromium".into());
    format!("{version}, headless, page isolated (engines that can use threads have {cores})")
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(0, usize::from)
}

/// Dates, machine, and what computes on it.
fn circumstances(results: &Results, on: &str) -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name));
    let mut dates: Vec<&str> = results.all().iter().map(|row| row.date.as_str()).collect();
    dates.sort_unstable();
    let (first, last) = (dates.first().copied().unwrap_or_default(), dates.last().copied().unwrap_or_default());
    let date = if first == last { first.to_string() } else { format!("{first} to {last}") };
    format!("{date}; {}, {} cores; {on}.", model.unwrap_or("unknown processor").trim(), cores())
}

/// How busy the machine was.
fn load(results: &Results) -> String {
    let load: Vec<f64> = results.all().iter().flat_map(|row| row.load.iter().copied()).collect();
    let load = crate::statistic::quartiles(&load)
        .map_or_else(|| "unknown".into(), |[low, middle, high]| format!("{middle:.1} ({low:.1}–{high:.1})"));
    format!(
        "Load of the machine while it ran, median and quartiles: {load}; more than one means that others were at work. \
         Figures are medians with quartiles in brackets.\n\n"
    )
}

fn steps(results: &Results) -> String {
    if !results.has("step") {
        return String::new();
    }
    let rows = results.work.names("step");
    let mut text = String::from("## One training step\n\nResidual CNN, batch norm with running statistics, ");
    text += "momentum SGD; the same weights, pictures and order for all. Pictures a second:\n\n";
    text += &by_engine(results, "step", &rows, |peer, column| speed(results, peer, "step", &rows[column]));
    text += "\nSeconds from the loaded program to the end of the first step, with all that is compiled for it:\n\n";
    text += &by_engine(results, "step", &rows, |peer, column| {
        median_of(results.get(peer.id, "step", &rows[column]), |row| &row.first, digits)
    });
    text += &agreement(results, &rows);
    text + &counts(results, &rows[0])
}

/// How near the loss curves are.
fn agreement(results: &Results, rows: &[String]) -> String {
    let held = rows.iter().find_map(|row| reference(results, row)).map_or("nothing", |(name, _)| name);
    let mut text = format!("\nThe losses of the first steps, compared with {held}'s: largest difference as a share ");
    text += &format!("(at most {TOLERANCE:e} counts as the same), and how many steps were compared.\n\n");
    text += &by_engine(results, "step", rows, |peer, column| {
        let Some(row) = results.get(peer.id, "step", &rows[column]) else { return "–".into() };
        match compare(row, reference(results, &rows[column]).map(|(_, losses)| losses)) {
            Agreement::Same { steps, difference } => format!("{difference:.1e}, {steps}"),
            Agreement::Different { step, difference } => format!("{difference:.1e} at step {step}"),
            Agreement::Unknown => "–".into(),
        }
    });
    text
}

/// Calls a step and memory, where they can be had.
fn counts(results: &Results, row: &str) -> String {
    const COUNTS: [(&str, &str); 6] = [
        ("dispatches", "launches"),
        ("submits", "submits"),
        ("bindGroups", "bind groups made"),
        ("buffers", "buffers made"),
        ("written", "bytes written"),
        ("read", "bytes read back"),
    ];
    let mut head: Vec<String> = COUNTS.iter().map(|(_, name)| (*name).to_string()).collect();
    let page = results.suite.name == PAGE.name;
    if page {
        head.push("peak memory, MB".into());
    }
    let cell = |peer: &Peer, column: usize| {
        let Some(found) = results.get(peer.id, "step", row) else { return "–".into() };
        match COUNTS.get(column) {
            // A row that failed held some memory too, for no work.
            None => {
                found.memory.filter(|_| found.error.is_none()).map_or_else(|| "–".into(), |bytes| digits(bytes / 1e6))
            }
            Some((key, _)) => {
                let counted = found.counts.as_ref().and_then(|counts| counts.get(*key)).copied();
                let known = counted.or(found.launches.filter(|_| column == 0));
                known.map_or_else(|| "–".into(), |count| format!("{count:.0}"))
            }
        }
    };
    let memory = match page {
        true => {
            ", and the largest resident memory of the page's process (and of the GPU's process where there is WebGPU), \
             browser included"
        }
        false => "",
    };
    format!("\nA step at {row}: calls of WebGPU{memory}.\n\n{}\n", by_engine(results, "step", &head, cell))
}

fn products(results: &Results) -> String {
    if !results.has("matmul") {
        return String::new();
    }
    let rows = results.work.names("matmul");
    let mut text = String::from("## Products of square matrices\n\nGFLOP/s, many begun in a row:\n\n");
    text += &by_engine(results, "matmul", &rows, |peer, column| speed(results, peer, "matmul", &rows[column]));
    text += "\nMilliseconds of one alone, with its result read back:\n\n";
    text += &by_engine(results, "matmul", &rows, |peer, column| {
        median_of(results.get(peer.id, "matmul", &rows[column]), |row| &row.alone, |seconds| digits(seconds * 1e3))
    });
    text + "\n"
}

fn forward(results: &Results) -> String {
    if !results.has("forward") {
        return String::new();
    }
    let rows = results.work.names("forward");
    let mut text = String::from("## Forward only\n\nThe same network with running statistics, pictures a second:\n\n");
    text += &by_engine(results, "forward", &rows, |peer, column| speed(results, peer, "forward", &rows[column]));
    text + "\n"
}

/// One line a shape and direction, one column an engine.
fn convolutions(results: &Results) -> String {
    let rows = results.work.names("convolution");
    let measured: Vec<&Peer> = results
        .suite
        .peers
        .iter()
        .filter(|peer| results.all().iter().any(|r| r.peer == peer.id && r.part == "convolution"))
        .collect();
    if measured.is_empty() {
        return String::new();
    }
    let batch = results.work.convolution_batch();
    let mut text = format!("## Each convolution of the network\n\nBatch {batch}; GFLOP/s, medians.\n\n");
    let heads: Vec<&str> = measured.iter().map(|peer| peer.name).collect();
    text += &format!("| convolution | | {} |\n|---|---|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for row in &rows {
        let Some((index, direction)) = row.split_once(' ') else { continue };
        let shape = index.parse().map(|index| results.work.convolution(index)).unwrap_or_default();
        let cells: Vec<String> = measured.iter().map(|peer| median_speed(results, peer, "convolution", row)).collect();
        text += &format!("| {shape} | {direction} | {} |\n", cells.join(" | "));
    }
    text + "\n"
}

/// What each engine says of itself.
fn abouts(results: &Results) -> String {
    let mut text = String::from("## Versions\n\n");
    for peer in results.suite.peers {
        let about = results.all().iter().filter(|row| row.peer == peer.id).find_map(|row| row.about.as_deref());
        if let Some(about) = about {
            text += &format!("- {}: {about}\n", peer.name);
        }
    }
    text
}
