internal import PenstockCore
package import PenstockEngine

/// What a job would do to how many, before a person lets it begin.
package struct BulkPage: Page {
    package static let template = "bulk"
    package var title: String { request.bulkTitle }

    package var request: JobRequest
    package var finding: Finding
    /// What the form sends on, so that the same is asked for: names and texts.
    package var values: [String: String]

    package init(_ request: JobRequest, finding: Finding, values: [String: String]) {
        self.request = request
        self.finding = finding
        self.values = values
    }

    package func view(_ context: PageContext) -> View {
        let now = context.now
        return [
            "count": .text((finding.isComplete ? "" : "more than ") + finding.count.grouped),
            "one": .flag(finding.count == 1 && finding.isComplete),
            "none": .flag(finding.count == 0 && finding.isComplete),
            "doing": .text(request.bulkSentence),
            "facts": .list(
                JobFacts(request.json).rows
                    + [
                        .fact("Oldest", .time(finding.first, now: now)), .fact("Newest", .time(finding.last, now: now)),
                    ].compactMap(\.self)
            ),
            "types": .table(
                finding.types.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                    ["type": .text($0.key), "count": .count($0.value)]
                }
            ),
            "fields": .list(
                values.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }.map {
                    ["name": .text($0.key), "value": .text($0.value)]
                }
            ),
            "back": request.work == .cancel ? "/deliveries" : "/dead",
        ]
    }
}

extension JobRequest {
    fileprivate var bulkTitle: String {
        switch work {
        case .retry(render: false): "Retry deliveries"
        case .retry(render: true): "Run the stages again, and retry deliveries"
        case .replay: "Replay deliveries"
        case .erase: "Erase a person"
        case .cancel: "Cancel deliveries"
        }
    }

    /// What will happen to each of them.
    fileprivate var bulkSentence: String {
        switch work {
        case .retry(render: false):
            """
            Each becomes due at once and keeps its id; its schedule begins anew. The message that was kept is sent as it \
            was made, to where its pipeline sends now; where none is kept, the stages run.
            """
        case .retry(render: true):
            """
            Each becomes due at once and keeps its id; its schedule begins anew. What was kept of its message is thrown \
            away, and the stages of its pipeline run again, as they are now.
            """
        case .replay:
            """
            For each a new delivery is made, with an id of its own that names the one it repeats. Receivers that tell \
            repetitions by the id will take it for a new one. Those that exist stay as they are.
            """
        case .erase: "What is kept about the person is removed for good."
        case .cancel:
            """
            None of them is tried any more. A try that is under way is called off, but what was sent already may arrive. \
            A retry takes a cancelled delivery up again, one by one or many at once.
            """
        }
    }
}
