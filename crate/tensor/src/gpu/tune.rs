//! Which tiles suit a device: a short measurement, whose result the caller may keep for the next time.

use super::device::GpuDevice;
use super::tile::Tiles;
use crate::cpu::{CpuDevice, Kernels};
use crate::error::Error;
use crate::graph::Graph;
use crate::op::conv2d::{Conv2d, Conv2dFilterGrad, Conv2dInputGrad, Window};
use crate::plan::Plan;
use crate::random::unit;

/// Counts how often shaders or candidates have changed, so that what was measured of others is not taken for true.
const VERSION: u32 = 2;

/// The first is the one that suits most; where compiling takes long, the last are not tried. One that stages does so in the
/// convolution and in its input's gradient.
const CANDIDATES: [Tiles; 6] = [
    Tiles::PORTABLE,
    Tiles { rows: 8, columns: 8, meet: true, stage: 64 },
    Tiles { rows: 8, columns: 4, meet: true, stage: 0 },
    Tiles { rows: 4, columns: 4, meet: true, stage: 256 },
    Tiles { rows: 4, columns: 8, meet: true, stage: 0 },
    Tiles { rows: 8, columns: 8, meet: true, stage: 0 },
];

/// Runs that are timed, in one go.
const RUNS: usize = 8;
/// Milliseconds after which no further candidate is tried.
const BUDGET: f64 = 250.0;
/// Shape of the pictures: a layer in the middle of the residual network.
const PICTURES: [usize; 4] = [16, 16, 16, 32];
const FILTER: [usize; 4] = [3, 3, 32, 32];

/// A convolution and both gradients, each on the one before, so that one result tells of all.
fn plan() -> Result<Plan, Error> {
    let mut graph = Graph::new();
    let window = Window { stride: 1, padding: 1 };
    let (x, w) = (graph.input("x", PICTURES), graph.input("w", FILTER));
    let y = graph.apply(Conv2d(window), &[x, w])?;
    let dx = graph.apply(Conv2dInputGrad { window, input: PICTURES.into(), accumulate: false }, &[y, w])?;
    let dw = graph.apply(Conv2dFilterGrad { window, kernel: [FILTER[0], FILTER[1]] }, &[dx, y])?;
    graph.keep(dw, "dw");
    Plan::compile(graph)
}

fn inputs() -> [(&'static str, Vec<f32>); 2] {
    [("x", PICTURES), ("w", FILTER)].map(|(name, shape)| {
        let len: usize = shape.iter().product();
        (name, (0..len as u32).map(|i| unit(7, i) - 0.5).collect())
    })
}

/// What the CPU computes.
fn expected() -> Result<Vec<f32>, Error> {
    let mut cpu = CpuDevice::new();
    let mut program = cpu.load(plan()?, Kernels::Fast)?;
    for (name, values) in inputs() {
        program.write(name, &values)?;
    }
    cpu.run(&mut program);
    cpu.read(&program, "dw").map(<[f32]>::to_vec)
}

impl GpuDevice {
    /// Takes the tiles that `known` tells of, or else measures some: a few hundred milliseconds by the clock `now`. Gives the
    /// text to keep, under which a later call knows them again; it holds the adapter's name. Software adapters have tiles of
    /// their own, and nothing to keep.
    ///
    /// # Errors
    /// The CPU's kernels cannot compute what the candidates are compared with, or a lost device.
    pub async fn tune(&mut self, known: &str, now: fn() -> f64) -> Result<String, Error> {
        if self.info().software {
            return Ok(String::new());
        }
        if let Some(tiles) = CANDIDATES.into_iter().find(|tiles| self.kept(tiles) == known) {
            self.tiles = tiles;
            return Ok(known.to_string());
        }
        let (begun, expected) = (now(), expected()?);
        let mut best = (f64::INFINITY, Tiles::PORTABLE);
        for tiles in CANDIDATES {
            if now() - begun < BUDGET {
                let time = self.time(tiles, &expected, now).await.unwrap_or(f64::INFINITY);
                if time < best.0 {
                    best = (time, tiles);
                }
            }
        }
        self.tiles = best.1;
        self.check()?;
        Ok(self.kept(&self.tiles))
    }

    /// Whether `known` was kept of this adapter, by this version.
    pub fn knows(&self, known: &str) -> bool {
        CANDIDATES.iter().any(|tiles| self.kept(tiles) == known)
    }

    fn kept(&self, tiles: &Tiles) -> String {
        format!("{VERSION} {} {} {} {}", tiles.rows, tiles.columns, tiles.stage, self.info().name)
    }

    /// Milliseconds that a candidate takes; endless where it computes anything else than expected.
    async fn time(&mut self, tiles: Tiles, expected: &[f32], now: fn() -> f64) -> Result<f64, Error> {
        self.tiles = tiles;
        let program = self.load(plan()?).await?;
        for (name, values) in inputs() {
            program.write(name, &values)?;
        }
        let largest = expected.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
        let mut time = 0.0;
        // The first run compiles.
        for runs in [1, RUNS] {
            let start = now();
            for _ in 0..runs {
                self.run(&program)?;
            }
            // Comes after all of them.
            let got = self.read(&program, "dw").await?;
            time = now() - start;
            // Not `>`: what is no number must not pass.
            if !expected.iter().zip(&got).all(|(want, got)| (want - got).abs() <= 1e-3 * largest) {
                return Ok(f64::INFINITY);
            }
        }
        Ok(time)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use crate::gpu::{wait, GpuOptions};

    fn now() -> f64 {
        std::time::UNIX_EPOCH.elapsed().map_or(0.0, |since| since.as_secs_f64() * 1e3)
    }

    #[test]
    fn a_candidate_wins_by_computing_right() {
        let device = wait(GpuDevice::request(GpuOptions::default()));
        if device.is_err() && std::env::var_os("EPOCH_NO_GPU").is_some_and(|v| v == "1") {
            println!("WARNING: NOTHING CHECKED: no GPU");
            return;
        }
        let mut device = device.unwrap();
        let right = expected().unwrap();
        for tiles in CANDIDATES {
            let time = wait(device.time(tiles, &right, now)).unwrap();
            assert!(time > 0.0 && time.is_finite(), "{tiles:?}: {time}");
        }
        for launch in plan().unwrap().launches {
            let kernel = launch.op.gpu(&launch.shapes).unwrap();
            let staged = CANDIDATES.map(|tiles| kernel.clone().fit(&tiles).source().contains("a_block["));
            let filter = kernel.name == "conv2d_filter_grad";
            assert_eq!(staged, CANDIDATES.map(|tiles| tiles.stage > 0 && !filter), "{}", kernel.name);
        }
        // One wrong number, or one that is none, and nobody wins.
        let largest = right.iter().fold(0.0f32, |a, b| a.max(b.abs()));
        for wrong in [right[5] + 0.01 * largest, f32::NAN] {
            let mut other = right.clone();
            other[5] = wrong;
            assert_eq!(wait(device.time(CANDIDATES[1], &other, now)).unwrap(), f64::INFINITY);
        }
        // What was kept is known again, for this adapter and version alone.
        let mut texts: Vec<_> = CANDIDATES.iter().map(|tiles| device.kept(tiles)).collect();
        texts.dedup();
        assert_eq!(texts.len(), CANDIDATES.len());
        assert!(texts.iter().all(|text| text.starts_with('2') && text.ends_with(&device.info().name)));
        // Here a processor plays the GPU's part, or a GPU is measured.
        let kept = wait(device.tune(&texts[3], now)).unwrap();
        match device.info().software {
            true => assert!(kept.is_empty()),
            false => assert_eq!((kept, device.tiles), (texts[3].clone(), CANDIDATES[3])),
        }
    }
}
