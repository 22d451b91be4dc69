/// Which trace an event belongs to, as the header `traceparent` says it (W3C Trace Context, section 3.2).
package struct TraceContext: Sendable, Equatable {
    /// 32 hexadecimal digits, the same along the whole trace.
    package var trace: String
    /// 16 hexadecimal digits: the span that comes before.
    package var parent: String
    /// Two hexadecimal digits; the last bit says whether the trace is recorded.
    package var flags: String

    /// Reads the header's value; nil where it breaks the rules, and then it is to be ignored (section 4.3).
    ///
    /// What a version above 00 has behind the flags is not known here and left out (section 3.2.4).
    package init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 4, let version = Self.digits(parts[0], 2), version != "ff",
            version != "00" || parts.count == 4, let trace = Self.digits(parts[1], 32),
            let parent = Self.digits(parts[2], 16), let flags = Self.digits(parts[3], 2),
            trace.contains(where: { $0 != "0" }), parent.contains(where: { $0 != "0" })
        else { return nil }
        (self.trace, self.parent, self.flags) = (trace, parent, flags)
    }

    /// The value of the header for a request that this trace goes on with.
    /// - Parameter span: A number that no other span of the trace has; not 0.
    package func child(span: UInt64) -> String {
        let digits = String(span, radix: 16)
        return "00-\(trace)-\(String(repeating: "0", count: 16 - digits.utf8.count))\(digits)-\(flags)"
    }

    private static func digits(_ text: Substring, _ count: Int) -> String? {
        let isHexadecimal = text.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || ($0 >= 0x61 && $0 <= 0x66) }
        return text.utf8.count == count && isHexadecimal ? String(text) : nil
    }
}

/// The value of `tracestate`, which goes with a `traceparent` (W3C Trace Context, section 3.3).
package enum TraceState {
    /// What everybody must be able to pass on; a longer one is not taken.
    private static let limit = 512

    /// Whether a value can be stored and passed on as it is.
    package static func isFit(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= limit && text.utf8.allSatisfy { ($0 >= 0x20 && $0 < 0x7F) || $0 == 0x09 }
    }
}

extension Event {
    /// The trace that the event belongs to, with the state that goes with it; nil where it has none.
    package var trace: (context: TraceContext, state: String?)? {
        guard !extensions.isEmpty, let parent = extensions.first(where: { $0.name == "traceparent" }),
            let context = TraceContext(parent.value)
        else { return nil }
        return (
            context,
            extensions.first { $0.name == "tracestate" }.map(\.value).flatMap { TraceState.isFit($0) ? $0 : nil }
        )
    }
}
