//! Reads a text out of a configuration. The host has checked the JSON against the schema before it comes here, so this
//! finds a member at the top and undoes the escapes of its text, and does no more.

/// The text of a member at the top of a JSON object; nothing when it is missing or no text.
pub fn text(json: &[u8], name: &str) -> Option<String> {
    let mut at = 0;
    let mut depth = 0usize;
    while at < json.len() {
        match json[at] {
            b'"' => {
                let key = at + 1;
                at = end_of_string(json, at)?;
                let found = &json[key..at - 1] == name.as_bytes();
                let colon = skip_space(json, at);
                if depth != 1 || json.get(colon) != Some(&b':') {
                    continue;
                }
                at = skip_space(json, colon + 1);
                if found {
                    return (json.get(at) == Some(&b'"')).then(|| unescaped(&json[at + 1..])).flatten();
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += 1;
    }
    None
}

fn skip_space(json: &[u8], from: usize) -> usize {
    from + json[from..].iter().take_while(|byte| b" \t\r\n".contains(byte)).count()
}

/// Where a string is over; `from` is its opening quote.
fn end_of_string(json: &[u8], from: usize) -> Option<usize> {
    let mut at = from + 1;
    loop {
        match json.get(at)? {
            b'"' => return Some(at + 1),
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
}

/// The text up to the closing quote, without its escapes.
fn unescaped(json: &[u8]) -> Option<String> {
    let mut text = Vec::new();
    let mut at = 0;
    loop {
        let byte = *json.get(at)?;
        at += 1;
        match byte {
            b'"' => return String::from_utf8(text).ok(),
            b'\\' => {
                let letter = *json.get(at)?;
                at += 1;
                match letter {
                    b'b' => text.push(8),
                    b'f' => text.push(12),
                    b'n' => text.push(b'\n'),
                    b'r' => text.push(b'\r'),
                    b't' => text.push(b'\t'),
                    b'u' => {
                        let (point, length) = code_point(&json[at..])?;
                        at += length;
                        text.extend_from_slice(point.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                    other => text.push(other),
                }
            }
            other => text.push(other),
        }
    }
}

/// What follows `\u`: a character, and how many bytes it took. A half of a pair without the other is U+FFFD.
fn code_point(json: &[u8]) -> Option<(char, usize)> {
    let first = hex(json)?;
    if (0xD800..0xDC00).contains(&first) && json.get(4..6) == Some(b"\\u") {
        let second = hex(&json[6..])?;
        if (0xDC00..0xE000).contains(&second) {
            let point = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
            return Some((char::from_u32(point)?, 10));
        }
    }
    Some((char::from_u32(first).unwrap_or('\u{FFFD}'), 4))
}

fn hex(json: &[u8]) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(json.get(..4)?).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn finds_members_at_the_top_only() {
        let json = br#"{"a":{"text":"inner"},"b":["text",":"],"text" : "outer","n":1}"#;
        assert_eq!(text(json, "text").as_deref(), Some("outer"));
        assert_eq!(text(json, "n"), None);
        assert_eq!(text(json, "missing"), None);
    }

    #[test]
    fn undoes_escapes() {
        let json = br#"{"text":"\"\\\/\n\u00e9\ud83d\ude00\ud800"}"#;
        assert_eq!(text(json, "text").as_deref(), Some("\"\\/\n\u{e9}\u{1F600}\u{FFFD}"));
    }

    #[test]
    fn survives_json_that_is_cut() {
        let json = br#"{"text":"a\u00e9\ud83d\ude00"}"#;
        for length in 0..json.len() - 1 {
            assert_eq!(text(&json[..length], "text"), None);
        }
    }
}
