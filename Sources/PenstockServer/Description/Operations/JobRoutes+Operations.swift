internal import HTTPTypes
internal import PenstockCore
internal import PenstockJSON

extension JobRoutes {
    static let topic = Topic(
        name: "Jobs",
        description: """
            Work that takes long: it goes on when its sender is gone, and after a restart of the server. `state` is \
            `running`, `done`, `cancelled` or `failed`.
            """,
        operations: Job.Kind.allCases.flatMap(operations)
    )

    private static func operations(of kind: Job.Kind) -> [Operation] {
        let (path, name) = (kind.path, kind.operationName)
        return [
            Operation(
                .post,
                path,
                id: "begin\(name)",
                "Begins a \(kind.noun); with `dry_run` it only counts.".articled,
                body: .options(kind.requestShape, isRequired: true, kind.example),
                replies: [
                    .json(.dryJob, "What it would be about; nothing was begun."),
                    Reply(
                        status: 202,
                        description: "The job that has begun.",
                        contentType: "application/json",
                        shape: .job,
                        headers: [.init(name: "Location", shape: .text, description: "Where to look how far it is.")]
                    ),
                ],
                problems: .options + [.notFound, .unknownPipeline, .conflict] + .writing
            ),
            Operation(
                .get,
                path,
                id: "list\(name)s",
                "Lists jobs of this kind, newest first.",
                parameters: Parameter.pages(of: .jobs),
                replies: [.json(.page(of: .job), "A page of jobs.")],
                problems: [.invalidParameter] + .reading
            ),
            Operation(
                .get,
                "\(path)/{id}",
                id: "get\(name)",
                "Shows a \(kind.noun), and how far it is.".articled,
                parameters: [.job],
                replies: [.json(.job, "The job.")],
                problems: [.notFound] + .reading
            ),
            Operation(
                .post,
                "\(path)/{id}/cancel",
                id: "cancel\(name)",
                "Ends a \(kind.noun) where it is; what it has made stays.".articled,
                parameters: [.job],
                body: .reason,
                replies: [.json(.job, "What has become of it.")],
                problems: .options + [.notFound, .conflict] + .writing
            ),
        ]
    }
}

extension Parameter {
    static let job = path("id", .text(), "The job's id: `job_k3f9x2pq_3`.")
}

extension String {
    /// The sentence with `an` where a vowel follows.
    fileprivate var articled: String { replacing(" a erasure", with: " an erasure") }
}

extension Job.Kind {
    fileprivate var operationName: String {
        switch self {
        case .replay: "Replay"
        case .retry: "BulkRetry"
        case .erase: "Erasure"
        case .cancel: "BulkCancellation"
        }
    }

    fileprivate var requestShape: Shape {
        switch self {
        case .replay: .replayRequest
        case .retry: .retryRequest
        case .erase: .erasureRequest
        case .cancel: .cancellationRequest
        }
    }

    fileprivate var example: Example {
        switch self {
        case .replay: Example("recent", "What it sent in the last two hours", ["since": "2h", "rate": "50/s"])
        case .retry: Example("dead", "Everything that is dead, with the stages anew", ["all": true, "render": true])
        case .erase: Example("count", "Counts what is about a person", ["person": "learner1", "dry_run": true])
        case .cancel: Example("recent", "What waits of the last two hours", ["since": "2h", "state": "waiting"])
        }
    }
}
