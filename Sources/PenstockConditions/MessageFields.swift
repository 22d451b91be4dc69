internal import PenstockJSON
package import PenstockPluginKit

/// Where a condition finds its fields: the message, as JSON.
package struct MessageFields {
    let message: Message
    /// The body that a stage has made, in place of the message's.
    private let written: [UInt8]?
    private let bodyIsEvent: Bool
    /// Whether the body can be read as JSON; what is not JSON has no fields.
    let bodyIsJSON: Bool

    package init(_ message: Message) {
        self.message = message
        written = nil
        bodyIsEvent = message.bodyIsEvent
        bodyIsJSON = bodyIsEvent || MessageFields.isJSON(message.contentType)
    }

    /// The message with another body.
    /// - Parameter body: JSON.
    package init(_ message: Message, body: [UInt8]) {
        self.message = message
        written = body
        bodyIsEvent = false
        bodyIsJSON = true
    }

    /// Lends the JSON that holds a field, and the way to the field from there.
    @inline(__always)
    func lend<R, Failure: Error>(
        _ place: Place,
        _ work: (Span<UInt8>, JSONPointer) throws(Failure) -> R
    ) throws(Failure) -> R {
        if place.source == .event || bodyIsEvent {
            // Most fields are in `data`, and where that begins is known.
            if let rest = place.inData {
                return try message.event.data.withSpan { (bytes) throws(Failure) -> R in
                    try work(bytes, rest)
                }
            }
            return try message.event.json.withSpan { (bytes) throws(Failure) -> R in
                try work(bytes, place.pointer)
            }
        }
        guard bodyIsJSON else { return try work(Span(), place.pointer) }
        if let written { return try work(written.span, place.pointer) }
        return try message.body.withSpan { (bytes) throws(Failure) -> R in
            try work(bytes, place.pointer)
        }
    }

    /// Whether a media type is JSON: `application/json`, or one that ends in `+json` (RFC 6839, section 3.1).
    private static func isJSON(_ type: Bytes) -> Bool {
        type.withSpan { type in
            var end = 0
            while end < type.count, type[end] != UInt8(ascii: ";"), type[end] != UInt8(ascii: " ") {
                end += 1
            }
            guard end >= 5 else { return false }
            let separator = type[end - 5]
            guard separator == UInt8(ascii: "/") || separator == UInt8(ascii: "+") else { return false }
            return type[end - 4] | 0x20 == UInt8(ascii: "j") && type[end - 3] | 0x20 == UInt8(ascii: "s")
                && type[end - 2] | 0x20 == UInt8(ascii: "o") && type[end - 1] | 0x20 == UInt8(ascii: "n")
        }
    }
}
