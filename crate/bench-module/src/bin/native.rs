//! `native export FOLDER page|card` writes the weights and batches that every engine starts from. `native time FOLDER
//! THREADS|gpu PART SECONDS [ROWS]` measures the rows of a part of the benchmark whose names hold ROWS, on so many threads of
//! the processor or on a graphics card, with so many seconds for a row, and prints a line of JSON a row. `native peak` prints
//! what a thread can do at most where the engine may use no wider vectors than a browser's.

type Outcome = Result<(), Box<dyn std::error::Error>>;

#[cfg(target_arch = "wasm32")]
fn main() -> Outcome {
    Err("this program is for the machine itself".into())
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> Outcome {
    use bench_module::native::{export::export, time, Place};
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        #[cfg(target_arch = "x86_64")]
        ["peak"] => {
            println!("{:.1} GFLOP/s", bench_module::native::peak::peak());
            Ok(())
        }
        ["export", folder, scope] => export(folder.as_ref(), scope),
        ["time", folder, place, part, seconds, ref rows @ ..] => {
            time(folder.as_ref(), Place::named(place)?, part, seconds.parse()?, rows.first().unwrap_or(&""))
        }
        _ => {
            Err("native takes `export FOLDER page|card`, `time FOLDER THREADS|gpu PART SECONDS [ROWS]` or `peak`"
                .into())
        }
    }
}
