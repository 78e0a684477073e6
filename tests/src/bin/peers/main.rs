//! Measures this engine and those that others would use in its place, in one headless Chromium and natively:
//! `cargo xtask bench peers`. Writes `docs/benchmark/peers.md` and `peers.svg`. A measurement, not a test: nothing fails
//! for being slow.

mod agreement;
mod amount;
mod chart;
mod job;
mod memory;
mod native;
mod options;
mod peer;
mod report;
mod results;
mod statistic;
mod table;

use options::Options;
use results::Results;

fn main() {
    let outcome = Options::read(std::env::args().skip(1)).and_then(|options| run(&options));
    if let Err(error) = outcome {
        eprintln!("{error}");
        std::process::exit(1);
    }
}

fn run(options: &Options) -> Result<(), String> {
    let mut results = Results::load()?;
    if !options.draw {
        native::export()?;
        for (peer, part) in options.chosen() {
            results.forget(peer.id, part, |row| options.wants(row));
        }
        for round in 0..options.rounds {
            for (peer, part) in options.chosen() {
                println!("round {} of {}: {part}, {}", round + 1, options.rounds, peer.name);
                let known = results.of(peer.id, part);
                let rows = match peer.place {
                    peer::Place::Page { .. } => job::measure(peer, part, round, &known, options),
                    peer::Place::Native { .. } | peer::Place::Torch { .. } => native::measure(peer, part, options),
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
