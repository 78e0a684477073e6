//! Files of progress that earlier versions of the site wrote.

use kept::progress::read;
use kept::Refusal;

fn file(body: &str) -> String {
    format!("epoch-one-progress 2\n{body}end\n")
}

#[test]
fn what_was_written_is_read() {
    let text = file("01-myths=2:02\n02-first-model=2:0203\n");
    let entries =
        vec![("lesson.01-myths".into(), b"2:02".to_vec()), ("lesson.02-first-model".into(), b"2:0203".to_vec())];
    assert_eq!(read(text.as_bytes()), Ok(entries.clone()));
    // An editor may have written the file anew, with other ends of lines.
    assert_eq!(read(text.replace('\n', "\r\n").as_bytes()), Ok(entries));
}

#[test]
fn anything_else_is_refused_and_says_why() {
    for other in ["", "{}", "epoch-one-progress", "\u{feff}epoch-one-progress 2\nend\n", "PNG"] {
        assert_eq!(read(other.as_bytes()), Err(Refusal::NotOurs), "{other}");
    }
    assert_eq!(read(&[0xff, 0xfe, 0]), Err(Refusal::NotOurs));
    for version in ["3", "3\r", "20"] {
        let newer = format!("epoch-one-progress {version}\nend\n");
        assert_eq!(read(newer.as_bytes()), Err(Refusal::Newer), "{version}");
    }
    assert_eq!(read(file("01-myths=3:02\n").as_bytes()), Err(Refusal::Newer));
    for version in ["0", "", "x", "+3"] {
        let other = format!("epoch-one-progress {version}\nend\n");
        assert_eq!(read(other.as_bytes()), Err(Refusal::Damaged), "{version}");
    }
    assert_eq!(read(file("").as_bytes()), Err(Refusal::Empty));
    let good = "01-myths=2:02\n";
    assert!(read(file(good).as_bytes()).is_ok());
    let damaged = [
        format!("epoch-one-progress 2\n{good}"),
        file(good) + good,
        file(&format!("{good}{good}")),
        file(&good.replace("01-myths", "../theme")),
        file(&good.replace('=', ":")),
        file("\n"),
    ];
    for file in damaged {
        assert_eq!(read(file.as_bytes()), Err(Refusal::Damaged), "{file}");
    }
}

#[test]
fn a_file_cut_anywhere_is_refused() {
    let whole = file("01-myths=2:02\n02-first-model=2:0203\n");
    // The very last line break may be missing.
    for cut in 0..whole.len() - 1 {
        assert!(read(&whole.as_bytes()[..cut]).is_err(), "cut after {cut} bytes");
    }
}
