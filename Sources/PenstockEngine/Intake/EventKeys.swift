internal import Crypto
internal import PenstockCore
internal import PenstockJSON

/// Reads the keys of an event: what it says at the places that a rule names.
struct EventKeys {
    /// Attributes by their CloudEvents names, extensions too.
    let attribute: (String) -> String?
    /// The bytes of `data`, valid JSON; nil for an event without.
    let data: [UInt8]?

    /// The digest of the values at some places, with the event's type and the name of what they mean.
    ///
    /// A number and the text of that number are the same value, because systems that send everything as text stand
    /// beside others that do not.
    /// - Parameters:
    ///   - places: Pointers into the event.
    ///   - purpose: Keeps keys of one kind apart from those of another.
    /// - Returns: Nil where a value is missing, null, empty, an object or an array: then there is no key.
    func digest(of places: [JSONPointer], purpose: String) -> KeyDigest? {
        var hash = SHA256()
        Self.add(Array(purpose.utf8), to: &hash)
        for place in places {
            guard let value = value(at: place), !value.isEmpty else { return nil }
            Self.add(value, to: &hash)
        }
        return KeyDigest(hash.finalize())
    }

    /// With its length in front, so that no two lists of values look alike.
    private static func add(_ value: [UInt8], to hash: inout SHA256) {
        hash.update(data: (0..<4).map { UInt8(truncatingIfNeeded: value.count >> (8 * $0)) })
        hash.update(data: value)
    }

    /// A text, a number or a truth value as text; nil where it is missing, null, empty, an object or an array.
    func text(at place: JSONPointer) -> String? {
        value(at: place).flatMap { $0.isEmpty ? nil : String(decoding: $0, as: UTF8.self) }
    }

    private func value(at place: JSONPointer) -> [UInt8]? {
        guard let first = place.tokens.first else { return nil }
        guard first == "data" else { return place.tokens.count == 1 ? attribute(first).map { Array($0.utf8) } : nil }
        guard let data else { return nil }
        let bytes = data.span
        guard let range = JSONScanner.range(of: JSONPointer(tokens: Array(place.tokens.dropFirst())), in: bytes) else {
            return nil
        }
        switch JSONScanner.kind(bytes, at: range) {
        case .null, .object, .array: return nil
        case .bool, .number: return Array(data[range])
        case .string: return JSONScanner.string(bytes, in: range).map { Array($0.utf8) }
        }
    }
}

extension KeyDigest {
    /// The first 128 bits.
    init(_ digest: SHA256.Digest) {
        var words: [UInt64] = [0, 0]
        for (index, byte) in digest.prefix(16).enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
        self.init(high: words[0], low: words[1])
    }
}

extension EventKeys {
    init(_ draft: EventDraft, source: String, subject: String?, time: Timestamp) {
        self.init(
            attribute: { name in
                switch name {
                case "type": draft.type
                case "source": source
                case "subject": subject
                case "id": draft.id
                case "time": time.description
                default: draft.extensions.first { $0.name == name }?.value
                }
            },
            data: draft.data
        )
    }
}
