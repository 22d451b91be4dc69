//! Calls the plugin as the host does.

mod host;

use host::{completions, said, Stage};
use std::fs;
use PLUGIN_CRATE::abi::*;

#[test]
fn completes_each_attempt_once_when_its_line_is_on_disk() {
    assert_eq!(Stage::new(r#"{"file":7}"#).err(), Some(PENSTOCK_FAIL_CONFIGURATION));
    assert_eq!(said().problem_at, "/file");

    let directory = std::env::temp_dir().join(format!("PLUGIN_NAME-{}", std::process::id()));
    fs::create_dir(&directory).unwrap();
    let file = directory.join("spool.txt");
    let stage = Stage::new(&format!(r#"{{"file":"{}"}}"#, file.display())).ok().unwrap();

    assert_eq!(stage.submit(1, b"{\"score\":92}", 0), PENSTOCK_OK);
    let ended = completions(1).pop().unwrap();
    assert_eq!((ended.outcome, ended.sent), (PENSTOCK_DELIVERED, PENSTOCK_SENT_YES));
    assert_eq!(fs::read_to_string(&file).unwrap(), "dlv_1\t{\"score\":92}\n");

    assert_eq!(stage.submit(2, b"{}", PENSTOCK_CALL_TRIAL), PENSTOCK_OK);
    let ended = completions(2).pop().unwrap();
    assert_eq!((ended.outcome, ended.sent), (PENSTOCK_DELIVERED, PENSTOCK_SENT_NO));
    assert_eq!(fs::read_to_string(&file).unwrap(), "dlv_1\t{\"score\":92}\n");

    assert_eq!(stage.submit(3, b"two\nlines", 0), PENSTOCK_OK);
    let ended = completions(3).pop().unwrap();
    assert_eq!((ended.outcome, ended.code.as_str()), (PENSTOCK_PERMANENT, "not-one-line"));

    // Many at once: each is completed, and drain returns when all are.
    for token in 4..104 {
        assert_eq!(stage.submit(token, b"x", 0), PENSTOCK_OK);
    }
    assert_eq!(stage.drain(30_000_000), PENSTOCK_OK);
    assert!(completions(103)[3..].iter().all(|ended| ended.outcome == PENSTOCK_DELIVERED));

    // A directory that went: later may be better.
    fs::remove_dir_all(&directory).unwrap();
    assert_eq!(stage.submit(104, b"x", 0), PENSTOCK_OK);
    let ended = completions(104).pop().unwrap();
    assert_eq!((ended.outcome, ended.code.as_str()), (PENSTOCK_TRANSIENT, "not-written"));
    assert!(ended.sentence.contains("spool.txt"), "{}", ended.sentence);

    drop(stage);
    let mut tokens: Vec<u64> = said().completions.iter().map(|ended| ended.token).collect();
    tokens.sort();
    assert_eq!(tokens, (1..=104).collect::<Vec<u64>>());
}
