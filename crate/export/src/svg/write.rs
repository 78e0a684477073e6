//! Writing SVG: text that is safe in XML, and a drawing's outside.

use crate::Work;

/// The page's colours in the light (`web/style/token.css`).
pub mod colour {
    pub const PAPER: &str = "#FBFAF7";
    pub const INK: &str = "#1B1D22";
    pub const MUTED: &str = "#5E6470";
    pub const LINE: &str = "#E3E0D8";
    pub const ACCENT: &str = "#2F6F5E";
    pub const WARN: &str = "#9A5310";
    /// Of classes, in their order.
    pub const CLASSES: [&str; 4] = ["#3B6FB6", "#C9731A", "#2F6F5E", "#5E6470"];
}

const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Hiragino Sans GB', 'Microsoft YaHei', \
                     'Noto Sans CJK SC', sans-serif";

/// Text for the content or an attribute of an element. What XML 1.0 cannot hold at all is left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            '\t' | '\n' => out.push(' '),
            c if c < ' ' || matches!(c, '\u{7f}'..='\u{9f}' | '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// A line of text.
pub struct Label<'a> {
    pub x: f64,
    /// Of the base line.
    pub y: f64,
    /// Letters' height in pixels.
    pub size: u32,
    pub colour: &'a str,
    /// `start`, `middle` or `end`.
    pub anchor: &'a str,
    pub bold: bool,
}

impl Label<'_> {
    pub fn draw(&self, text: &str) -> String {
        let Label { x, y, size, colour, anchor, bold } = self;
        let weight = if *bold { " font-weight=\"600\"" } else { "" };
        format!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" fill=\"{colour}\" text-anchor=\"{anchor}\"{weight}>{}</text>\n",
            escaped(text)
        )
    }
}

/// A whole file: the drawing with its title on top, a line under it, and where it was made at the bottom.
pub struct Drawing<'a> {
    pub work: &'a Work,
    pub width: f64,
    pub height: f64,
    pub title: &'a str,
    /// Below the title.
    pub facts: &'a str,
    /// In words, for who cannot see it.
    pub description: &'a str,
}

impl Drawing<'_> {
    /// Where the body begins, from the top.
    pub const TOP: f64 = 76.0;
    /// What is left below the body.
    pub const BOTTOM: f64 = 36.0;
    /// What is left on both sides.
    pub const SIDE: f64 = 24.0;

    pub fn with(&self, body: &str) -> String {
        let Drawing { work, width, height, title, facts, description } = self;
        let label = |x, y, size, colour, anchor, bold| Label { x, y, size, colour, anchor, bold };
        let right = width - Self::SIDE;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
             height=\"{height:.0}\" role=\"img\" aria-labelledby=\"title description\" lang=\"{}\" font-family=\"{FONTS}\">\n\
             <title id=\"title\">{}</title>\n<desc id=\"description\">{}</desc>\n\
             <rect width=\"100%\" height=\"100%\" fill=\"{}\"/>\n{}{}{body}{}</svg>\n",
            work.language.tag(),
            escaped(title),
            escaped(description),
            colour::PAPER,
            label(Self::SIDE, 36.0, 20, colour::INK, "start", true).draw(title),
            label(Self::SIDE, 58.0, 13, colour::MUTED, "start", false).draw(facts),
            label(right, height - 14.0, 12, colour::MUTED, "end", false).draw(&source(work)),
        )
    }
}

/// Where a drawing was made.
fn source(work: &Work) -> String {
    let name = work.language.of("第一轮 Epoch One", "Epoch One");
    match work.site.is_empty() {
        true => name.to_string(),
        false => format!("{name} · {}", work.site),
    }
}

/// A share in percent with one decimal and a thin space, as the page writes it.
pub fn percent(share: f32) -> String {
    match share.is_finite() {
        true => format!("{:.1}\u{202f}%", share * 100.0),
        false => "–".into(),
    }
}

/// A loss with three digits; very large ones as a power of ten.
pub fn loss(value: f32) -> String {
    match value {
        value if !value.is_finite() => "–".into(),
        value if value.abs() >= 1000.0 => format!("{value:.1e}"),
        value if value.abs() >= 10.0 => format!("{value:.1}"),
        value if value.abs() >= 1.0 => format!("{value:.2}"),
        value => format!("{value:.3}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_a_text() {
        assert_eq!(escaped("<a href='x'>&\"\u{0}\u{1b}猫\n"), "&lt;a href=&#39;x&#39;&gt;&amp;&quot;猫 ");
    }

    #[test]
    fn numbers() {
        assert_eq!([percent(0.875), percent(f32::NAN)], ["87.5\u{202f}%", "–"]);
        assert_eq!([loss(0.123_45), loss(12.34), loss(12_345.0), loss(f32::INFINITY)], ["0.123", "12.3", "1.2e4", "–"]);
    }
}
