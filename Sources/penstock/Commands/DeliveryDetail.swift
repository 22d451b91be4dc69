internal import PenstockJSON

/// One delivery for people: what has become of it, and what each try came to.
struct DeliveryDetail {
    private let delivery: JSONValue
    /// Whether what was sent and what came back is shown of every try, and not only of the last.
    private let showsAll: Bool

    init(_ delivery: JSONValue, showsAll: Bool = false) {
        self.delivery = delivery
        self.showsAll = showsAll
    }

    func rendered(for terminal: Terminal) -> String {
        var facts = Facts()
        for name in ["id", "pipeline", "event", "type", "subject", "state", "revision"] {
            facts.add(name, delivery.shown(name))
        }
        facts.add("reason", delivery["reason"]?.shown("text"))
        facts.add("stage", delivery["reason"]?.shown("stage"))
        for name in ["created_at", "updated_at", "due_at", "replay_of", "duplicate_of"] {
            facts.add(name.spaced, delivery.shown(name))
        }
        return facts.rendered(for: terminal) + "\n" + attempts(terminal)
    }

    private func attempts(_ terminal: Terminal) -> String {
        let attempts = delivery.elements("attempts")
        guard !attempts.isEmpty else { return "no attempts\n" }
        var table = Table([
            .init(title: "try", isNumber: true), .init(title: "started"), .init(title: "outcome"),
            .init(title: "status", isNumber: true), .init(title: "ms", isNumber: true), .init(title: "sent"),
            .init(title: "revision", isNumber: true), .init(title: "what happened", canShrink: true),
        ])
        for attempt in attempts {
            let outcome = attempt.shown("outcome") ?? ""
            let total = attempt["timings_us"]?["total"]?.numberValue?.int64.map { String($0 / 1000) }
            table.add([
                .init(attempt.shown("number")), .init(attempt.shown("started_at")?.shortTime),
                .init(outcome, outcome == "delivered" ? .green : .red), .init(attempt.shown("status")), .init(total),
                .init(attempt.shown("sent")), .init(Self.revision(attempt)), .init(attempt.shown("text")),
            ])
        }
        let recipients = attempts.flatMap { attempt in
            attempt.elements("recipients").map { recipient in
                let reply = [recipient.shown("outcome"), recipient.shown("status"), recipient.shown("reply")]
                return "  \(recipient.shown("address") ?? "") \(reply.compactMap(\.self).joined(separator: " "))"
                    .printable
            }
        }
        return table.rendered(for: terminal)
            + (recipients.isEmpty ? "" : "\nrecipients\n" + recipients.joined(separator: "\n") + "\n")
            + (showsAll ? attempts[...] : attempts.suffix(1)).map { AttemptExchange($0).rendered }.joined()
    }

    /// `8`, or `8 (5)` where revision 5 had made the message.
    private static func revision(_ attempt: JSONValue) -> String? {
        let made = attempt.shown("rendering_revision").map { " (\($0))" } ?? ""
        return attempt.shown("revision").map { $0 + made }
    }
}
