//! The figures as bars: one panel a piece of work, one bar an engine. Colours are the reader's, light or dark.

use crate::agreement::{compare, reference, Agreement};
use crate::peer::Peer;
use crate::results::Results;
use crate::statistic::{digits, quartiles};

/// Part, row, and what the panel is called.
const PANELS: [(&str, &str, &str); 3] = [
    ("step", "w = 16, batch 32", "Training step, w = 16, batch 32: pictures a second"),
    ("matmul", "n = 512", "Product of two 512 × 512 matrices: GFLOP/s"),
    ("forward", "w = 16, batch 64", "Forward only, w = 16, batch 64: pictures a second"),
];

const WIDTH: f64 = 760.0;
const LEFT: f64 = 220.0;
const BAR: f64 = 16.0;
const STEP: f64 = 24.0;

const STYLE: &str = "text{font:13px system-ui,sans-serif;fill:#24292f}.t{font-weight:600}.o{fill:#0a6c74}.p{fill:#8a94a0}\
                     .q{stroke:#24292f;stroke-width:1.5}@media(prefers-color-scheme:dark){text{fill:#e6edf3}.o{fill:#3fb6bf}\
                     .p{fill:#6e7884}.q{stroke:#e6edf3}}";

/// A bar: name, ours or not, speeds at the quartiles (low, median, high).
type Bar = (&'static Peer, [f64; 3]);

fn bars(results: &Results, part: &str, row: &str) -> Vec<Bar> {
    let bar = |peer: &'static Peer| {
        let found = results.get(peer.id, part, row)?;
        let right =
            part != "step" || matches!(compare(found, reference(results, row).map(|(_, l)| l)), Agreement::Same { .. });
        let [fast, median, slow] = quartiles(&found.samples).filter(|_| found.error.is_none() && right)?;
        let amount = results.work.amount(part, row)?;
        Some((peer, [slow, median, fast].map(|seconds| amount.speed(seconds))))
    };
    let mut bars: Vec<Bar> = results.suite.peers.iter().filter_map(bar).collect();
    bars.sort_by(|a, b| b.1[1].total_cmp(&a.1[1]));
    bars
}

/// The whole drawing.
pub fn draw(results: &Results) -> String {
    let mut body = String::new();
    let mut told = Vec::new();
    let mut y = 28.0;
    for (part, row, title) in PANELS {
        let bars = bars(results, part, row);
        let Some(most) = bars.iter().map(|(_, speeds)| speeds[2]).reduce(f64::max) else { continue };
        body += &format!("<text class=\"t\" x=\"8\" y=\"{y}\">{}</text>\n", escape(title));
        for (peer, [low, median, high]) in bars {
            y += STEP;
            let scale = (WIDTH - LEFT - 90.0) / most;
            let class = if peer.ours() { "o" } else { "p" };
            let (name, value, middle) = (escape(peer.name), digits(median), y - BAR / 2.0 + 3.0);
            body += &format!("<text x=\"{}\" y=\"{y}\" text-anchor=\"end\">{name}</text>\n", LEFT - 8.0);
            body += &format!(
                "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{:.1}\" width=\"{:.1}\" height=\"{BAR}\" rx=\"2\"/>\n",
                y - BAR + 3.0,
                (median * scale).max(1.0)
            );
            body += &format!(
                "<path class=\"q\" d=\"M{:.1} {middle:.1}H{:.1}\"/>\n",
                LEFT + low * scale,
                LEFT + high * scale
            );
            body += &format!("<text x=\"{:.1}\" y=\"{y}\">{value}</text>\n", LEFT + high.max(median) * scale + 8.0);
            told.push(format!("{}: {} {value}", title, peer.name));
        }
        y += STEP * 2.0;
    }
    let height = y - STEP;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-labelledby=\"title desc\">\n<title id=\"title\">Epoch One and other engines</title>\n\
         <desc id=\"desc\">{}</desc>\n<style>{STYLE}</style>\n{body}</svg>\n",
        escape(&told.join("; "))
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::results::Row;

    #[test]
    fn a_bar_for_every_engine_with_a_figure_and_none_for_a_wrong_curve() {
        let mut results = Results::new(&crate::peer::PAGE);
        let row = |peer: &str, loss: f64, error: Option<&str>| Row {
            peer: peer.into(),
            part: "step".into(),
            row: "w = 16, batch 32".into(),
            samples: vec![0.1, 0.2],
            losses: Some(vec![loss; 20]),
            error: error.map(String::from),
            ..Row::default()
        };
        results.add(row("torch-1", 0.7, None));
        results.add(row("ours-cpu", 0.7, None));
        results.add(row("jax-wasm", 0.9, None));
        results.add(row("tfjs-wasm", 0.7, Some("a kernel < is \"missing\"")));
        let drawing = draw(&results);
        assert_eq!(drawing.matches("<rect").count(), 2, "{drawing}");
        assert!(drawing.contains("<title") && drawing.contains("<desc"));
    }
}
