internal import PenstockJSON

/// Reads `multipart/form-data` (RFC 7578; RFC 2046, section 5.1). Of a file that is sent along, name, type and size are
/// kept, and nothing of its content.
struct MultipartReader {
    private let bytes: [UInt8]
    private let mark: [UInt8]

    private static let mostParts = 200
    private static let mostHeaderBytes = 8 << 10
    private static let (feed, carriage, dash) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "-"))

    /// - Parameter boundary: 70 characters at most (RFC 2046, section 5.1.1).
    init(_ bytes: [UInt8], boundary: String) throws(BodyFault) {
        guard !boundary.isEmpty, boundary.utf8.count <= 70 else {
            throw BodyFault(.unreadable, "the boundary of multipart/form-data has 1 to 70 characters")
        }
        self.bytes = bytes
        mark = Array("--\(boundary)".utf8)
    }

    /// The fields by name; one that comes several times is an array.
    func fields() throws(BodyFault) -> JSONValue {
        var members = FieldCollector()
        var count = 0
        guard var delimiter = delimiter(from: 0) else {
            throw BodyFault(.unreadable, "the body has no part that begins with the boundary")
        }
        while !delimiter.isLast {
            guard let next = self.delimiter(from: delimiter.end) else {
                throw BodyFault(.unreadable, "the last part has no end: the body was cut off")
            }
            count += 1
            guard count <= Self.mostParts else {
                throw BodyFault(.unreadable, "the body has more than \(Self.mostParts) parts")
            }
            let content = bytes[delimiter.end..<max(next.start, delimiter.end)]
            let (name, value) = try part(content, number: count)
            members.add(name, value)
            delimiter = next
        }
        return members.value
    }

    // MARK: Delimiters

    private struct Delimiter {
        /// Where the line break before it begins, which is no part of the content.
        var start: Int
        /// Where the line behind it begins.
        var end: Int
        var isLast: Bool
    }

    /// The next line that is a delimiter.
    private func delimiter(from start: Int) -> Delimiter? {
        var line = start
        while line <= bytes.count - mark.count {
            let isLineStart = line == 0 || bytes[line - 1] == Self.feed
            if isLineStart, bytes[line...].starts(with: mark), let found = delimiter(atLine: line) { return found }
            guard let feed = bytes[line...].firstIndex(of: Self.feed) else { return nil }
            line = feed + 1
        }
        return nil
    }

    /// The delimiter that a line is; nil for one that only begins like one.
    private func delimiter(atLine line: Int) -> Delimiter? {
        var end = line + mark.count
        let isLast = bytes[end...].starts(with: [Self.dash, Self.dash])
        if isLast { end += 2 }
        while end < bytes.count, bytes[end] == 0x20 || bytes[end] == 0x09 || bytes[end] == Self.carriage { end += 1 }
        guard isLast || end < bytes.count && bytes[end] == Self.feed else { return nil }
        var start = line
        if start > 0 { start -= 1 }
        if start > 0, bytes[start - 1] == Self.carriage { start -= 1 }
        return Delimiter(start: start, end: min(end + 1, bytes.count), isLast: isLast)
    }

    // MARK: Parts

    private func part(_ content: ArraySlice<UInt8>, number: Int) throws(BodyFault) -> (String, JSONValue) {
        var rest = content
        var disposition: [String: String]?
        var type = "text/plain"
        while true {
            guard let feed = rest.firstIndex(of: Self.feed) else {
                throw BodyFault(.unreadable, "part \(number) has no empty line behind its headers")
            }
            guard feed - content.startIndex <= Self.mostHeaderBytes else {
                throw BodyFault(.unreadable, "the headers of part \(number) are longer than 8 KiB")
            }
            let line = rest[..<feed].last == Self.carriage ? rest[..<(feed - 1)] : rest[..<feed]
            rest = rest[(feed + 1)...]
            if line.isEmpty { break }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { continue }
            let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
            switch String(decoding: line[..<colon], as: UTF8.self).lowercased() {
            case "content-disposition": disposition = HeaderParameters.read(value).parameters
            case "content-type": type = HeaderParameters.read(value).value.lowercased()
            default: break
            }
        }
        guard let name = disposition?["name"] else {
            throw BodyFault(.unreadable, "part \(number) does not say which field it is")
        }
        if let file = disposition?["filename"] {
            let file: JSONValue = [
                "filename": .string(file), "content_type": .string(type), "size": .number(JSONNumber(rest.count)),
            ]
            return (name, file)
        }
        guard let text = String(validating: rest, as: UTF8.self) else {
            throw BodyFault(.unreadable, "the field '\(name.prefix(100))' is not UTF-8 text")
        }
        return (name, .string(text))
    }
}
