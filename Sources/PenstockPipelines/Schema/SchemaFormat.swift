internal import PenstockCore

/// A `format` that can be checked; every other one, and these too unless asked for, only describes.
package enum SchemaFormat: String, Sendable, CaseIterable {
    /// A day: RFC 3339, section 5.6, `full-date`.
    case date
    /// A moment: RFC 3339, section 5.6, `date-time`.
    case dateTime = "date-time"
    /// An absolute URI by the look of it: a scheme, and only characters that RFC 3986 allows.
    case uri
    /// An address by the look of it: something, one `@` outside quotes, something.
    case email

    /// What is expected, for messages.
    var phrase: String {
        switch self {
        case .date: "a day such as 2026-03-09"
        case .dateTime: "a date and time such as 2026-03-09T14:02:07Z"
        case .uri: "a URI such as https://example.com/path"
        case .email: "a mail address such as learner1@example.com"
        }
    }

    /// Whether a text has the format.
    func accepts(_ text: String) -> Bool {
        switch self {
        case .date: SchemaFormat.isDay(text)
        case .dateTime: !text.utf8.contains(UInt8(ascii: " ")) && Timestamp(text) != nil
        case .uri: SchemaFormat.isURI(text)
        case .email: SchemaFormat.isAddress(text)
        }
    }

    private static func isDay(_ text: String) -> Bool {
        let bytes = text.utf8.span
        guard bytes.count == 10 else { return false }
        var fields: (Int64, Int64, Int64) = (0, 0, 0)
        for index in bytes.indices {
            let byte = bytes[index]
            if index == 4 || index == 7 {
                guard byte == UInt8(ascii: "-") else { return false }
                continue
            }
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return false }
            let digit = Int64(byte - UInt8(ascii: "0"))
            switch index {
            case ..<4: fields.0 = fields.0 * 10 + digit
            case ..<7: fields.1 = fields.1 * 10 + digit
            default: fields.2 = fields.2 * 10 + digit
            }
        }
        guard (1...12).contains(fields.1), fields.2 >= 1 else { return false }
        // A day that its month does not have comes back as one of the next month.
        return fields.2 <= 28 || civil(fromDays: days(fromCivil: fields.0, fields.1, fields.2)) == fields
    }

    private static func isURI(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")), colon != text.utf8.startIndex else {
            return false
        }
        let scheme = text.utf8[..<colon]
        guard scheme.first.map(isLetter) == true,
            scheme.allSatisfy({ isLetter($0) || "0123456789+-.".utf8.contains($0) })
        else { return false }
        var hexadecimalDue = 0
        for byte in text.utf8[colon...] {
            guard byte > 0x20, byte < 0x7F, !"\"<>\\^`{|}".utf8.contains(byte) else { return false }
            if hexadecimalDue > 0 {
                guard "0123456789abcdefABCDEF".utf8.contains(byte) else { return false }
                hexadecimalDue -= 1
            } else if byte == UInt8(ascii: "%") {
                hexadecimalDue = 2
            }
        }
        return hexadecimalDue == 0
    }

    private static func isAddress(_ text: String) -> Bool {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let (local, domain) = (text.utf8[..<at], text.utf8[at...].dropFirst())
        guard !local.isEmpty, local.count <= 64, let first = domain.first, let last = domain.last else { return false }
        if local.first != UInt8(ascii: "\"") {
            guard local.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "@") }) else { return false }
        }
        return first != UInt8(ascii: ".") && last != UInt8(ascii: ".")
            && domain.allSatisfy { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: ",") }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
