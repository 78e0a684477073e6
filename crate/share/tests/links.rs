//! The links that are made of a run.

mod common;

use common::holds::holds;
use common::run::make;
use nn::Weights;
use share::change::{pack, Made};
use share::{answer, draw, fragment, open, Answer, Make, Refusal, Request, MOST_HEAD, MOST_LINK};
use train::config::{Architecture, Config};

/// The settings of a run whose head alone is trained, of the network with pretrained weights.
fn head_only(width: u32) -> Config {
    let frozen = ["stem", "stage1", "stage2", "stage3"].map(String::from).to_vec();
    Config { frozen, width, ..Config::default() }
}

#[test]
fn with_the_head_a_link_has_at_most_2000_characters() {
    for width in [16, 32] {
        let wanted = make(head_only(width));
        let links = share::make(&wanted).unwrap();
        let (text, change) = links.trained.expect("a link with the result");
        println!(
            "width {width}: settings {}, record {}, with the head {} characters",
            links.settings.len(),
            links.record.as_ref().unwrap().len(),
            text.len()
        );
        assert!(text.len() + 40 <= MOST_HEAD, "{}", text.len());
        // The smaller one leaves enough room in a code, even with such a record.
        assert_eq!(draw(&format!("{}{text}", "x".repeat(40))).is_some(), width == 16);
        assert_eq!(links.too_long, None);
        let shared = holds(&text).unwrap();
        let (again, opened) = open(&text).unwrap();
        assert_eq!((&again, opened.as_ref()), (&shared, Some(&change)));
        let kept = wanted.kept.unwrap();
        let (start, statistics) = kept.start.clone().unwrap();
        let result = shared.record.unwrap().result.unwrap();
        let hash = |parameters: &[f32], statistics: &[f32]| nn::weights::weights_hash(parameters, statistics);
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        assert_eq!(hex(&result.hash), hash(&kept.parameters, &kept.statistics)[..32]);
        assert_eq!(hex(&result.change.unwrap().base), hash(&start, &statistics)[..16]);
        // The weights that come out are close to those that were trained; the frozen ones are the same.
        let model = train::session::model(&wanted.shared.config, 2).unwrap();
        for parameter in model.parameters() {
            let place = || parameter.offset..parameter.offset + parameter.shape.len();
            let values = start[place()].iter().zip(&change.parameters[place()]).zip(&kept.parameters[place()]);
            let off = values.map(|((start, change), trained)| (start + change - trained).abs()).fold(0.0, f32::max);
            // A hundredth of the changes' root mean square.
            let most = if parameter.group == nn::Group::Head { 8e-5 } else { 0.0 };
            assert!(off <= most, "{} is {off} off", parameter.name);
        }
        assert!(change.statistics.iter().all(|value| *value == 0.0));
    }
}

#[test]
fn links_are_short_or_a_file_is_offered() {
    let wanted = make(Config::default());
    let links = share::make(&wanted).unwrap();
    assert!(links.settings.len() <= 300);
    match (links.trained, links.too_long) {
        (Some((text, _)), None) => {
            println!("all weights: {} characters", text.len());
            assert!(text.len() + 40 <= MOST_LINK);
            holds(&text).unwrap();
        }
        (None, Some(characters)) => {
            println!("all weights: {characters} characters would be needed");
            assert!(characters as usize > MOST_LINK);
        }
        other => panic!("{other:?}"),
    }
    // What stands in front counts.
    let crowded = Make { before: 7990, ..make(head_only(16)) };
    let links = share::make(&crowded).unwrap();
    assert_eq!(links.trained, None);
    assert!(links.too_long.unwrap() > 7990);
    // A network that is too large for links.
    let large = Config { architecture: Architecture::Residual, width: 64, pretrained: false, ..head_only(64) };
    let links = share::make(&make(large)).unwrap();
    assert!(links.record.is_some() && links.trained.is_none() && links.too_long.is_some());
}

#[test]
fn the_same_run_makes_the_same_links() {
    let wanted = make(head_only(16));
    assert_eq!(share::make(&wanted), share::make(&wanted.clone()));
    let other =
        Make { shared: share::Shared { record: wanted.record.clone(), ..wanted.shared.clone() }, ..wanted.clone() };
    assert_eq!(share::make(&wanted), share::make(&other), "the record in `shared` is not looked at");
}

#[test]
fn there_is_no_link_with_a_result_that_there_is_not() {
    let whole = make(head_only(16));
    let without = |change: fn(&mut Make)| {
        let mut wanted = whole.clone();
        change(&mut wanted);
        let links = share::make(&wanted).unwrap();
        assert_eq!((links.trained, links.too_long), (None, None));
        (links.settings, links.record)
    };
    let (settings, record) = without(|wanted| wanted.kept = None);
    assert!(record.unwrap().len() > settings.len());
    assert_eq!(without(|wanted| wanted.record = None).1, None);
    without(|wanted| wanted.record.as_mut().unwrap().result = None);
    without(|wanted| wanted.kept.as_mut().unwrap().done = false);
    without(|wanted| wanted.kept.as_mut().unwrap().start = None);
    without(|wanted| wanted.kept.as_mut().unwrap().parameters[5] = f32::NAN);
    without(|wanted| wanted.kept.as_mut().unwrap().statistics.truncate(1));
    without(|wanted| wanted.shared.config.width = 32);
    without(|wanted| wanted.classes = 3);
    let mut impossible = whole.clone();
    impossible.shared.config.epochs = 0;
    assert_eq!(share::make(&impossible), Err(Refusal::Impossible));
}

#[test]
fn a_change_of_another_network_is_refused() {
    let (text, _) = share::make(&make(head_only(32))).unwrap().trained.unwrap();
    let (mut shared, _) = open(&text).unwrap();
    let rewritten = |shared: &share::Shared| open(&share::write(shared).unwrap()).map(drop);
    assert_eq!(rewritten(&shared), Ok(()));
    shared.config = Config { pretrained: false, width: 64, ..head_only(64) };
    assert_eq!(rewritten(&shared), Err(Refusal::Impossible), "more values than a link may have");
    shared.config = head_only(32);
    let packed = shared.record.as_mut().unwrap().result.as_mut().unwrap().change.as_mut().unwrap();
    packed.bytes.truncate(packed.bytes.len() / 2);
    assert_eq!(rewritten(&shared), Err(Refusal::Impossible), "half a change");
}

#[test]
fn questions_have_answers() {
    let Answer::Made(links) = answer(&Request::Make(Box::new(make(head_only(16))))) else { panic!("no links") };
    let (text, change) = links.trained.clone().unwrap();
    assert_eq!(answer(&Request::Open { fragment: text.clone() }), {
        Answer::Opened(Box::new(open(&text).unwrap().0), Some(change))
    });
    assert_eq!(answer(&Request::Open { fragment: "s9.".into() }), Answer::Refused(Refusal::Newer));
    assert_eq!(answer(&Request::Draw { text: "x".repeat(4000) }), Answer::Drawn(None));
}

#[test]
fn a_code_is_drawn_where_it_can_be_scanned() {
    let sheet = draw("https://example.org/#s1.AAAA").unwrap();
    assert_eq!(sheet.dark.len(), (sheet.size * sheet.size) as usize);
    assert_eq!(sheet.size, 25, "version 2");
    // The finder in the corner: a dark ring, a light one, and a dark square.
    let dark = |x: u32, y: u32| sheet.dark[(y * sheet.size + x) as usize];
    for corner in [(0, 0), (sheet.size - 7, 0), (0, sheet.size - 7)] {
        for (x, y) in (0..7).flat_map(|y| (0..7).map(move |x| (x, y))) {
            let ring = 3.max(x) - 3.min(x);
            let ring = ring.max(3.max(y) - 3.min(y));
            assert_eq!(dark(corner.0 + x, corner.1 + y), ring != 2);
        }
    }
    // Version 25 with low correction holds 1273 bytes (ISO/IEC 18004, table 7).
    assert_eq!(draw(&"x".repeat(1273)).unwrap().size, 117);
    assert_eq!(draw(&"x".repeat(1274)), None);
    assert_eq!(draw(&"字".repeat(500)), None);
}

/// The clock is only looked at where the program is as fast as it will be.
#[test]
fn opening_takes_at_most_50_ms() {
    let mut worst = vec![
        format!("s1.{}", "A".repeat(fragment::MOST_TEXT - 3)),
        fragment::write(1, &vec![0; fragment::most_body(fragment::MOST_TEXT)]),
        share::make(&make(head_only(32))).unwrap().trained.unwrap().0,
    ];
    // The longest change that a link can hold of the largest network with pretrained weights, and bytes that are none.
    let config = Config { width: 32, ..Config::default() };
    let kept = common::run::run(&config);
    let model = train::session::model(&config, 2).unwrap();
    let (parameters, statistics) = kept.start.unwrap();
    let start = Weights { parameters, statistics };
    let trained = Weights { parameters: kept.parameters, statistics: kept.statistics };
    let Made::Packed { bytes, .. } = pack(&model, &start, &trained, 23_000) else { panic!("too long") };
    let mut any = common::any::Any::new(2);
    for bytes in [bytes, any.packed(24_000).bytes, vec![0; 24_000], vec![0xff; 24_000]] {
        let mut record = any.record(60, 10, 24);
        let change = Some(share::Packed { bytes, ..Default::default() });
        record.result = Some(share::Result { change, ..Default::default() });
        let shared = share::Shared { config: config.clone(), record: Some(record), ..Default::default() };
        worst.push(share::write(&shared).unwrap());
    }
    for text in worst {
        let times = (0..5).map(|_| {
            let start = std::time::Instant::now();
            let _ = std::hint::black_box(open(&text));
            start.elapsed().as_secs_f64() * 1e3
        });
        let best = times.fold(f64::INFINITY, f64::min);
        println!("{} characters in {best:.2} ms: {:?}", text.len(), open(&text).map(drop));
        assert!(cfg!(debug_assertions) || best < 50.0, "{best} ms");
    }
}
