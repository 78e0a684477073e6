//! Measures this engine and those that others would use in its place, in one headless Chromium and natively:
//! `cargo xtask bench peers`, which writes `docs/benchmark/peers.md` and `peers.svg`; or on a graphics card, without a
//! browser: `cargo xtask bench card`, which writes `card.md`. A measurement, not a test: nothing fails for being slow.

mod agreement;
mod chart;
mod job;
mod memory;
mod native;
mod node;
mod options;
mod peer;
mod report;
mod results;
mod statistic;
mod table;
mod work;

use options::Options;
use peer::Place;
use results::Results;
use work::Work;

fn main() {
    let outcome = Options::read(std::env::args().skip(1)).and_then(|options| run(&options));
    if let Err(error) = outcome {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn run(options: &Options) -> Result<(), String> {
    let mut results = Results::load(options.suite)?;
    if !options.draw {
        native::export(results.work.folder(), options.suite)?;
        results.work = Work::load(options.suite);
        for (peer, part) in options.chosen() {
            results.forget(peer.id, part, |row| options.wants(row));
        }
        for round in 0..options.rounds {
            for (peer, part) in options.chosen() {
                println!("round {} of {}: {part}, {}", round + 1, options.rounds, peer.name);
                let left = left(&results, peer.id, part, options);
                let folder = results.work.folder();
                let rows = match peer.place {
                    Place::Page { .. } => job::measure(peer, part, round, left, options),
                    Place::Node { .. } => node::measure(peer, part, round, left, folder, options),
                    Place::Native { .. } | Place::Vulkan | Place::Torch { .. } => {
                        native::measure(peer, part, folder, options)
                    }
                };
                for row in rows {
                    println!("  {row}");
                    results.add(row);
                }
                results.save()?;
            }
        }
    }
    report::write(&results)
}

/// The rows that are to be measured and that no earlier round has given up.
fn left(results: &Results, peer: &str, part: &str, options: &Options) -> Vec<(usize, String)> {
    let known = results.of(peer, part);
    let mut rows = results.work.rows(part);
    rows.retain(|(_, name)| options.wants(name) && !known.iter().any(|row| row.row == *name && row.error.is_some()));
    rows
}
