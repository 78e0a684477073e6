use super::*;
use crate::message::Looked;
use crate::scene::Shape;

fn context(stage: f32, width: u16, lang: Lang) -> Context {
    let run = Run {
        running: true,
        step: 27,
        total_steps: 72,
        epoch: 3.0,
        epochs: 8,
        pretrained: true,
        parameters: 77_522,
        learning_rate: Some(0.0312),
        batch_loss: Some(0.5128),
        valid_loss: Some(0.4821),
        valid_accuracy: Some(0.77),
        classes: vec![lang.say("猫", "cat").into(), lang.say("狗", "dog").into()],
        ..Run::default()
    };
    Context { lang, width, setup: [("stage".to_owned(), stage)].into(), run: Some(run), ..Context::default() }
}

fn texts(drawing: &Drawing) -> Vec<String> {
    let text = |shape: &Shape| if let Shape::Words { text, .. } = shape { Some(text.clone()) } else { None };
    drawing.shapes.iter().filter_map(text).collect()
}

fn arrows(drawing: &Drawing) -> usize {
    drawing.shapes.iter().filter(|shape| matches!(shape, Shape::Line { arrow: true, .. })).count()
}

/// About how wide words are: a character of Chinese is as wide as its size, another one 0.55 of it.
fn extent(text: &str, size: f32) -> f32 {
    text.chars().map(|c| if c as u32 > 0x2e80 { size } else { 0.55 * size }).sum()
}

#[test]
fn the_boxes_carry_the_sessions_numbers() {
    let learning = diagram(&context(3.0, 760, Lang::En));
    let texts = texts(&learning);
    for expected in [
        "77,522 numbers",
        "changed 27 times",
        "batch loss 0.513",
        "validation loss 0.482",
        "accuracy 77.0 %",
        "automatic update: learning rate 0.0312",
        "step 27 of 72, epoch 3.0 of 8",
    ] {
        assert!(texts.iter().any(|text| text == expected), "{expected} in {texts:?}");
        let number = expected.split(' ').find(|word| word.starts_with(|c: char| c.is_ascii_digit())).unwrap();
        assert!(learning.label.contains(number.trim_end_matches(',')), "{number} in {}", learning.label);
    }
}

#[test]
fn each_stage_adds_its_arrows_at_every_width() {
    for width in [0, 328, 619, 620, 760, 1200] {
        let count = |stage| arrows(&diagram(&context(stage, width, Lang::Zh)));
        assert_eq!([1.0, 2.0, 3.0, 4.0].map(count), [2, 3, 5, 2], "{width}");
    }
}

#[test]
fn everything_lies_within_the_drawing_and_words_within_their_boxes() {
    for lang in [Lang::Zh, Lang::En] {
        for (width, stage) in [328, 360, 620, 760].iter().flat_map(|width| (1..=4).map(move |stage| (*width, stage))) {
            for run in [context(stage as f32, width, lang).run, None, Some(Run { pretrained: true, ..Run::default() })]
            {
                let drawing = diagram(&Context { run, ..context(stage as f32, width, lang) });
                let boxes: Vec<[f32; 4]> = drawing
                    .shapes
                    .iter()
                    .filter_map(|shape| if let Shape::Box { at, filled: false, .. } = shape { Some(*at) } else { None })
                    .collect();
                for [x, y, w, h] in &boxes {
                    assert!(*x >= 0.0 && *y >= 0.0 && x + w <= drawing.width && y + h <= drawing.height);
                }
                for shape in &drawing.shapes {
                    let Shape::Words { at: [x, y], text, size, .. } = shape else { continue };
                    let holds = |b: &&[f32; 4]| *x > b[0] && *x < b[0] + b[2] && *y > b[1] && *y < b[1] + b[3];
                    let room = boxes.iter().find(holds).map_or(drawing.width, |b| b[2]);
                    let wide = extent(text, *size);
                    assert!(*size >= 12.0 && wide <= room, "{text}: {wide} in {room}, stage {stage} at {width}");
                }
            }
        }
    }
}

#[test]
fn without_a_run_there_are_dashes_and_no_false_numbers() {
    let learning = diagram(&Context { run: None, ..context(3.0, 328, Lang::Zh) });
    let texts = texts(&learning);
    assert!(texts.iter().any(|text| text == "– 个数"), "{texts:?}");
    assert!(texts.iter().any(|text| text == "第 – / – 步，第 – / – 轮"), "{texts:?}");
    assert!(!texts.iter().any(|text| text.contains("NaN") || text.ends_with(" 0")));
}

#[test]
fn a_pictures_result_is_asked_at_rest_only() {
    let training = context(4.0, 328, Lang::En);
    assert!(Machine.wants(&training).is_empty());
    let mut rests = training.clone();
    rests.run.as_mut().unwrap().running = false;
    assert_eq!(Machine.wants(&rests), [PICTURE]);
    // Scores 0 and ln 3: probabilities a quarter and three quarters.
    let values = vec![1.0, 0.0, 3f32.ln(), 1.0, 0.0, 0.0];
    rests.looks.push(Looked { want: PICTURE, shape: vec![2, 3], values });
    let texts = texts(&diagram(&rests));
    assert!(texts.iter().any(|text| text == "picture 6: dog 75 %"), "{texts:?}");
    assert!(texts.iter().any(|text| text == "fixed inside"));
}
