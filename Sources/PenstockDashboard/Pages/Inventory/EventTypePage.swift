package import PenstockEngine
package import PenstockJSON
internal import PenstockPipelines

/// One event type: its fields, its sample, and what receivers get of it.
package struct EventTypePage: Page {
    package static let template = "event-type"
    package var title: String { type.type }

    package var type: EventTypeSummary
    /// What a trial of the sample says of each pipeline; nil where nothing can be tried.
    package var trials: [JSONValue]?
    /// Why nothing was tried.
    package var refusal: String?

    package init(type: EventTypeSummary, trials: [JSONValue]? = nil, refusal: String? = nil) {
        self.type = type
        self.trials = trials
        self.refusal = refusal
    }

    package func view(_ context: PageContext) -> View {
        let received = (trials ?? []).filter { $0["matched"] == true }
        return [
            "description": View(type.description), "subject": View(type.subject), "person": View(type.person),
            "key": View(type.key.isEmpty ? nil : type.key.joined(separator: ", ")), "strict": .flag(type.isStrict),
            "timers": .table(type.timers.map(Self.timer)),
            "fields": .table(fields),
            "sample": View(type.sample?.prettyText),
            "schema": View(type.schema?.prettyText),
            "test": .text(Path("test").with(("type", type.type)).text),
            "received": .table(received.map(Self.received)), "refusal": View(refusal),
        ]
    }

    private var fields: [View] {
        guard let schema = type.schema else { return [] }
        return SchemaDocumentation(schema).members.map { member in
            [
                "name": .text(member.name), "inset": .text("inset-\(min(member.depth, 4))"),
                "notes": .text(member.notes.joined(separator: ", ")), "description": .text(member.description),
                "examples": View(member.examples.isEmpty ? nil : member.examples.joined(separator: ", ")),
            ]
        }
    }

    private static func timer(_ rule: JSONValue) -> View {
        let cancelled = rule["cancelled_by"].map { cancelled in
            let same = cancelled.elements("same").compactMap(\.stringValue).joined(separator: ", ")
            return "\(cancelled.shown("type") ?? "") with the same \(same)"
        }
        return [
            "emit": View(rule.shown("emit")),
            "days": .text(rule.elements("offsets").compactMap(\.stringValue).joined(separator: ", ")),
            "place": View(rule.shown("at")), "time": View(rule.shown("time")), "zone": View(rule.shown("zone")),
            "cancelled": View(cancelled),
        ]
    }

    private static func received(_ report: JSONValue) -> View {
        let name = report.shown("pipeline") ?? ""
        let last = report.elements("attempts").last
        return [
            "pipeline": .text(name), "path": .text(Path.pipeline(name).text),
            "outcome": TrialView.verdict(of: report, isLive: false),
            "reason": View(report["reason"]?.shown("text")), "sent": last.flatMap(TrialView.sent) ?? .nothing,
        ]
    }
}
