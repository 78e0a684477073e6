//! How much work a row is.

use serde_json::Value;

use crate::job::work;

/// Floating-point operations of a row, a multiplication and an addition counted as two; pictures where it is a pass of the
/// network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amount {
    Operations(f64),
    Pictures(f64),
}

/// The amount of a row by its name.
pub fn amount(part: &str, row: &str) -> Option<Amount> {
    match part {
        "matmul" => {
            let n: f64 = row.rsplit(' ').next()?.parse().ok()?;
            Some(Amount::Operations(2.0 * n.powi(3)))
        }
        "convolution" => {
            let index: usize = row.split(' ').next()?.parse().ok()?;
            let work = work();
            Some(Amount::Operations(operations(work["convolutions"].get(index)?)))
        }
        _ => row.rsplit(' ').next()?.parse().ok().map(Amount::Pictures),
    }
}

/// Of each of the three directions: what the border leaves out is counted, since most engines compute it.
fn operations(c: &Value) -> f64 {
    let size = |key: &str| c[key].as_f64().unwrap_or_default();
    2.0 * size("batch") * size("out").powi(2) * size("cOut") * size("kernel").powi(2) * size("cIn")
}

/// What a convolution is called.
pub fn convolution_name(index: usize) -> String {
    work()["convolutions"][index]["name"].as_str().unwrap_or_default().to_string()
}

impl Amount {
    /// Pictures a second, or thousand millions of operations a second.
    pub fn speed(self, seconds: f64) -> f64 {
        match self {
            Amount::Operations(count) => count / seconds / 1e9,
            Amount::Pictures(count) => count / seconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_from_the_names() {
        assert_eq!(amount("matmul", "n = 128"), Some(Amount::Operations(2.0 * 128f64.powi(3))));
        assert_eq!(amount("step", "w = 16, batch 64"), Some(Amount::Pictures(64.0)));
        assert_eq!(Amount::Pictures(64.0).speed(0.5), 128.0);
        assert_eq!(amount("step", "none"), None);
    }
}
