//! The one file of everything: what is written reads back, and nothing else is taken.

use kept::archive::{read, write};
use kept::{pack_state, Entry, Kind, Note, Refusal, PICTURE_BYTES, VERSION};
use train::protocol::{BatchPoint, EpochPoint, Kept};

fn note() -> Note {
    Note {
        tab: "t".into(),
        saved: 1.5e12,
        step: 7,
        total_steps: 60,
        train: vec![BatchPoint { step: 7, loss: 0.5, accuracy: 0.75, learning_rate: 0.01 }],
        valid: vec![EpochPoint { step: 0, epoch: 0.0, train_loss: None, valid_loss: 0.7, valid_accuracy: 0.5 }],
        ..Note::default()
    }
}

fn entries() -> Vec<Entry> {
    vec![
        ("lesson.02-first-model".into(), b"2:00".to_vec()),
        ("run.1700000000000".into(), note().pack()),
        ("state.1700000000000".into(), pack_state(&Kept { step: 7, parameters: vec![1.0, -2.0], ..Kept::default() })),
        ("picture.1700000000001".into(), vec![9; PICTURE_BYTES]),
    ]
}

/// A file with a right sum around these entries.
fn file(change: impl FnOnce(&mut Vec<Entry>)) -> Vec<u8> {
    let mut entries = entries();
    change(&mut entries);
    write(&entries)
}

#[test]
fn what_is_written_reads_back() {
    assert_eq!(read(&write(&entries())), Ok(entries()));
    assert_eq!(Note::unpack(&note().pack()), Ok(note()));
}

#[test]
fn a_file_cut_or_changed_anywhere_is_refused() {
    let whole = write(&entries());
    for cut in 0..whole.len() {
        assert!(read(&whole[..cut]).is_err(), "cut after {cut} bytes");
    }
    for place in 0..whole.len() {
        let mut other = whole.clone();
        other[place] ^= 1 << (place % 8);
        assert!(read(&other).is_err(), "byte {place} changed");
    }
    assert!(read(&[whole, vec![0]].concat()).is_err(), "longer");
}

#[test]
fn other_files_say_why() {
    for other in [&b""[..], b"{}", b"\x89PNG\r\n\x1a\n", b"epoch-one-progress 2\nend\n"] {
        assert_eq!(read(other), Err(Refusal::NotOurs));
    }
    for head in
        ["epoch-one work 1", "epoch-one work 0\n", "epoch-one work \n", "epoch-one work x\n", "epoch-one work 02\n"]
    {
        assert_eq!(read(head.as_bytes()), Err(Refusal::Damaged), "{head}");
    }
    assert_eq!(read(&write(&[])), Err(Refusal::Empty));
}

#[test]
fn a_file_of_a_newer_version_says_so() {
    for head in ["epoch-one work 2\nanything", "epoch-one work 10\n"] {
        assert_eq!(read(head.as_bytes()), Err(Refusal::Newer), "{head}");
    }
    // Or one thing in it is newer, whatever else is in it.
    for (place, value) in [(0, b"3:00".to_vec()), (0, b"10:".to_vec()), (1, vec![VERSION + 1]), (2, vec![255, 1, 2])] {
        let newer = file(|entries| {
            entries[place].1 = value;
            entries.push(("unknown".into(), Vec::new()));
        });
        assert_eq!(read(&newer), Err(Refusal::Newer), "entry {place}");
    }
    // But not where it has come to harm on its way.
    let mut damaged = file(|entries| entries[1].1[0] += 1);
    *damaged.last_mut().unwrap() ^= 1;
    assert_eq!(read(&damaged), Err(Refusal::Damaged));
}

#[test]
fn unknown_keys_and_values_that_do_not_fit_are_refused() {
    let refused = |what: &str, file: Vec<u8>| assert_eq!(read(&file), Err(Refusal::Damaged), "{what}");
    for key in ["", "theme", "lesson.", "lesson.<img>", "lesson.../x", "run.-1", "run.12x", "state.", "picture.a"] {
        refused(key, file(|entries| entries[0].0 = key.into()));
    }
    refused("a run without a state", file(|entries| drop(entries.remove(2))));
    refused("a state without a run", file(|entries| drop(entries.remove(1))));
    refused("the same twice", file(|entries| entries.push(entries[3].clone())));
    refused("a picture of another size", file(|entries| entries[3].1.truncate(9)));
    refused("a note cut", file(|entries| entries[1].1.truncate(9)));
    refused("a note of no version", file(|entries| entries[1].1[0] = 0));
    refused("a note without anything", file(|entries| entries[1].1.clear()));
    refused("a note and more", file(|entries| entries[1].1.push(0)));
    refused("a state cut", file(|entries| entries[2].1.truncate(9)));
    let wild = Note { config: train::config::Config { width: 1 << 30, ..Default::default() }, ..note() };
    refused("settings that no run accepts", file(|entries| entries[1].1 = wild.pack()));
}

#[test]
fn a_list_that_says_it_is_endless_costs_nothing() {
    // Ten bytes that promise 2^63 entries, with a right sum.
    let mut body = b"epoch-one work 1\n".to_vec();
    body.extend([0xff; 9]);
    body.push(0x7f);
    use sha2::Digest;
    let sum = sha2::Sha256::digest(&body);
    body.extend(sum);
    assert_eq!(read(&body), Err(Refusal::Damaged));
}

#[test]
fn keys() {
    for kind in Kind::ALL {
        assert_eq!(Kind::of(&kind.key("17")), Some((kind, "17")));
    }
    assert_eq!(Kind::of("lesson.06-gradient-descent"), Some((Kind::Lesson, "06-gradient-descent")));
    assert_eq!(Kind::of(&Kind::Run.key(&"1".repeat(41))), None);
}

#[test]
fn points_beyond_the_state_are_cut() {
    let mut note = Note { step: 6, ..note() };
    note.cut();
    assert_eq!((note.train.len(), note.valid.len()), (0, 1));
}
