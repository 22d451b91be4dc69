/// A part of an exchange: from when to when, in microseconds from its start.
package struct TimingPart: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        case name, connect, tls, wait, transfer
    }

    package var kind: Kind
    package var range: Range<Int64>
}

extension Timings {
    /// What the exchange was made of, one part behind the other; a part that is unknown belongs to the one behind it.
    package var parts: [TimingPart] {
        var parts: [TimingPart] = []
        var start: Int64 = 0
        let ends: [(TimingPart.Kind, Int64?)] = [
            (.name, name), (.connect, connect), (.tls, tls), (.wait, firstByte), (.transfer, total),
        ]
        for (kind, end) in ends {
            guard let end, end > start else { continue }
            parts.append(TimingPart(kind: kind, range: start..<end))
            start = end
        }
        return parts
    }
}

extension TimingPart.Kind {
    /// What happens in it, for people.
    package var words: String {
        switch self {
        case .name: "Looking up the name"
        case .connect: "Connecting"
        case .tls: "TLS"
        case .wait: "Until the answer began"
        case .transfer: "Until its end"
        }
    }
}
