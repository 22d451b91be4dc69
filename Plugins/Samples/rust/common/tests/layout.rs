//! Compares the binding with the layout that Penstock has committed to. A field in the wrong place would read what is
//! not meant, and no compiler would tell.

use std::collections::HashMap;

/// Each table by its first line, with the lines of its fields.
fn tables(text: &str) -> HashMap<String, Vec<String>> {
    let mut tables: HashMap<String, Vec<String>> = HashMap::new();
    let mut name = String::new();
    for line in text.lines() {
        if !line.starts_with(' ') {
            name = line.to_string();
        }
        tables.entry(name.clone()).or_default().push(line.to_string());
    }
    tables
}

#[test]
fn every_table_lies_as_the_header_says() {
    let committed = tables(include_str!("layout.txt"));
    let bound = tables(&PLUGIN_CRATE::abi::layout());
    assert!(bound.len() >= 10);
    for (name, lines) in bound {
        assert_eq!(Some(&lines), committed.get(&name), "{name}");
    }
}
