//! What version 1 looks like, to the byte. When this fails, what lies on students' devices can no longer be read as it
//! is: the version has to grow, and what older versions wrote be read or said to be of one.

use kept::{pack_state, Note, VERSION};
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

const NOTE: &str =
    "01009003cdcc4c3e0100100101000520cdcc4c3dcdcc4c3e00006f12033a00010000000000000000000000000000000000000000";
const STATE: &str =
    "010000000000000000000000000000000000000000000000000000000000000000000000010000803f00000000000000000000000000000000000000000000000000";
