internal import PenstockCore

/// Reads `application/x-www-form-urlencoded` (WHATWG URL, section 5.1), which is also the form of a query.
package enum FormDecoding {
    /// More fields than this are not read.
    package static let mostFields = 1_000

    /// The fields in order: names and values with `+` as a space and percent-encoding undone.
    /// - Returns: Nil for an encoding that is not valid, for what is not UTF-8, and for too many fields.
    package static func fields(_ bytes: [UInt8]) -> [InboundRequest.Field]? {
        var fields: [InboundRequest.Field] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            guard fields.count < mostFields else { return nil }
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = text(pair[..<equals]), let value = text(pair[equals...].dropFirst()) else { return nil }
            fields.append(InboundRequest.Field(name, value))
        }
        return fields
    }

    /// Writes fields so that ``fields(_:)`` reads the same.
    package static func bytes(_ fields: [InboundRequest.Field]) -> [UInt8] {
        Array(fields.map { $0.name.percentEncoded + "=" + $0.value.percentEncoded }.joined(separator: "&").utf8)
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
        var plain: [UInt8] = []
        plain.reserveCapacity(bytes.count)
        var rest = bytes.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): plain.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next()?.hexadecimalValue, let low = rest.next()?.hexadecimalValue else {
                    return nil
                }
                plain.append(high << 4 | low)
            default: plain.append(byte)
            }
        }
        return String(validating: plain, as: UTF8.self)
    }
}
