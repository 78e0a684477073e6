//! What version 1 looks like, to the byte. When this fails, what lies on students' devices can no longer be read as it
//! is: the version has to grow, and what older versions wrote be read or said to be of one.

use kept::{archive, pack_state, unpack_state, Note, VERSION};
use sha2::{Digest, Sha256};
use train::config::Config;
use train::protocol::Kept;

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_layout_is_that_of_its_version() {
    assert_eq!(VERSION, 1);
    assert_eq!(hexadecimal(&Note { config: Config::default(), ..Note::default() }.pack()), NOTE);
    assert_eq!(hexadecimal(&pack_state(&Kept { second: vec![1.0], start: None, ..Kept::default() })), STATE);
}

fn bytes(hexadecimal: &str) -> Vec<u8> {
    let pairs = (0..hexadecimal.len()).step_by(2).map(|at| &hexadecimal[at..at + 2]);
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// Whatever the versions have grown to by then: exported files lie about for years.
#[test]
fn a_file_of_version_1_is_read() {
    let entries = [("lesson.01-myths", b"2:02".to_vec()), ("run.17", bytes(NOTE)), ("state.17", bytes(STATE))];
    // Without what writes files today: the number of entries, then lengths in front of what they are of.
    let mut file = [&b"epoch-one work 1\n"[..], &[3]].concat();
    for (key, value) in &entries {
        for part in [key.as_bytes(), value] {
            file.push(u8::try_from(part.len()).unwrap());
            file.extend_from_slice(part);
        }
    }
    let sum = Sha256::digest(&file);
    file.extend(sum);
    let read = archive::read(&file).unwrap();
    assert_eq!(read.len(), entries.len());
    let (note, state) = (Note::unpack(&read[1].1).unwrap(), unpack_state(&read[2].1).unwrap());
    assert_eq!(note, Note { config: Config::default(), ..Note::default() });
    assert_eq!(state.second, [1.0]);
}

const NOTE: &str =
    "01009003cdcc4c3e0100100101000520cdcc4c3dcdcc4c3e00006f12033a00010000000000000000000000000000000000000000";
const STATE: &str =
    "010000000000000000000000000000000000000000000000000000000000000000000000010000803f00000000000000000000000000000000000000000000000000";
