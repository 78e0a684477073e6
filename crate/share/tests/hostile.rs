//! Links that were cut, changed, or made to harm: each is refused for its reason, and nothing panics.

mod common;

use common::any::Any;
use common::holds::holds;
use share::fragment;
use share::{open, write, Refusal, Shared};
use train::config::Config;

/// Links of all kinds.
fn links() -> Vec<String> {
    let mut any = Any::new(77);
    let mut links = vec![write(&Shared::default()).unwrap()];
    for (steps, change) in [(0, None), (40, None), (300, None), (40, Some(90))] {
        let mut record = any.record(steps, steps / 10, 24);
        record.result = Some(share::Result { change: change.map(|bytes| any.packed(bytes)), ..Default::default() });
        links.push(write(&Shared { record: Some(record), ..any.shared() }).unwrap());
    }
    links
}

fn refused(text: &str) -> Refusal {
    holds(text).expect_err(text)
}

/// A link with this body, whole.
fn whole(body: &[u8]) -> String {
    fragment::write(1, body)
}

fn body(of: &Shared) -> Vec<u8> {
    fragment::body(&write(of).unwrap()).unwrap()
}

#[test]
fn a_link_cut_off_anywhere_is_refused() {
    for link in links() {
        for length in 0..link.len() {
            let want = if length < 3 { Refusal::NotOurs } else { Refusal::Damaged };
            assert_eq!(refused(&link[..length]), want, "{length} characters of {link}");
        }
    }
}

#[test]
fn a_link_with_any_bit_flipped_is_refused() {
    for link in links() {
        for place in 0..link.len() {
            for bit in 0..8 {
                let mut bytes = link.clone().into_bytes();
                bytes[place] ^= 1 << bit;
                let text = String::from_utf8_lossy(&bytes);
                let refusal = refused(&text);
                match place {
                    0..=2 => assert!(matches!(refusal, Refusal::NotOurs | Refusal::Newer), "{text}: {refusal}"),
                    _ => assert_eq!(refusal, Refusal::Damaged, "{text}"),
                }
            }
        }
    }
}

#[test]
fn characters_of_a_chat_do_not_make_another_link() {
    let link = &links()[2];
    for other in [
        format!("{link} "),
        format!(" {link}"),
        format!("{link}."),
        format!("{link}。"),
        format!("{link}="),
        format!("#{link}"),
        format!("{link}{link}"),
        format!("{}\n{}", &link[..30], &link[30..]),
        format!("{}%20{}", &link[..30], &link[30..]),
        link.to_uppercase(),
        link.to_lowercase(),
    ] {
        assert!(matches!(refused(&other), Refusal::Damaged | Refusal::NotOurs), "{other}");
    }
    let swapped = format!("{}{}{}", &link[..20], &link[30..40], &link[20..30]) + &link[40..];
    assert_eq!(refused(&swapped), Refusal::Damaged);
}

#[test]
fn a_newer_version_is_told_as_such() {
    for link in links() {
        assert_eq!(refused(&link.replacen("s1.", "s2.", 1)), Refusal::Newer);
        assert_eq!(refused(&link.replacen("s1.", "s18446744073709551616.", 1)), Refusal::Newer);
        assert_eq!(refused(&link.replacen("s1.", "s0.", 1)), Refusal::NotOurs);
        assert_eq!(refused(&link.replacen("s1.", "s01.", 1)), Refusal::NotOurs);
    }
    assert_eq!(refused(""), Refusal::NotOurs);
    assert_eq!(refused("settings"), Refusal::NotOurs);
    assert_eq!(refused(&"x".repeat(1 << 20)), Refusal::NotOurs);
}

#[test]
fn longer_than_32_kb_is_not_looked_at() {
    let most = fragment::most_body(fragment::MOST_TEXT);
    assert_eq!(refused(&whole(&vec![0; most])), Refusal::Damaged, "bytes behind the end");
    assert_eq!(refused(&whole(&vec![0; most + 1])), Refusal::TooLong);
    assert_eq!(refused(&format!("s1.{}", "A".repeat(4 << 20))), Refusal::TooLong);
    let mut any = Any::new(3);
    let mut record = any.record(9, 1, 1);
    record.result = Some(share::Result { change: Some(any.packed(30_000)), ..Default::default() });
    assert_eq!(write(&Shared { record: Some(record), ..any.shared() }), Err(Refusal::TooLong));
}

#[test]
fn whole_links_with_wild_bodies_never_panic() {
    // With the right checksum, so that every reader behind it is reached.
    for link in links() {
        let body = fragment::body(&link).unwrap();
        for length in 0..body.len() {
            let _ = refused(&whole(&body[..length]));
        }
        for place in 0..body.len() {
            for bit in 0..8 {
                let mut other = body.clone();
                other[place] ^= 1 << bit;
                let _ = holds(&whole(&other));
            }
            let mut other = body.clone();
            other.splice(place..=place, [0xff, 0xff, 0xff, 0xff, 0x0f]);
            let _ = holds(&whole(&other));
        }
    }
    let mut read = 0;
    for number in 0..30_000 {
        let mut any = Any::new(number);
        let length = any.below(90);
        // Small bytes are likelier to mean something.
        let most = any.of(&[2, 8, 64, 256]);
        let bytes: Vec<u8> = (0..length).map(|_| any.below(most) as u8).collect();
        read += u32::from(holds(&whole(&bytes)).is_ok());
        let _ = holds(&format!("s1.{}", String::from_utf8_lossy(&bytes)));
    }
    assert!(read > 20, "only {read} meant something");
}

/// Bits in front of a body: lesson, hidden, locked, record.
const LESSON: u8 = 1;
const HIDDEN: u8 = 2;
const LOCKED: u8 = 4;
const RECORD: u8 = 8;

#[test]
fn claims_of_giant_counts_are_refused_before_room_is_made() {
    const GIANT: [u8; 5] = [0xff, 0xff, 0xff, 0xff, 0x0f];
    let with = |start: &[u8]| refused(&whole(&[start, &GIANT, &[0; 400]].concat()));
    assert_eq!(with(&[]), Refusal::Impossible, "parts");
    assert_eq!(with(&[0]), Refusal::Impossible, "settings");
    assert_eq!(with(&[LESSON, 0]), Refusal::Impossible, "lesson");
    assert_eq!(with(&[LESSON, 0, 0]), Refusal::Impossible, "letters of a lesson");
    assert_eq!(with(&[LESSON, 0, 1]), Refusal::Impossible, "open steps");
    assert_eq!(with(&[RECORD, 0]), Refusal::Impossible, "bits of the record");
    assert_eq!(with(&[RECORD, 0, 0]), Refusal::Impossible, "letters of the build");
    assert_eq!(with(&[RECORD, 0, 0, 0]), Refusal::Impossible, "points of the curve");
    assert_eq!(with(&[RECORD, 0, 0, 0, 1]), Refusal::Impossible, "a step");
    assert_eq!(with(&[RECORD, 0, 0, 0, 1, 0]), Refusal::Impossible, "a loss");
    assert_eq!(with(&[RECORD, 0, 0, 0, 0]), Refusal::Impossible, "validations");
    assert_eq!(with(&[RECORD, 0, 0, 0, 0, 0]), Refusal::Impossible, "predictions");
    assert_eq!(with(&[RECORD, 0, 0, 0, 0, 0, 2]), Refusal::Impossible, "a prediction's index");
    assert_eq!(with(&[RECORD, 0, 2, 0, 0, 0, 0]), Refusal::Impossible, "steps of the result");
    let result: Vec<u8> = [RECORD, 0, 6, 0, 0, 0, 0, 9, 0, 0].into_iter().chain([7; 24]).collect();
    assert_eq!(with(&result), Refusal::Impossible, "bytes of the change");
    // Within the limits, and still more than is there.
    assert_eq!(refused(&whole(&[RECORD, 0, 0, 0, 60, 0, 0])), Refusal::Damaged);
    assert_eq!(refused(&whole(&[result, vec![0xff, 0x7f, 1, 2, 3]].concat())), Refusal::Damaged);
}

#[test]
fn numbers_that_are_none_and_settings_out_of_range_are_refused() {
    // The learning rate: bit 3 of the settings; 7, then the bits of the number.
    let rate = |value: f32| whole(&[&[0, 8, 7][..], &value.to_le_bytes()].concat());
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -1.0, 100.1, f32::MAX] {
        assert_eq!(refused(&rate(value)), Refusal::Impossible, "{value}");
    }
    assert_eq!(open(&rate(0.012345679)).unwrap().0.config.learning_rate, 0.012345679);
    // A number, by its bit.
    let setting = |bit: u32, value: u8| {
        let bits = 1u32 << bit;
        let bits: Vec<u8> = match bit {
            0..=6 => vec![bits as u8],
            7..=13 => vec![0x80, (bits >> 7) as u8],
            _ => vec![0x80, 0x80, (bits >> 14) as u8],
        };
        whole(&[&[0], &bits[..], &[value]].concat())
    };
    assert_eq!(
        open(&setting(2, 9)).unwrap().0,
        Shared { config: Config { epochs: 9, ..Config::default() }, ..Shared::default() }
    );
    for (bit, value, what) in [
        (1, 0x1f, "every group frozen"),
        (1, 0x20, "a sixth group"),
        (2, 0, "no epochs"),
        (2, 101, "epochs"),
        (6, 9, "pictures"),
        (8, 20, "no pretrained weights of this width"),
        (8, 17, "width"),
        (10, 0, "batch size"),
        (13, 3, "backend"),
        (14, 3, "architecture"),
        (14, 1, "pretrained weights of another architecture"),
        (15, 0, "depth"),
        (18, 0x20, "rate of a sixth group"),
    ] {
        assert_eq!(refused(&setting(bit, value)), Refusal::Impossible, "{what}");
    }
    assert_eq!(refused(&whole(&[0, 0x80, 0x80, 0x20])), Refusal::Impossible, "a setting that there is none of");
    // What happened.
    let ended =
        |accuracy: &[u8], loss: &[u8]| whole(&[&[RECORD, 0, 2, 0, 0, 0, 0, 9], loss, accuracy, &[1; 16]].concat());
    let bits = |value: f32| [&[7][..], &value.to_le_bytes()].concat();
    assert!(open(&ended(&bits(0.3), &bits(0.3))).is_ok());
    for value in [f32::NAN, f32::INFINITY, -0.5, 1.5] {
        assert_eq!(refused(&ended(&bits(value), &bits(0.3))), Refusal::Impossible, "{value}");
    }
    for value in [f32::NAN, f32::INFINITY, -0.5] {
        assert_eq!(refused(&ended(&bits(0.3), &bits(value))), Refusal::Impossible, "{value}");
    }
    assert_eq!(refused(&whole(&[RECORD, 0, 4, 0, 0, 0, 0])), Refusal::Impossible, "a change without a result");
    assert_eq!(refused(&whole(&[RECORD, 0, 0, 0, 1, 0, 1, 0, 0])), Refusal::Impossible, "a loss below all");
}

#[test]
fn only_known_names_are_read() {
    let lesson = |name: &str| whole(&[&[LESSON, 0, 0, name.len() as u8][..], name.as_bytes(), &[2]].concat());
    let (shared, _) = open(&lesson("06-sgd")).unwrap();
    assert_eq!(shared.place, share::Place::Lesson { id: "06-sgd".into(), open: 2 });
    for name in
        ["", "16-unknown", "<script>alert(1)</script>", "../../etc", "javascript:0", "06-sgd\0", "第一轮", "06-SGD"]
    {
        assert_eq!(refused(&lesson(name)), Refusal::Impossible, "{name}");
    }
    assert_eq!(refused(&lesson(&"a".repeat(41))), Refusal::Impossible);
    assert_eq!(refused(&whole(&[LESSON, 0, 16, 0])), Refusal::Impossible, "a lesson without a number");
    let build = |name: &[u8]| whole(&[&[RECORD, 0, 0, name.len() as u8], name, &[0, 0, 0]].concat());
    assert!(open(&build(b"dev")).is_ok());
    for name in [&b"<b>"[..], b"a\"b", b"\xff\xfe", b"012345678"] {
        assert_eq!(refused(&build(name)), Refusal::Impossible, "{name:?}");
    }
    assert_eq!(refused(&whole(&[HIDDEN, 0, 0x80])), Refusal::Impossible, "a part that there is none of");
    assert_eq!(refused(&whole(&[LOCKED, 0, 0xff])), Refusal::Impossible, "a part that there is none of");
    assert_eq!(refused(&whole(&[16, 0])), Refusal::Impossible, "something that there is none of");
    let unknown = share::Place::Lesson { id: "16-unknown".into(), open: 0 };
    assert_eq!(write(&Shared { place: unknown, ..Shared::default() }), Err(Refusal::Impossible));
}

#[test]
fn what_stands_behind_the_end_is_no_link() {
    for shared in [Shared::default(), Any::new(4).shared()] {
        let body = body(&shared);
        assert_eq!(refused(&whole(&[&body[..], &[0]].concat())), Refusal::Damaged);
    }
}
