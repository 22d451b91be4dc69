internal import PenstockCore
internal import PenstockJSON

/// What a lane knows after a restart, as the store keeps it.
struct LaneMemory: Sendable, Equatable {
    /// The endpoint that does not work, where the breaker is open.
    var opening: Breaker.Opening?
    /// When a person last let the pipeline go on, by the wall clock: time before it does not count against deliveries.
    var resumedAt: Timestamp?

    init(opening: Breaker.Opening? = nil, resumedAt: Timestamp? = nil) {
        self.opening = opening
        self.resumedAt = resumedAt
    }

    /// Reads what was kept; what cannot be read is forgotten, which costs a few failed attempts.
    init(_ bytes: [UInt8]) {
        guard let json = try? JSONValue.parse(bytes) else { return }
        resumedAt = json.time("resumed_at")
        guard let open = json["open"], let since = open.time("since"), let until = open.time("until") else { return }
        opening = Breaker.Opening(
            since: since,
            failures: open.integer("failures"),
            reason: Reason(code: open["code"]?.stringValue ?? "transient", text: open["text"]?.stringValue ?? ""),
            status: open.integer("status"),
            probes: open.integer("probes"),
            until: until,
            isAnnounced: open["announced"]?.boolValue ?? false,
            givenUp: open.integer("given_up"),
            hasToldGivenUp: open["told"]?.boolValue ?? false
        )
    }

    /// The most of a failure's text that is kept, so that all stays within the 4 KiB of the store.
    private static let textLimit = 500

    var bytes: [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        if let resumedAt {
            json.key("resumed_at")
            json.number(resumedAt.microseconds)
        }
        if let opening {
            json.key("open")
            json.beginObject()
            for (key, number) in [
                ("since", opening.since.microseconds), ("until", opening.until.microseconds),
                ("failures", Int64(opening.failures)), ("status", Int64(opening.status)),
                ("probes", Int64(opening.probes)), ("given_up", Int64(opening.givenUp)),
            ] {
                json.key(key)
                json.number(number)
            }
            json.key("code")
            json.string(String(opening.reason.code.prefix(100)))
            json.key("text")
            json.string(String(opening.reason.text.prefix(Self.textLimit)))
            json.key("announced")
            json.bool(opening.isAnnounced)
            json.key("told")
            json.bool(opening.hasToldGivenUp)
            json.endObject()
        }
        json.endObject()
        return json.bytes
    }
}

extension JSONValue {
    fileprivate func time(_ name: String) -> Timestamp? {
        self[name]?.numberValue?.int64.map { Timestamp(microseconds: $0) }
    }

    fileprivate func integer(_ name: String) -> Int { Int(self[name]?.numberValue?.int64 ?? 0) }
}
