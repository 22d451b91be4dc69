package import PenstockJSON

/// Writes JSON values as YAML for people: in blocks, with quotes only where a text would mean something else without.
package struct YAMLWriter {
    private var text = ""

    /// A document that ``parseYAML(_:file:)`` reads back as the same value.
    package static func document(_ value: JSONValue) -> String {
        var writer = YAMLWriter()
        switch value {
        case .object(let members) where !members.isEmpty: writer.write(members, indentation: 0)
        case .array(let elements) where !elements.isEmpty: writer.write(elements, indentation: 0)
        default: writer.text = inline(value) + "\n"
        }
        return writer.text
    }

    // MARK: - Blocks

    private mutating func write(_ members: JSONObject, indentation: Int) {
        for (index, (key, value)) in members.enumerated() {
            // The first member stands behind what led to it.
            if index > 0 || indentation == 0 || text.hasSuffix("\n") { indent(indentation) }
            text += Self.scalar(key) + ":"
            write(value, below: indentation)
        }
    }

    private mutating func write(_ elements: [JSONValue], indentation: Int) {
        for element in elements {
            indent(indentation)
            text += "-"
            guard case .object(let members) = element, !members.isEmpty else {
                write(element, below: indentation)
                continue
            }
            text += " "
            write(members, indentation: indentation + 2)
        }
    }

    /// Writes a value behind `key:` or `-`.
    private mutating func write(_ value: JSONValue, below indentation: Int) {
        switch value {
        case .object(let members) where !members.isEmpty:
            text += "\n"
            write(members, indentation: indentation + 2)
        case .array(let elements) where !elements.allSatisfy(Self.isShort):
            text += "\n"
            write(elements, indentation: indentation + 2)
        case .string(let string) where Self.isBlock(string):
            let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
            text += string.hasSuffix("\n") ? " |\n" : " |-\n"
            for line in string.hasSuffix("\n") ? lines.dropLast() : lines {
                if !line.isEmpty { indent(indentation + 2) }
                text += line + "\n"
            }
        default: text += " " + Self.inline(value) + "\n"
        }
    }

    private mutating func indent(_ width: Int) { text += String(repeating: " ", count: width) }

    // MARK: - On a line

    /// Whether a value may stand in a list on one line.
    private static func isShort(_ value: JSONValue) -> Bool {
        switch value {
        case .null, .bool, .number: true
        case .string(let string): string.utf8.count <= 40
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        }
    }

    private static func inline(_ value: JSONValue) -> String {
        switch value {
        case .string(let string): scalar(string)
        case .array(let elements): "[" + elements.map(inline).joined(separator: ", ") + "]"
        default: value.text
        }
    }

    /// A text in plain style where it means itself there, also within brackets; else in double quotes.
    private static func scalar(_ string: String) -> String { isPlain(string) ? string : quoted(string) }

    private static func isPlain(_ string: String) -> Bool {
        guard case .string = CoreSchema.resolve(string), let first = string.utf8.first, let last = string.utf8.last,
            last != UInt8(ascii: " ")
        else { return false }
        if isMeasure(string) { return true }
        // Words of YAML 1.1, which other programs still read otherwise; `on` is a key that people know plain.
        let isOtherwise = ["yes", "no", "off", "y", "n"].contains(string.lowercased())
        return !isOtherwise && (isLetter(first) || first == UInt8(ascii: "/"))
            && string.utf8.allSatisfy { isLetter($0) || "0123456789 _./*+=()<>@~-".utf8.contains($0) }
    }

    /// Whether a text is a number with a unit, such as `5s`, `20%` and `50/s`.
    private static func isMeasure(_ string: String) -> Bool {
        let unit = string.drop { ("0"..."9").contains($0) || $0 == "." }
        return unit != string[...] && ["ms", "s", "m", "h", "d", "%", "/s", "/m", "/h", "/d"].contains { $0 == unit }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// In double quotes YAML has all escapes of JSON (YAML 1.2.2, section 5.7).
    private static func quoted(_ string: String) -> String {
        var quoted = ""
        for scalar in JSONValue.string(string).text.unicodeScalars {
            if isWritten(scalar) {
                quoted.unicodeScalars.append(scalar)
            } else {
                let digits = String(scalar.value, radix: 16, uppercase: true)
                let width = scalar.value > 0xFFFF ? 8 : 4
                quoted += (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
            }
        }
        return quoted
    }

    /// Whether a text of several lines can stand as it is: no line of it may begin or end so that a block would lose it.
    private static func isBlock(_ string: String) -> Bool {
        let lines = string.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count > 1, let first = lines.first, !first.isEmpty, first.first != " ", !string.hasSuffix("\n\n")
        else {
            return false
        }
        return lines.allSatisfy { line in
            line.last != " " && line.unicodeScalars.allSatisfy(isWritten)
        }
    }

    /// Whether a character can be seen and steers no terminal (YAML 1.2.2, section 5.1).
    private static func isWritten(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned, .surrogate: false
        default: true
        }
    }
}
