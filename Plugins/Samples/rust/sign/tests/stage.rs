//! Calls the plugin as the host does.

mod host;

use host::{said, Stage};
use PLUGIN_CRATE::abi::*;

#[test]
fn puts_the_checksum_into_the_header() {
    assert_eq!(Stage::new(r#"{"header":7}"#).err(), Some(PENSTOCK_FAIL_CONFIGURATION));
    assert_eq!(said().problem_at, "/header");

    let stage = Stage::new(r#"{"header":"X-Body-CRC"}"#).ok().unwrap();
    // The check value of CRC-32.
    assert_eq!(stage.sign(b"123456789"), PENSTOCK_UNCHANGED);
    assert_eq!(said().headers, [("X-Body-CRC".to_string(), "cbf43926".to_string())]);
    assert_eq!(stage.sign(b""), PENSTOCK_UNCHANGED);
    assert_eq!(said().headers[0].1, "00000000");
}
