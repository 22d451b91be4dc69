package import PenstockCore

/// Dead letters, and what can be done with many at once.
package struct DeadPage: Page {
    package static let template = "dead"
    package var title: String { "Dead letters" }

    package var filter: ListFilter
    package var records: [DeliveryRecord]
    package var position: ListPosition
    package var backlog: [PipelineBacklog]
    package var store: StoreID

    /// What a job can be told too; by the other filters only the list is narrowed down.
    private static let selection = ["pipeline", "type", "subject", "source", "since", "until"]

    package init(
        values: [String: String],
        types: [String],
        records: [DeliveryRecord],
        position: ListPosition,
        backlog: [PipelineBacklog],
        store: StoreID
    ) {
        let dead = backlog.filter { $0.dead > 0 }
        filter = ListFilter(
            path: Path("dead"),
            label: "Which dead letters",
            fields: [
                .pipeline(dead.map(\.name)), .status, .text, .person, .type(types), .subject, .source, .since, .until,
            ],
            values: values
        )
        self.records = records
        self.position = position
        self.backlog = dead
        self.store = store
    }

    package func view(_ context: PageContext) -> View {
        let now = context.now
        let total = backlog.reduce(0) { $0 + $1.dead }
        return [
            "filter": filter.view,
            "total": .count(total), "one": .flag(total == 1), "any": .flag(!records.isEmpty),
            "lanes": .table(
                backlog.map { lane in
                    [
                        "pipeline": .link(.dead(lane.name), lane.name),
                        "count": .count(lane.dead), "since": .ago(lane.deadSince, now: now),
                    ]
                }
            ),
            "fields": filter.hidden(Self.selection), "beyond": .flag(filter.goesBeyond(Self.selection)),
            "deliveries": .table(records.map { $0.row(store, now: now) }),
            "pager": position.view(filter, "dead letters", count: records.count, now: now),
            "csv": .text(
                filter.path(of: Path("v1", "deliveries"), ("state", "dead"), ("format", "csv")).text
            ),
        ]
    }
}
