/// Writes JSON text piece by piece; puts the commas itself.
///
/// The caller keeps the order of the calls right: a key before each member, an end for each beginning.
package struct JSONWriter: Sendable {
    /// What has been written so far, in UTF-8.
    package private(set) var bytes: [UInt8] = []

    private let pretty: Bool
    private var depth = 0
    private var needsComma = false
    private var afterKey = false

    /// Begins without text.
    /// - Parameters:
    ///   - pretty: every member and element on a line of its own, indented by two spaces.
    ///   - capacity: how many bytes to make room for.
    package init(pretty: Bool = false, capacity: Int = 256) {
        self.pretty = pretty
        bytes.reserveCapacity(capacity)
    }

    /// Forgets the text and keeps the room for it.
    package mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        (depth, needsComma, afterKey) = (0, false, false)
    }

    /// Begins an object.
    package mutating func beginObject() { begin(Byte.openBrace) }

    /// Ends the innermost object.
    package mutating func endObject() { end(Byte.closeBrace) }

    /// Begins an array.
    package mutating func beginArray() { begin(Byte.openBracket) }

    /// Ends the innermost array.
    package mutating func endArray() { end(Byte.closeBracket) }

    /// Writes a member's name; its value comes next.
    package mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(Byte.colon)
        if pretty { bytes.append(Byte.space) }
        afterKey = true
    }

    /// Writes a string, escaped as far as RFC 8259, section 7 asks for it.
    package mutating func string(_ text: String) {
        separate()
        quote(text)
    }

    /// Writes an integer.
    package mutating func number(_ integer: some FixedWidthInteger) { raw("\(integer)") }

    /// Writes a number as it was written.
    package mutating func number(_ number: JSONNumber) { raw(number.text) }

    /// Writes a floating-point number, and `null` for NaN and infinities, which JSON does not have.
    package mutating func number(_ value: Double) { raw(JSONNumber(value)?.text ?? "null") }

    /// Writes `true` or `false`.
    package mutating func bool(_ truth: Bool) { raw(truth ? "true" : "false") }

    /// Writes `null`.
    package mutating func null() { raw("null") }

    /// Writes JSON text that is known to be one valid value.
    package mutating func raw(_ json: Span<UInt8>) {
        separate()
        bytes.reserveCapacity(bytes.count + json.count)
        for index in json.indices { bytes.append(json[index]) }
    }

    /// Writes JSON text that is known to be one valid value.
    package mutating func raw(_ json: some Collection<UInt8>) {
        separate()
        bytes.append(contentsOf: json)
    }

    /// Writes JSON text that is known to be one valid value.
    package mutating func raw(_ json: String) {
        separate()
        bytes.append(contentsOf: json.utf8)
    }

    /// Writes a value and all it holds.
    /// - Parameter sortedKeys: members in the order of the UTF-8 of their names, instead of their own order.
    package mutating func value(_ value: JSONValue, sortedKeys: Bool = false) {
        switch value {
        case .null: null()
        case .bool(let truth): bool(truth)
        case .number(let number): self.number(number)
        case .string(let text): string(text)
        case .array(let elements):
            beginArray()
            for element in elements { self.value(element, sortedKeys: sortedKeys) }
            endArray()
        case .object(let members):
            beginObject()
            if sortedKeys {
                let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
                for (key, value) in sorted { member(key, value, sortedKeys: true) }
            } else {
                for (key, value) in members { member(key, value, sortedKeys: false) }
            }
            endObject()
        }
    }
}

// MARK: - Pieces

extension JSONWriter {
    private mutating func member(_ name: String, _ value: JSONValue, sortedKeys: Bool) {
        key(name)
        self.value(value, sortedKeys: sortedKeys)
    }

    private mutating func begin(_ bracket: UInt8) {
        separate()
        bytes.append(bracket)
        depth += 1
        needsComma = false
    }

    private mutating func end(_ bracket: UInt8) {
        depth -= 1
        if pretty && needsComma { newline() }
        bytes.append(bracket)
        (needsComma, afterKey) = (true, false)
    }

    /// Writes what belongs between the last piece and the next one.
    private mutating func separate() {
        if afterKey {
            afterKey = false
        } else {
            if needsComma { bytes.append(Byte.comma) }
            if pretty && depth > 0 { newline() }
        }
        needsComma = true
    }

    private mutating func newline() {
        bytes.append(Byte.newline)
        bytes.append(contentsOf: repeatElement(Byte.space, count: 2 * max(depth, 0)))
    }

    private mutating func quote(_ text: String) {
        bytes.append(Byte.quote)
        if JSONWriter.needsEscape(text.utf8.span) {
            for byte in text.utf8 { escape(byte) }
        } else {
            bytes.append(contentsOf: text.utf8)
        }
        bytes.append(Byte.quote)
    }

    private static func needsEscape(_ bytes: Span<UInt8>) -> Bool {
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x20 || byte == Byte.quote || byte == Byte.backslash { return true }
        }
        return false
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case Byte.quote, Byte.backslash: bytes.append(contentsOf: [Byte.backslash, byte])
        case 0x08: bytes.append(contentsOf: "\\b".utf8)
        case 0x09: bytes.append(contentsOf: "\\t".utf8)
        case 0x0A: bytes.append(contentsOf: "\\n".utf8)
        case 0x0C: bytes.append(contentsOf: "\\f".utf8)
        case 0x0D: bytes.append(contentsOf: "\\r".utf8)
        case 0..<0x20:
            bytes.append(contentsOf: (byte < 0x10 ? "\\u000" : "\\u00").utf8)
            bytes.append(contentsOf: String(byte, radix: 16).utf8)
        default: bytes.append(byte)
        }
    }
}
