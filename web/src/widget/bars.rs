//! Probabilities of two or more classes as bars: colour and words together.

use yew::prelude::*;

use super::format;
use super::shared::Shared;

/// A class as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Class {
    /// In the reader's language.
    pub name: AttrValue,
    /// A CSS colour, usually a variable.
    pub colour: AttrValue,
}

/// All classes in label order.
pub type Classes = Shared<Vec<Class>>;

/// Hues for classes beyond the two: far enough apart, none of them green beside red.
const MORE: [&str; 6] = ["#8A5FBF", "#5E8F8A", "#B85C7F", "#8A7A1F", "#4A7F3F", "#7A6A5A"];

impl Class {
    /// Names in label order with the usual colours: the first two are the tokens' cat and dog.
    pub fn list(names: impl IntoIterator<Item = impl Into<AttrValue>>) -> Classes {
        let colour = |i: usize| match i {
            0 => "var(--cat)",
            1 => "var(--dog)",
            _ => MORE[(i - 2) % MORE.len()],
        };
        let class = |(i, name): (usize, _)| Class { name: Into::into(name), colour: AttrValue::Static(colour(i)) };
        Shared::new(names.into_iter().enumerate().map(class).collect())
    }
}

/// What a row of probabilities says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leading {
    pub class: usize,
    pub probability: f32,
}

/// The most likely class; nothing when there is no prediction or it is not a number.
pub fn leading(probabilities: &[f32]) -> Option<Leading> {
    if probabilities.iter().any(|p| !p.is_finite()) {
        return None;
    }
    let pick = |best: Option<Leading>, (class, &probability): (usize, &f32)| match best {
        Some(best) if best.probability >= probability => Some(best),
        _ => Some(Leading { class, probability }),
    };
    probabilities.iter().enumerate().fold(None, pick)
}

/// The prediction in words, e.g. `dog 87 %`.
pub fn in_words(classes: &[Class], probabilities: &[f32], undecided: &str) -> String {
    match leading(probabilities).and_then(|l| Some((classes.get(l.class)?, l.probability))) {
        Some((class, share)) => format!("{} {}", class.name, format::percent_whole(f64::from(share))),
        None => undecided.to_string(),
    }
}

/// One bar that the classes divide between them, with the leading one's name and share on it.
///
/// `probabilities` are in label order, and empty while nothing is known: `undecided` is the word for that.
pub fn stacked(classes: &Classes, probabilities: &[f32], undecided: &str) -> Html {
    let leader = leading(probabilities);
    let even = 1.0 / classes.len().max(1) as f32;
    let segment = |(i, class): (usize, &Class)| {
        let share = leader.map_or(even, |_| probabilities.get(i).copied().unwrap_or(0.0).clamp(0.0, 1.0));
        let leads = leader.is_some_and(|l| l.class == i);
        html! {
            <span class={classes!("w-bar-part", leads.then_some("w-bar-leads"))}
                style={format!("width:{}%;--w-colour:{}", format::fixed(f64::from(share) * 100.0, 2), class.colour)} />
        }
    };
    let side = match leader {
        Some(l) if l.class == 0 => "w-bar-first",
        Some(l) if l.class + 1 == classes.len() => "w-bar-last",
        _ => "w-bar-middle",
    };
    let words = in_words(classes, probabilities, undecided);
    html! {
        <span class={classes!("w-bar", leader.is_none().then_some("w-bar-undecided"))}>
            { for classes.iter().enumerate().map(segment) }
            <span class={classes!("w-bar-words", "w-num", side)}>{ words }</span>
        </span>
    }
}

/// A line for each class, with its number.
pub fn detailed(classes: &Classes, probabilities: &[f32], undecided: &str) -> Html {
    let leader = leading(probabilities);
    let row = |(i, class): (usize, &Class)| {
        let share = leader.and_then(|_| probabilities.get(i)).copied();
        let leads = leader.is_some_and(|l| l.class == i);
        html! {
            <li class={classes!("w-bars-row", leads.then_some("w-bars-leads"))} style={format!("--w-colour:{}", class.colour)}>
                <span class="w-bars-name">{ class.name.clone() }</span>
                <span class="w-bars-track" aria-hidden="true">
                    <span class="w-bars-fill" style={format!("width:{}%", format::fixed(f64::from(share.unwrap_or(0.0).clamp(0.0, 1.0)) * 100.0, 2))} />
                </span>
                <span class="w-bars-share w-num">{ format::percent(share.map_or(f64::NAN, f64::from)) }</span>
            </li>
        }
    };
    html! {
        <ul class="w-bars" aria-label={leader.is_none().then(|| undecided.to_string())}>
            { for classes.iter().enumerate().map(row) }
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_likeliest_leads_and_a_tie_goes_to_the_first() {
        assert_eq!(leading(&[0.2, 0.5, 0.3]), Some(Leading { class: 1, probability: 0.5 }));
        assert_eq!(leading(&[0.5, 0.5]).map(|l| l.class), Some(0));
        assert_eq!(leading(&[]), None);
        assert_eq!(leading(&[f32::NAN, 0.5]), None);
    }

    #[test]
    fn words() {
        let classes = Class::list(["cat", "dog"]);
        assert_eq!(in_words(&classes, &[0.126, 0.874], "?"), "dog 87\u{202f}%");
        assert_eq!(in_words(&classes, &[], "undecided"), "undecided");
        assert_eq!(in_words(&classes, &[0.1, 0.1, 0.8], "?"), "?");
    }
}
