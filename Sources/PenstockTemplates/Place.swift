/// Where a rendered value ends up, which decides how it is escaped. The raw values are the words of
/// `x-penstock-template` in a stage's schema.
package enum Place: String, Sendable, CaseIterable {
    /// Text of an HTML document: `&`, `<`, `>`, `"` and `'` become character references.
    case html
    /// Inside the quotes of a JSON string (RFC 8259, section 7); a number or a boolean may stand without quotes.
    case json
    /// A part of a URL: everything but the unreserved characters of RFC 3986, section 2.3, is percent-encoded.
    case url
    /// The value of a header: a value that holds CR, LF or NUL is refused, because it could begin another header.
    case header
    /// Plain text, written as it is.
    case none
}

extension Place {
    /// The escaped text, or nil where the place cannot hold it.
    func escape(_ text: String) -> String? {
        switch self {
        case .html: escapeHTML(text)
        case .json: escapeJSON(text)
        case .url: escapeURL(text)
        case .header: text.utf8.contains { $0 == 0x0D || $0 == 0x0A || $0 == 0 } ? nil : text
        case .none: text
        }
    }
}

private func escapeHTML(_ text: String) -> String {
    replacing(in: text) { byte in
        switch byte {
        case UInt8(ascii: "&"): "&amp;"
        case UInt8(ascii: "<"): "&lt;"
        case UInt8(ascii: ">"): "&gt;"
        case UInt8(ascii: "\""): "&quot;"
        case UInt8(ascii: "'"): "&#39;"
        default: nil
        }
    }
}

private func escapeJSON(_ text: String) -> String {
    replacing(in: text) { byte in
        switch byte {
        case UInt8(ascii: "\""): "\\\""
        case UInt8(ascii: "\\"): "\\\\"
        case 0x0A: "\\n"
        case 0x0D: "\\r"
        case 0x09: "\\t"
        case 0..<0x20: "\\u00" + hex(byte, "0123456789abcdef")
        default: nil
        }
    }
}

private func escapeURL(_ text: String) -> String {
    replacing(in: text) { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            nil
        default: "%" + hex(byte, "0123456789ABCDEF")
        }
    }
}

/// Most values need no escape at all, so they are looked at before anything is built.
private func replacing(in text: String, _ replacement: (UInt8) -> String?) -> String {
    guard text.utf8.contains(where: { replacement($0) != nil }) else { return text }
    var escaped: [UInt8] = []
    escaped.reserveCapacity(text.utf8.count + 16)
    for byte in text.utf8 {
        if let other = replacement(byte) { escaped += other.utf8 } else { escaped.append(byte) }
    }
    return String(decoding: escaped, as: UTF8.self)
}

private func hex(_ byte: UInt8, _ digits: StaticString) -> String {
    let text = Array(digits.description.utf8)
    return String(decoding: [text[Int(byte >> 4)], text[Int(byte & 15)]], as: UTF8.self)
}
