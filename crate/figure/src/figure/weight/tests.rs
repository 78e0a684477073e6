use super::*;
use crate::kit::head::softmax;
use crate::message::{Lang, Looked, Picture, Run};
use crate::scene::Part;

/// Five features; the first wins by 2 · 0.5, the fourth is silent.
fn context() -> Context {
    let rows =
        [[2.0, 0.6, 0.1], [1.0, -0.2, 0.2], [0.5, 0.1, -0.1], [0.0, 3.0, -3.0], [0.1, 0.0, 0.1], [1.0, 0.05, -0.05]];
    let looked = Looked { want: Want::Head { index: 2 }, shape: vec![6, 3], values: rows.concat() };
    let pictures = (0..3).map(|index| Picture { index, label: index % 2, rgb: vec![0; 3072] }).collect();
    Context {
        looks: vec![looked],
        pictures,
        width: 328,
        setup: [("picture".to_owned(), 2.0)].into(),
        run: Some(Run { step: 10, ..Run::default() }),
        ..Context::default()
    }
}

fn head() -> Head {
    Weight::default().head(&context()).unwrap()
}

#[test]
fn offered_are_the_weights_that_matter_most_and_each_alone_can_flip_the_class() {
    let (head, offers) = (head(), offers(&head()));
    assert_eq!(offers.iter().map(|offer| offer.feature).collect::<Vec<_>>(), [0, 1, 2]);
    for offer in offers {
        assert_eq!(largest(&head.scores()), offer.class);
        let flips = |weight: f32| {
            let mut other = head.clone();
            other.weights[offer.feature][offer.class] = weight;
            largest(&other.scores()) != offer.class
        };
        assert!(flips(offer.from - offer.reach) && !flips(offer.from) && !flips(offer.from + offer.reach), "{offer:?}");
        // From where on, by trying: margin / x below.
        let first = (0..=1000).find(|i| flips(offer.from - offer.reach * *i as f32 / 1000.0)).unwrap();
        assert!((first as f32 / 1000.0 - 1.0 / REACH).abs() < 0.002, "{first}");
    }
}

#[test]
fn a_flip_is_told_once_and_no_sooner() {
    let mut figure = Weight::default();
    let mut slide = |id: u16, value: f32| figure.act(Action { id, value }, &context());
    // Scores are 1.2 + 0.05 - 0.2 + 0.05 = 1.1 and 0.2 + 0.2 - 0.05 + 0.01 - 0.05 = 0.31: it flips below 0.6 - 0.395.
    assert!(slide(SLIDER, 0.21).is_empty());
    assert_eq!(slide(SLIDER, 0.2), [Fact::Flipped { weight: 0 }]);
    assert!(slide(SLIDER, 0.1).is_empty(), "told already");
    assert!(slide(SLIDER, 0.6).is_empty(), "back again");
    assert_eq!(slide(SLIDER + 2, -9.0), [Fact::Flipped { weight: 4 }]);
    assert!(slide(SLIDER + 3, -9.0).is_empty(), "no such slider");
}

#[test]
fn nothing_flips_while_it_trains_before_it_has_trained_or_for_an_unknown_head() {
    let run = |step, running| Some(Run { step, running, ..Run::default() });
    for other in [
        Context { run: run(0, false), ..context() },
        Context { run: run(5, true), ..context() },
        Context { run: None, ..context() },
        Context { looks: Vec::new(), ..context() },
    ] {
        let mut figure = Weight::default();
        assert!(figure.act(Action { id: SLIDER, value: 0.0 }, &other).is_empty());
        assert!(figure.moved.is_empty());
        let notes = figure.draw(&other).iter().filter(|part| matches!(part, Part::Note(_))).count();
        assert_eq!(notes, 1);
    }
}

#[test]
fn moves_are_for_one_network_and_one_picture() {
    let mut figure = Weight::default();
    figure.act(Action { id: SLIDER, value: 0.0 }, &context());
    assert_ne!(figure.mine(&head()), head());
    let mut other = head();
    other.weights[0][0] += 0.01;
    assert_eq!(figure.mine(&other), other, "another network");
    figure.act(Action { id: PICTURE + 1, value: 1.0 }, &context());
    assert_eq!((figure.index(&context()), figure.moved.len(), figure.told), (1, 0, false));
    assert!(figure.wants(&context()).contains(&Want::Head { index: 1 }));
    figure.act(Action { id: PICTURE + 2, value: 1.0 }, &context());
    figure.act(Action { id: SLIDER, value: 0.0 }, &context());
    figure.act(Action { id: BACK, value: 1.0 }, &context());
    assert_eq!(figure.mine(&head()), head());
}

#[test]
fn the_table_adds_up_to_the_scores_and_bars_are_their_softmax() {
    let parts = Weight::default().draw(&context());
    let rows =
        parts.iter().find_map(|part| if let Part::Table { rows, .. } = part { Some(rows) } else { None }).unwrap();
    let plain: Vec<String> = rows[0].iter().map(|cell| cell.replace('\u{202f}', " ")).collect();
    assert_eq!(plain, ["feature 1", "2.00 × 0.60 = 1.20", "2.00 × 0.10 = 0.20"]);
    assert_eq!(rows[3], ["other 2", "0.00", "0.01"]);
    assert_eq!(rows[5], ["score", "1.10", "0.31"]);
    let p = softmax(&head().scores());
    let said = parts.iter().find_map(|part| if let Part::Said(said) = part { Some(said) } else { None }).unwrap();
    assert_eq!(*said, format!("The model says: cat, {:.1} %", 100.0 * p[0]));
}

#[test]
fn it_draws_itself_in_both_languages() {
    let mut figure = Weight::default();
    figure.act(Action { id: SLIDER, value: 0.0 }, &context());
    for lang in [Lang::Zh, Lang::En] {
        let parts = figure.draw(&Context { lang, ..context() });
        assert!(!format!("{parts:?}").contains("NaN"));
        assert_eq!(parts.iter().filter(|part| matches!(part, Part::Slider { .. })).count(), OFFERED);
        let said = parts.iter().any(|part| matches!(part, Part::Said(text) if text.contains("0.60")));
        assert!(said, "says which number did it");
    }
}
