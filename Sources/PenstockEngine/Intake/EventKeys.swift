internal import Crypto
internal import PenstockCore
internal import PenstockJSON

/// Reads the keys of an event: what it says at the places that a rule names.
struct EventKeys {
    /// Attributes by their CloudEvents names, extensions too.
    let attribute: (String) -> String?
    /// The bytes of `data`, valid JSON; empty for an event without.
    let data: [UInt8]

    /// The digest of the values at some places, with the event's type and the name of what they mean.
    ///
    /// A number and the text of that number are the same value, because systems that send everything as text stand
    /// beside others that do not.
    /// - Parameters:
    ///   - places: Pointers into the event.
    ///   - purpose: Keeps keys of one kind apart from those of another.
    /// - Returns: Nil where a value is missing, null, empty, an object or an array: then there is no key.
    func digest(of places: [JSONPointer], purpose: String) -> KeyDigest? {
        var text: [UInt8] = []
        text.reserveCapacity(128)
        Self.add(purpose.utf8, to: &text)
        for place in places {
            guard let value = bytes(at: place) else { return nil }
            Self.add(value, to: &text)
        }
        return KeyDigest(SHA256.hash(data: text))
    }

    /// With its length in front, so that no two lists of values look alike.
    private static func add(_ value: some Collection<UInt8>, to text: inout [UInt8]) {
        for shift in [0, 8, 16, 24] { text.append(UInt8(truncatingIfNeeded: value.count >> shift)) }
        text.append(contentsOf: value)
    }

    /// A text, a number or a truth value as text; nil where it is missing, null, empty, an object or an array.
    func text(at place: JSONPointer) -> String? { bytes(at: place).map { String(decoding: $0, as: UTF8.self) } }

    /// The same as UTF-8: nearly always a piece of the data, which is not copied.
    func bytes(at place: JSONPointer) -> ArraySlice<UInt8>? {
        guard let range = range(at: place) else { return Self.slice(attribute(at: place)) }
        let bytes = data.span
        switch JSONScanner.kind(bytes, at: range) {
        case .null, .object, .array: return nil
        case .bool, .number: return data[range]
        case .string:
            guard let plain = JSONScanner.plainString(bytes, in: range) else {
                return Self.slice(JSONScanner.string(bytes, in: range))
            }
            return plain.isEmpty ? nil : data[plain]
        }
    }

    private static func slice(_ text: String?) -> ArraySlice<UInt8>? {
        text.flatMap { $0.isEmpty ? nil : Array($0.utf8)[...] }
    }

    /// The attribute that a place names; nil for a place in the data, and for nothing.
    func attribute(at place: JSONPointer) -> String? {
        place.tokens.count == 1 && !place.leadsIntoData ? attribute(place.tokens[0]) : nil
    }

    /// Where the data has what stands at a place; nil for a place elsewhere, and for nothing.
    func range(at place: JSONPointer) -> Range<Int>? {
        place.leadsIntoData ? JSONScanner.range(of: place.tokens.dropFirst(), in: data.span) : nil
    }
}

extension JSONPointer {
    fileprivate var leadsIntoData: Bool { tokens.first == "data" }
}

extension KeyDigest {
    /// The first 128 bits.
    init(_ digest: SHA256.Digest) {
        var (high, low): (UInt64, UInt64) = (0, 0)
        for (place, byte) in zip(0..<16, digest) {
            if place < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }
}

extension EventKeys {
    init(_ draft: EventDraft, source: String, subject: String?, time: Timestamp) {
        self.init(draft.id, source, draft.type, subject, time, draft.extensions, data: draft.data)
    }

    init(_ event: Event) {
        let data = Array(event.json[event.dataRange])
        self.init(event.id, event.source, event.type, event.subject, event.time, event.extensions, data: data)
    }

    init(
        _ id: String?,
        _ source: String,
        _ type: String,
        _ subject: String?,
        _ time: Timestamp,
        _ extensions: [EventExtension],
        data: [UInt8]?
    ) {
        self.init(
            attribute: { name in
                switch name {
                case "type": type
                case "source": source
                case "subject": subject
                case "id": id
                case "time": time.description
                default: extensions.first { $0.name == name }?.value
                }
            },
            data: data ?? []
        )
    }
}
