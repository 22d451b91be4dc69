package import PenstockCore

/// The events that were accepted, newest first.
package struct EventsPage: Page {
    package static let template = "events"
    package var title: String { "Events" }

    package var filter: ListFilter
    package var records: [EventRecord]
    package var position: ListPosition

    /// - Parameters:
    ///   - values: What the list was asked for, by parameters.
    ///   - types: The types that the catalog knows.
    package init(values: [String: String], types: [String], records: [EventRecord], position: ListPosition) {
        filter = ListFilter(
            path: Path("events"),
            label: "Which events",
            fields: [
                .text, .person, .type(types), .subject, .source, .since, .until,
                ListFilter.Field(name: "unmatched", label: "Taken by no pipeline", choices: ["true"]),
            ],
            values: values
        )
        self.records = records
        self.position = position
    }

    package func view(_ context: PageContext) -> View {
        [
            "filter": filter.view,
            "pager": position.view(filter, "events", count: records.count, now: context.now),
            "csv": .text(filter.path(of: Path("v1", "events"), ("format", "csv")).text),
            "ndjson": .text(filter.path(of: Path("v1", "events"), ("format", "ndjson")).text),
            "tail": .text(Path("v1", "tail").with([("type", filter.values["type"])]).text),
            "events": .table(records.map { $0.row(now: context.now) }),
        ]
    }
}

extension EventRecord {
    fileprivate func row(now: Timestamp) -> View {
        [
            "id": .link(.event(event.id, source: event.source), event.id), "accepted": .ago(event.acceptedAt, now: now),
            "type": .text(event.type), "subject": View(event.subject), "source": .text(event.source),
            "deliveries": .count(deliveryCount), "none": .flag(deliveryCount == 0), "remark": View(remark),
        ]
    }

    /// What is out of the ordinary about it.
    private var remark: String? {
        if erasedAt != nil { return "erased" }
        if !hasPayload { return "data removed" }
        return event.contradiction == nil ? nil : "contradicts the catalog"
    }
}
