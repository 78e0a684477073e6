use super::*;
use crate::message::Looked;
use lesson::check::{judge, Check};
use lesson::log::Log;

/// `right` of `all` pictures are answered rightly.
fn context(right: u32, all: u32) -> Context {
    let row = |i: u32| if i < right { [1.0, 0.2, 0.8] } else { [0.0, 0.3, 0.7] };
    let looked = Looked { want: Want::Scores, shape: vec![all, 3], values: (0..all).flat_map(row).collect() };
    Context { width: 328, looks: vec![looked], ..Context::default() }
}

fn press(figure: &mut Swing, place: usize, id: u16, context: &Context) -> Vec<Fact> {
    figure.act(Action { id: SIZE, value: place as f32 }, context);
    figure.act(Action { id, value: 1.0 }, context)
}

#[test]
fn within_is_the_distance_of_the_draw_at_two_thirds() {
    // Of 10 pictures: 5, 6, 7 right; from 0.6 they lie 0.1, 0 and 0.1 away, and two of the three are within 0.1.
    assert!((within(10, &[5, 6, 7], 0.6).unwrap() - 0.1).abs() < 1e-6);
    assert_eq!(within(10, &[6, 6, 9], 0.6), Some(0.0));
    assert_eq!(within(10, &[], 0.6), None);
}

#[test]
fn draws_spread_as_the_formula_says() {
    let hits: Vec<bool> = (0..600).map(|i| i < 450).collect();
    let mut random = Random::new(5);
    for size in [30, 240] {
        let scores: Vec<f64> =
            (0..4000).map(|_| f64::from(draw_hits(&hits, size, &mut random)) / f64::from(size)).collect();
        let mean = scores.iter().sum::<f64>() / 4000.0;
        let spread = (scores.iter().map(|score| (score - mean).powi(2)).sum::<f64>() / 4000.0).sqrt();
        let theory = f64::from(standard_error(0.75, size));
        assert!((mean - 0.75).abs() < 5.0 * theory / 4000.0_f64.sqrt(), "{size}: {mean}");
        assert!((spread / theory - 1.0).abs() < 0.06, "{size}: {spread} against {theory}");
    }
}

#[test]
fn a_fact_comes_from_many_draws_and_not_from_one() {
    let context = context(450, 600);
    let mut figure = Swing::default();
    assert!(press(&mut figure, 0, ONCE, &context).is_empty());
    let facts = press(&mut figure, 0, MANY, &context);
    let [Fact::Swing { size: 30, draws: DRAWS, within }] = facts[..] else { panic!("{facts:?}") };
    assert!((0.05..0.11).contains(&within), "{within}");
    // Each press draws anew.
    let first = figure.rows[&30].clone();
    press(&mut figure, 0, MANY, &context);
    assert_ne!(figure.rows[&30], first);
    assert!(figure.act(Action { id: MANY, value: 1.0 }, &Context::default()).is_empty(), "nothing to draw from");
}

/// Draws from small sizes upwards until one is steady; the facts.
fn honest(figure: &mut Swing, context: &Context) -> Vec<Fact> {
    let mut facts = Vec::new();
    for place in 0..SWING_SIZES.len() {
        facts.extend(press(figure, place, MANY, context));
        if matches!(facts.last(), Some(Fact::Swing { within, .. }) if is_steady(*within)) {
            break;
        }
    }
    facts
}

#[test]
fn an_honest_search_passes_and_stops_where_the_formula_says() {
    let check = Check::FoundSize { within: STEADY, draws: DRAWS };
    for right in [390, 420, 450, 480] {
        let context = context(right, 600);
        let mut passed = 0;
        for start in 0..40 {
            let mut figure = Swing { presses: 100 * start, ..Swing::default() };
            let mut facts = honest(&mut figure, &context);
            let found = facts.iter().filter(|fact| matches!(fact, Fact::Swing { within, .. } if is_steady(*within)));
            assert_eq!(found.count(), 1);
            let Some(Fact::Swing { size, .. }) = facts.last() else { unreachable!() };
            assert!([120, 240, 480].contains(size), "{right}: {size}");
            facts.push(Fact::Tested { accuracy: 0.75, pictures: 500 });
            passed += u32::from(judge(&check, &Log { facts, ..Log::default() }).passed);
        }
        assert_eq!(passed, 40, "{right} of 600");
    }
}

#[test]
fn the_largest_size_alone_is_not_found() {
    let context = context(450, 600);
    let mut facts = press(&mut Swing::default(), 4, MANY, &context);
    facts.push(Fact::Tested { accuracy: 0.75, pictures: 500 });
    let verdict = judge(&Check::FoundSize { within: STEADY, draws: DRAWS }, &Log { facts, ..Log::default() });
    assert_eq!(verdict.missing, [lesson::check::Missing::NeedSmallerSize { than: 480 }]);
}

#[test]
fn another_network_begins_with_no_rows() {
    let mut figure = Swing::default();
    press(&mut figure, 0, MANY, &context(450, 600));
    assert_eq!(figure.rows_of([450, 600]).count(), 1);
    assert_eq!(figure.rows_of([460, 600]).count(), 0);
    press(&mut figure, 1, MANY, &context(460, 600));
    assert_eq!(figure.rows.keys().copied().collect::<Vec<_>>(), [60]);
}

#[test]
fn it_draws_in_both_languages_and_offers_only_sizes_that_fit() {
    for lang in [Lang::Zh, Lang::En] {
        let empty = Context { lang, ..Context::default() };
        assert!(matches!(Swing::default().draw(&empty)[..], [Part::Note(_)]));
        assert!(matches!(Swing::default().draw(&Context { lang, ..context(20, 25) })[..], [Part::Note(_)]));
        let context = Context { lang, ..context(75, 100) };
        let mut figure = Swing::default();
        let options = |parts: &[Part]| match &parts[0] {
            Part::Choice { options, .. } => options.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(options(&figure.draw(&context)), ["30", "60"]);
        press(&mut figure, 4, MANY, &context);
        assert_eq!(figure.last, Some(60), "a size that does not fit becomes the largest that does");
        let parts = figure.draw(&context);
        let Some(Part::Drawing(drawing)) = parts.iter().find(|part| matches!(part, Part::Drawing(_))) else { panic!() };
        let blocks = drawing.shapes.iter().filter(|shape| matches!(shape, crate::scene::Shape::Box { .. })).count();
        assert_eq!(blocks, DRAWS as usize, "a block for every draw");
        assert_eq!(drawing.width, 328.0);
    }
}
