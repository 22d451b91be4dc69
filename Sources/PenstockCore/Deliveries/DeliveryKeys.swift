/// A digest of what an event says at some places: equal digests mean equal keys.
///
/// 128 bits of SHA-256, so that no two keys of one store meet by chance; the text itself is not kept, because it may
/// name a person.
package struct KeyDigest: Hashable, Sendable {
    package var high: UInt64
    package var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The first 128 bits of a digest in hexadecimal; nil where there are fewer.
    package init?(hexadecimal text: String) {
        let words = [text.prefix(16), text.dropFirst(16).prefix(16)].map {
            $0.count == 16 ? UInt64($0, radix: 16) : nil
        }
        guard let high = words[0], let low = words[1] else { return nil }
        self.init(high: high, low: low)
    }
}

/// The natural key of a delivery: within the window, a pipeline delivers one event of a key (`dedupe:`).
package struct DedupeKey: Hashable, Sendable {
    package var digest: KeyDigest
    /// From the acceptance of the first to the acceptance of the repetition.
    package var window: Duration

    package init(digest: KeyDigest, window: Duration) {
        self.digest = digest
        self.window = window
    }
}

/// What becomes of the deliveries behind one of the same order key that is dead (`order_by: { when_dead: … }`).
package enum WhenDead: String, Sendable, CaseIterable {
    /// They wait until a person has retried or cancelled it.
    case hold
    case `continue`
}
