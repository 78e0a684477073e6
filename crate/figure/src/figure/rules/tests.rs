use super::*;
use crate::message::{Lang, Picture};
use crate::scene::Part;

/// Two bright cats, a dark cat and a dark dog, each of one grey.
fn context() -> Context {
    let grey = [(200, 0), (220, 0), (40, 0), (30, 1)];
    let picture = |(index, (grey, label))| Picture { index: index as u32, label, rgb: vec![grey; 3072] };
    Context { pictures: grey.into_iter().enumerate().map(picture).collect(), width: 328, ..Context::default() }
}

fn id(rule: u16, what: u16) -> u16 {
    STRIDE * (rule + 1) + what
}

fn act(figure: &mut Rules, id: u16, value: f32) -> Vec<Fact> {
    figure.act(Action { id, value }, &context())
}

#[test]
fn brightness_alone_gets_the_hits_counted_by_hand() {
    let mut figure = Rules::default();
    act(&mut figure, id(0, SWITCH), 1.0);
    act(&mut figure, id(0, VOTE), 0.0);
    act(&mut figure, id(0, BOUND), 50.0);
    let facts = act(&mut figure, TAKE_DOWN, 1.0);
    // Bright is cat: the dark cat is the one that goes wrong.
    assert!(matches!(facts[..], [Fact::Rules { accuracy, pictures: 4, .. }] if accuracy == 0.75), "{facts:?}");
    act(&mut figure, id(0, VOTE), 1.0);
    let facts = act(&mut figure, TAKE_DOWN, 1.0);
    assert!(matches!(facts[..], [Fact::Rules { accuracy, .. }] if accuracy == 0.25), "{facts:?}");
}

#[test]
fn nothing_is_taken_down_without_a_rule_or_without_pictures() {
    let mut figure = Rules::default();
    assert!(act(&mut figure, TAKE_DOWN, 1.0).is_empty());
    act(&mut figure, id(0, SWITCH), 1.0);
    assert!(figure.act(Action { id: TAKE_DOWN, value: 1.0 }, &Context::default()).is_empty());
    assert!(figure.tried.is_empty());
    assert_eq!(act(&mut figure, TAKE_DOWN, 1.0).len(), 1);
}

#[test]
fn equal_sets_have_equal_codes_and_only_those() {
    let mut figure = Rules::default();
    act(&mut figure, id(0, SWITCH), 1.0);
    let first = code(&figure.rules);
    act(&mut figure, id(1, BOUND), 12.0);
    assert_eq!(code(&figure.rules), first, "a rule that is off does not count");
    let mut codes = vec![first];
    for (what, value) in [(id(0, BOUND), 47.0), (id(0, VOTE), 0.0), (id(1, SWITCH), 1.0), (id(0, SWITCH), 0.0)] {
        act(&mut figure, what, value);
        assert!(!codes.contains(&code(&figure.rules)));
        codes.push(code(&figure.rules));
    }
    act(&mut figure, id(1, SWITCH), 0.0);
    for (what, value) in [(id(0, SWITCH), 1.0), (id(0, VOTE), 1.0), (id(0, BOUND), 46.0)] {
        act(&mut figure, what, value);
    }
    assert_eq!(code(&figure.rules), first);
}

#[test]
fn the_majority_decides_and_the_first_class_where_votes_are_equal() {
    let rule = |bound, dog| Rule { on: true, bound, dog };
    let off = Rule { on: false, bound: 0, dog: true };
    let values = [60.0, 60.0, 60.0, 0.0, 0.0];
    let says = |rules| verdict(&rules, &values);
    assert_eq!(says([rule(500, true), off, off, off, off]), Some(1));
    assert_eq!(says([rule(700, true), off, off, off, off]), Some(0));
    assert_eq!(says([rule(500, true), rule(500, false), off, off, off]), Some(0), "one against one");
    assert_eq!(says([rule(500, true), rule(500, true), rule(500, false), off, off]), Some(1));
    assert_eq!(says([off; 5]), None);
}

#[test]
fn the_list_keeps_the_best_set_when_it_is_full() {
    let mut figure = Rules::default();
    act(&mut figure, id(0, SWITCH), 1.0);
    act(&mut figure, id(0, VOTE), 0.0);
    for bound in [50.0, 90.0, 89.0, 88.0, 87.0, 87.5, 86.5, 88.5, 89.5, 90.0, 88.0] {
        act(&mut figure, id(0, BOUND), bound);
        act(&mut figure, TAKE_DOWN, 1.0);
    }
    assert_eq!(figure.tried.len(), MOST_TRIED);
    assert_eq!((figure.best(), figure.tried[0].right), (Some(0), 3));
}

#[test]
fn it_draws_itself_in_both_languages_with_and_without_pictures() {
    let mut figure = Rules::default();
    for lang in [Lang::Zh, Lang::En] {
        for width in [328, 760] {
            let empty = figure.draw(&Context { lang, width, ..Context::default() });
            assert_eq!(empty.iter().filter(|part| matches!(part, Part::Note(_))).count(), 1);
            (0..COUNT as u16).for_each(|rule| drop(act(&mut figure, id(rule, SWITCH), 1.0)));
            act(&mut figure, TAKE_DOWN, 1.0);
            let parts = figure.draw(&Context { lang, width, ..context() });
            assert!(parts.iter().any(|part| matches!(part, Part::Said(_))));
            let shown = format!("{parts:?}");
            assert!(!shown.contains("NaN"));
            assert_eq!(shown.matches("Slider").count(), COUNT);
            figure.rules = Rules::default().rules;
        }
    }
}
