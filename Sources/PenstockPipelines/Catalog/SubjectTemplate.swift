package import PenstockJSON

/// How the subject of an event is made from its data: text and `{{data.x}}`, nothing else.
package struct SubjectTemplate: Sendable, Hashable, CustomStringConvertible {
    private enum Part: Sendable, Hashable {
        case text([UInt8])
        /// A pointer into the data.
        case field(JSONPointer)
    }

    /// The template as it is written.
    package let description: String
    private let parts: [Part]

    /// Reads a template.
    /// - Throws: what is wrong, with the offset in bytes into the text.
    package init(_ text: String) throws(JSONError) {
        description = text
        var parts: [Part] = []
        var rest = text.utf8[...]
        while let open = rest.firstRange(of: "{{".utf8) {
            if open.lowerBound > rest.startIndex { parts.append(.text(Array(rest[..<open.lowerBound]))) }
            let offset = text.utf8.distance(from: text.startIndex, to: open.lowerBound)
            guard let close = rest[open.upperBound...].firstRange(of: "}}".utf8) else {
                throw JSONError(message: "'{{' has no '}}'", offset: offset)
            }
            let name = String(decoding: rest[open.upperBound..<close.lowerBound], as: UTF8.self)
            parts.append(.field(try SubjectTemplate.field(name, offset: offset)))
            rest = rest[close.upperBound...]
        }
        if !rest.isEmpty { parts.append(.text(Array(rest))) }
        guard !parts.isEmpty else { throw JSONError(message: "a subject cannot be empty", offset: 0) }
        self.parts = parts
    }

    private static func field(_ name: String, offset: Int) throws(JSONError) -> JSONPointer {
        let names = name.split(separator: " ", omittingEmptySubsequences: true)
        guard names.count == 1, let path = names.first?.split(separator: ".", omittingEmptySubsequences: false),
            path.count > 1, path[0] == "data", !path.contains(where: \.isEmpty),
            path[1].unicodeScalars.first.map({ !"#/^&!>{=".unicodeScalars.contains($0) }) == true
        else {
            throw JSONError(
                message: "a subject takes only fields of the data, as in {{data.course_id}}, not {{\(name)}}",
                offset: offset
            )
        }
        return JSONPointer(tokens: path.dropFirst().map(String.init))
    }

    /// What every subject begins with.
    package var literalStart: String {
        if case .text(let text)? = parts.first { String(decoding: text, as: UTF8.self) } else { "" }
    }

    /// What every subject ends with.
    package var literalEnd: String {
        if parts.count > 1, case .text(let text)? = parts.last { String(decoding: text, as: UTF8.self) } else { "" }
    }

    /// The fields of the data that are used, as pointers into the event.
    package var fields: [JSONPointer] {
        parts.compactMap { part in
            if case .field(let pointer) = part { JSONPointer(tokens: ["data"] + pointer.tokens) } else { nil }
        }
    }

    /// Makes the subject from the bytes of the event's data, which must be valid JSON.
    /// - Returns: nil when a field is missing, null, empty, an object or an array.
    package func render(_ data: Span<UInt8>) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64)
        for part in parts {
            switch part {
            case .text(let text): bytes.append(contentsOf: text)
            case .field(let pointer):
                guard let range = JSONScanner.range(of: pointer, in: data),
                    SubjectTemplate.append(data, range, to: &bytes)
                else { return nil }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func append(_ data: Span<UInt8>, _ range: Range<Int>, to bytes: inout [UInt8]) -> Bool {
        switch JSONScanner.kind(data, at: range) {
        case .null, .object, .array: return false
        case .bool, .number:
            for index in range { bytes.append(data[index]) }
        case .string:
            let start = bytes.count
            for index in range.lowerBound + 1..<range.upperBound - 1 {
                guard data[index] != UInt8(ascii: "\\") else {
                    // Escapes are rare enough to begin again for.
                    bytes.removeSubrange(start...)
                    guard let text = JSONScanner.string(data, in: range) else { return false }
                    bytes.append(contentsOf: text.utf8)
                    break
                }
                bytes.append(data[index])
            }
            return bytes.count > start
        }
        return true
    }
}
