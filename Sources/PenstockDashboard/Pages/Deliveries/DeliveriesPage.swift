package import PenstockCore
internal import PenstockEngine

/// Deliveries, newest first.
package struct DeliveriesPage: Page {
    package static let template = "deliveries"
    package var title: String { "Deliveries" }

    package var filter: ListFilter
    package var records: [DeliveryRecord]
    package var position: ListPosition
    package var store: StoreID

    /// What a job can be told too; by the other filters only the list is narrowed down.
    private static let selection = ["pipeline", "state", "type", "subject", "source", "since", "until"]

    /// - Parameters:
    ///   - values: What the list was asked for, by parameters.
    ///   - pipelines: Those that are declared.
    ///   - types: The types that the catalog knows.
    ///   - records: As people see them.
    package init(
        values: [String: String],
        pipelines: [String],
        types: [String],
        records: [DeliveryRecord],
        position: ListPosition,
        store: StoreID
    ) {
        filter = ListFilter(
            path: Path("deliveries"),
            label: "Which deliveries",
            fields: [
                .pipeline(pipelines),
                ListFilter.Field(name: "state", label: "State", choices: DeliveryState.allCases.map(\.rawValue)),
                .status, .text, .person, .type(types), .subject, .source, .since, .until,
            ],
            values: values
        )
        self.records = records
        self.position = position
        self.store = store
    }

    package func view(_ context: PageContext) -> View {
        let values = filter.values
        let tail = [("pipeline", values["pipeline"]), ("state", values["state"]), ("type", values["type"])]
        return [
            "filter": filter.view,
            "pager": position.view(filter, "deliveries", count: records.count, now: context.now),
            "csv": .text(filter.path(of: Path("v1", "deliveries"), ("format", "csv")).text),
            "ndjson": .text(filter.path(of: Path("v1", "deliveries"), ("format", "ndjson")).text),
            "tail": .text(Path("v1", "tail").with(tail).text),
            "deliveries": .table(records.map { $0.row(store, now: context.now) }),
            "bulk": bulk,
        ]
    }

    /// The form that cancels all that are like this; nothing where none of these can be cancelled.
    private var bulk: View {
        let given = (filter.values["state"] ?? "").split(separator: ",")
        let states = given.compactMap { DeliveryState(rawValue: String($0)) }
        guard states.allSatisfy(JobRequest.cancellable.contains) else { return .nothing }
        return [
            "fields": filter.hidden(Self.selection), "any": .flag(states.isEmpty),
            "beyond": .flag(filter.goesBeyond(Self.selection)),
        ]
    }
}

extension DeliveryRecord {
    /// A row of a list.
    func row(_ store: StoreID, now: Timestamp) -> View {
        [
            "id": .link(.delivery(id, in: store), store.text(of: id)), "made": .ago(createdAt, now: now),
            "pipeline": .link(.pipeline(pipeline), pipeline), "type": .text(type), "subject": View(subject),
            "state": .state(state), "tries": .count(attempts), "status": View(lastStatus.map { "\($0)" }),
            "reason": View(reason?.text), "due": .ago(due, now: now), "touched": .ago(updatedAt, now: now),
        ]
    }
}
