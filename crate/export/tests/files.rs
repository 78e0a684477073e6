//! Every kind of file from one run: names, the same bytes again, and weights that the page reads.

mod common;

use common::{asset, model_of, pool, work, NORMALISATION};
use export::{save, ExportError, Kind, Language, Point, Shown, Validation, Work};
use nn::{start_from, Weights};
use train::config::Config;

fn weights(config: &Config) -> Weights {
    let file = nn::weights::open(&asset("weights/small.safetensors")).expect("weights");
    start_from(&model_of(config), &file.model, &file.weights, 1).expect("weights that fit")
}

fn whole() -> Work {
    let config = Config::default();
    let pool = pool(&Config { pictures: 10, ..config.clone() });
    let shown = |(i, cat): (usize, f32)| Shown {
        label: Some(u32::from(pool.labels[i])),
        rgb: pool.pixels[i * vision::SIDE_BYTES..][..vision::SIDE_BYTES].to_vec(),
        probabilities: vec![cat, 1.0 - cat],
    };
    // Cats and dogs take turns: right, wrong, right.
    let pictures = [0.9, 0.8, 0.6].into_iter().enumerate().map(shown).collect();
    Work {
        pictures,
        train: (1..=60).map(|step| Point { step, loss: 1.0 / step as f32, accuracy: 0.75 }).collect(),
        valid: [0, 12, 24].map(|step| Validation { step, loss: 0.5, accuracy: 0.875 }).to_vec(),
        ..work(&config, &weights(&config))
    }
}

#[test]
fn every_kind_is_saved_under_its_name_with_the_same_bytes_each_time() {
    let work = whole();
    let names: Vec<String> = Kind::ALL
        .iter()
        .map(|kind| {
            let file = save(&work, *kind).unwrap_or_else(|error| panic!("{kind:?}: {error}"));
            assert!(!file.bytes.is_empty());
            assert_eq!(save(&work, *kind).as_ref(), Ok(&file), "{kind:?}");
            file.name
        })
        .collect();
    assert!(names.iter().all(|name| name.starts_with("epoch-one-cats-dogs")), "{names:?}");
    assert!(names.iter().enumerate().all(|(i, name)| !names[..i].contains(name)), "{names:?}");
}

#[test]
fn saved_weights_are_read_again_bit_for_bit() {
    let config = Config::default();
    let weights = weights(&config);
    let file = save(&work(&config, &weights), Kind::Safetensors).expect("weights");
    assert_eq!(file.name, "epoch-one-cats-dogs.safetensors");
    assert_eq!(nn::weights::load(&model_of(&config), &file.bytes).expect("a weight file"), weights);
    assert_eq!(nn::weights::open(&file.bytes).expect("a weight file").normalisation, NORMALISATION);
}

/// Reads a drawing as XML; all its text.
fn texts(file: &[u8]) -> String {
    let text = std::str::from_utf8(file).expect("UTF-8");
    let document = roxmltree::Document::parse(text).expect("well-formed XML");
    let root = document.root_element();
    assert_eq!((root.tag_name().name(), root.tag_name().namespace()), ("svg", Some("http://www.w3.org/2000/svg")));
    for name in ["title", "desc"] {
        let said = root.children().find(|node| node.has_tag_name(("http://www.w3.org/2000/svg", name)));
        assert!(said.and_then(|node| node.text()).is_some_and(|text| !text.is_empty()), "{name}");
    }
    for node in root.descendants() {
        for attribute in node.attributes() {
            assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
            // Nothing is fetched, and every place is a number.
            assert!(attribute.name() != "href" || attribute.value().starts_with("data:image/png;base64,"));
            assert!(!attribute.value().contains("NaN") && !attribute.value().contains("inf"), "{attribute:?}");
        }
    }
    root.descendants().filter_map(|node| node.text()).collect()
}

#[test]
fn drawings_are_xml_that_stands_alone_in_both_languages() {
    for (language, words) in [
        (Language::Chinese, ["训练曲线", "损失", "错误率", "训练", "验证", "轮次"]),
        (Language::English, ["Training curves", "Loss", "Error rate", "training", "validation", "epoch"]),
    ] {
        let work = Work { language, ..whole() };
        let text = texts(&save(&work, Kind::Chart).expect("a chart").bytes);
        for word in words {
            assert!(text.contains(word), "{word} in {text}");
        }
        // 1 - 0.875 at the end of validation.
        assert!(text.contains("12.5\u{202f}%"), "{text}");
        let text = texts(&save(&work, Kind::Pictures).expect("pictures").bytes);
        assert!(text.contains(language_of(language, "3 张里对了 2 张", "2 of 3 right")), "{text}");
    }
}

fn language_of(language: Language, chinese: &'static str, english: &'static str) -> &'static str {
    match language {
        Language::Chinese => chinese,
        Language::English => english,
    }
}

#[test]
fn markup_and_numbers_that_are_none_do_no_harm() {
    let mut work = whole();
    work.site = "</text><script>alert(1)</script>\u{1b}\"'&".into();
    work.classes[0].name = "<b onload=\"x\">猫]]>".into();
    work.train[30].loss = f32::NAN;
    work.train[40].loss = f32::INFINITY;
    work.train[50].loss = 1e30;
    work.valid[2] = Validation { step: 24, loss: f32::NAN, accuracy: f32::NAN };
    work.pictures[0].probabilities = vec![f32::NAN, f32::INFINITY];
    work.pictures[1].label = Some(77);
    work.pictures[1].probabilities = vec![0.5; 9];
    assert!(!texts(&save(&work, Kind::Chart).expect("a chart").bytes).is_empty());
    assert!(texts(&save(&work, Kind::Pictures).expect("pictures").bytes).contains("<b onload=\"x\">猫]]>"));
    // Nothing but numbers that are none, and one point alone.
    work.train.iter_mut().for_each(|point| point.loss = f32::NAN);
    texts(&save(&work, Kind::Chart).expect("a chart").bytes);
    work.train.truncate(1);
    work.valid.clear();
    texts(&save(&work, Kind::Chart).expect("a chart").bytes);
    work.pictures[0].rgb.pop();
    assert!(matches!(save(&work, Kind::Pictures), Err(ExportError::Misfit(_))));
}

#[test]
fn what_is_not_there_is_said() {
    let empty = Work { config: Config::default(), ..Work::default() };
    for (kind, error) in [
        (Kind::Safetensors, ExportError::NoWeights),
        (Kind::Onnx, ExportError::NoWeights),
        (Kind::Csv, ExportError::NoCurves),
        (Kind::Chart, ExportError::NoCurves),
        (Kind::Pictures, ExportError::NoPictures),
    ] {
        assert_eq!(save(&empty, kind), Err(error), "{kind:?}");
    }
    let bad = Work { config: Config { epochs: 0, ..Config::default() }, ..whole() };
    assert!(matches!(save(&bad, Kind::Notebook), Err(ExportError::Misfit(_))));
}
