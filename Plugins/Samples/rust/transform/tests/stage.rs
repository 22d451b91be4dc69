//! Calls the plugin as the host does.

mod host;

use host::{said, Stage};
use PLUGIN_CRATE::abi::*;

#[test]
fn puts_the_body_into_an_envelope() {
    assert_eq!(Stage::new(r#"{"tenant":"No good"}"#).err(), Some(PENSTOCK_FAIL_CONFIGURATION));
    assert_eq!(said().problem_at, "/tenant");

    let stage = Stage::new(r#"{"tenant":"north"}"#).ok().unwrap();
    assert_eq!(stage.transform(b"{\"score\":92}"), PENSTOCK_WROTE);
    let answer = said();
    assert_eq!(String::from_utf8_lossy(&answer.body), r#"{"tenant":"north","event":{"score":92}}"#);
    assert_eq!(answer.content_type, "application/json");

    assert_eq!(stage.transform(b""), PENSTOCK_FAIL_PERMANENT);
    assert_eq!(said().code, "empty-body");

    *host::LIMIT.lock().unwrap() = 8;
    assert_eq!(stage.transform(b"{\"score\":92}"), PENSTOCK_FAIL_LIMIT);
    assert_eq!(said().code, "body-too-large");
}
