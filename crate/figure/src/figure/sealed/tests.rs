use super::*;
use crate::message::{Looked, Run, TICK};

/// A finished run of this seed; the test set's answer is there or not.
fn context(seed: u32, answered: bool) -> Context {
    let run = Run {
        step: 65,
        total_steps: 65,
        seed,
        valid_pictures: 600,
        valid_accuracy: Some(0.75),
        valid_loss: Some(0.5),
        ..Run::default()
    };
    // Three of four right.
    let row = |i: u32| if i.is_multiple_of(4) { [1.0, 0.6, 0.4] } else { [0.0, 0.7, 0.3] };
    let looked = Looked { want: Want::Test, shape: vec![500, 3], values: (0..500).flat_map(row).collect() };
    Context { run: Some(run), looks: answered.then_some(looked).into_iter().collect(), ..Context::default() }
}

fn press(figure: &mut Sealed, context: &Context) -> Vec<Fact> {
    figure.act(Action { id: OPEN, value: 1.0 }, context)
}

fn tick(figure: &mut Sealed, context: &Context) -> Vec<Fact> {
    figure.act(Action { id: TICK, value: 0.0 }, context)
}

fn button(figure: &Sealed, context: &Context) -> Button {
    figure.draw(context).into_iter().find_map(|part| if let Part::Button(b) = part { Some(b) } else { None }).unwrap()
}

#[test]
fn nobody_looks_before_the_press_and_an_opening_is_told_once() {
    let (before, after) = (context(1, false), context(1, true));
    let mut figure = Sealed::default();
    assert!(figure.wants(&before).is_empty());
    assert_eq!(figure.tick(&after), None, "an answer that nobody asked for opens nothing");
    assert!(tick(&mut figure, &after).is_empty());
    assert!(press(&mut figure, &before).is_empty(), "the answer is not here");
    assert_eq!(figure.wants(&before), [Want::Test]);
    assert_eq!((figure.tick(&before), figure.tick(&after)), (None, Some(1)));
    assert_eq!(tick(&mut figure, &after), [Fact::Tested { accuracy: 0.75, pictures: 500 }]);
    assert!(tick(&mut figure, &after).is_empty() && press(&mut figure, &after).is_empty(), "once for one network");
    assert_eq!(figure.tick(&after), None);
    assert!(figure.wants(&before).is_empty());
    assert!(button(&figure, &after).disabled);
}

#[test]
fn another_network_can_be_judged_and_it_is_counted() {
    let mut figure = Sealed::default();
    press(&mut figure, &context(1, true));
    assert_eq!(figure.openings.len(), 1);
    assert!(!button(&figure, &context(2, false)).disabled);
    press(&mut figure, &context(2, false));
    assert_eq!(tick(&mut figure, &context(2, true)).len(), 1);
    assert_eq!(figure.openings.len(), 2);
    let parts = figure.draw(&context(2, true));
    assert!(parts.iter().any(|part| matches!(part, Part::Card { tone: Tone::Warn, .. })));
}

#[test]
fn a_press_holds_for_the_network_that_it_was_made_for() {
    let mut figure = Sealed::default();
    press(&mut figure, &context(1, false));
    assert!(figure.wants(&context(2, false)).is_empty());
    assert!(tick(&mut figure, &context(2, true)).is_empty());
    assert!(figure.openings.is_empty());
}

#[test]
fn an_unfinished_run_is_not_judged() {
    for change in [|run: &mut Run| run.step = 10, |run: &mut Run| run.running = true] {
        let mut context = context(1, true);
        change(context.run.as_mut().unwrap());
        let mut figure = Sealed::default();
        assert!(press(&mut figure, &context).is_empty() && figure.asked.is_none());
        assert!(button(&figure, &context).disabled);
    }
}

#[test]
fn it_draws_in_every_state_and_language() {
    for lang in [Lang::Zh, Lang::En] {
        let with = |context: Context| Context { lang, ..context };
        let mut figure = Sealed::default();
        assert_eq!(figure.draw(&with(Context::default())).len(), 3);
        press(&mut figure, &with(context(1, true)));
        let parts = figure.draw(&with(context(1, true)));
        assert_eq!(parts.len(), 5);
        // sqrt(0.75 * 0.25 / 500) is 1.94 points.
        assert!(matches!(&parts[3], Part::Said(said) if said.contains("75.0 %") && said.contains("1.94")), "{parts:?}");
    }
}

#[test]
fn the_envelope_holds_what_the_pack_holds() {
    // The lesson says how many pictures are in it before anybody has opened it.
    let manifest = include_str!("../../../../../public/dataset/cats-dogs/manifest.json");
    let test = &manifest[manifest.find(r#""name": "test""#).unwrap()..];
    let count = test.split(r#""count": "#).nth(1).and_then(|rest| rest.split([',', '\n']).next()).unwrap();
    let lesson = include_str!("../../../../lesson/lessons/10-validation/lesson.json");
    assert!(lesson.contains(&format!(r#""name": "sealed", "setup": {{ "pictures": {count} }}"#)), "{count}");
}
