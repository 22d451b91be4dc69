//! Calls the plugin as the host does.

mod host;

use host::{said, Stage};
use PLUGIN_CRATE::abi::*;

#[test]
fn passes_what_contains_the_text_and_says_why_it_drops_the_rest() {
    assert_eq!(Stage::new(r#"{"text":7}"#).err(), Some(PENSTOCK_FAIL_CONFIGURATION));
    assert_eq!(said().problem_at, "/text");

    let stage = Stage::new(r#"{"text":"caf\u00e9 \"7\""}"#).ok().unwrap();
    assert_eq!(stage.filter("{\"place\":\"café \"7\"\"}".as_bytes()), PENSTOCK_PASS);
    assert_eq!(said().reason, "");
    assert_eq!(stage.filter(b"{\"place\":\"bar\"}"), PENSTOCK_DROP);
    assert_eq!(said().reason, "the event's data does not contain the text");
    assert_eq!(stage.filter(b""), PENSTOCK_DROP);
}
