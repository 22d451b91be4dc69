internal import PenstockCore
internal import PenstockEngine
internal import PenstockPipelines

/// What the body of a request asks of a job.
struct JobOptions {
    let request: JobRequest
    /// Whether it is only to be counted.
    let isDry: Bool

    private static let selection = [
        "since", "until", "type", "subject", "source", "pipeline", "state", "all", "rate", "dry_run",
    ]

    init(_ kind: Job.Kind, _ body: [UInt8], _ engine: any EngineService) throws(Problem) {
        let names: [String] =
            switch kind {
            case .replay: Self.selection + ["into"]
            case .retry: Self.selection + ["render"]
            case .cancel: Self.selection
            case .erase: ["person", "dry_run"]
            }
        let options = try RequestOptions(body, names: names)
        isDry = try options.flag("dry_run")
        switch kind {
        case .erase:
            guard let person = try options.text("person"), !person.isEmpty else {
                throw Problem(.invalidParameter, "'person' is missing: the name of the person, such as a username")
            }
            request = JobRequest(.erase(PersonDigest(of: person, in: engine.storeID)))
        case .replay:
            let into = try options.text("into")
            if let into { try engine.checkDeclared(into) }
            request = try Self.selection(.replay(into: into), options, engine)
        case .retry:
            let request = try Self.selection(.retry(render: try options.flag("render")), options, engine)
            if let state = request.states.subtracting(JobRequest.retriable).map(\.rawValue).sorted().first {
                throw Problem(.invalidParameter, "deliveries that are \(state) cannot be retried; replay them")
            }
            self.request = request
        case .cancel:
            let request = try Self.selection(.cancel, options, engine)
            if let state = request.states.subtracting(JobRequest.cancellable).map(\.rawValue).sorted().first {
                throw Problem(.invalidParameter, "deliveries that are \(state) have ended: there is nothing to cancel")
            }
            self.request = request
        }
    }

    private static func selection(
        _ work: JobRequest.Work,
        _ options: RequestOptions,
        _ engine: any EngineService
    ) throws(Problem) -> JobRequest {
        var request = JobRequest(work)
        request.since = try options.time("since", now: engine.now)
        request.until = try options.time("until", now: engine.now)
        request.type = try options.text("type")
        request.subject = try options.text("subject")
        request.source = try options.text("source")
        if let pipeline = try options.text("pipeline") {
            // Only what is declared can deliver; what was declared once can still be replayed into another, or cancelled.
            if request.needsDeclared {
                try engine.checkDeclared(pipeline)
            } else if engine.pipelineID(named: pipeline) == nil {
                throw engine.unknownPipeline(pipeline)
            }
            request.pipeline = pipeline
        }
        request.states = try options.states("state")
        if let text = try options.text("rate") {
            guard let rate = RateLimit(text: text) else {
                throw Problem(
                    .invalidParameter,
                    "'rate' is '\(text)'; it takes a number in a time, such as 50/s or 3000/m"
                )
            }
            request.rate = rate
        }
        if let since = request.since, let until = request.until, until < since {
            throw Problem(.invalidParameter, "'until' is before 'since', so nothing can lie between them")
        }
        guard try options.flag("all") || !request.isEverything else {
            throw Problem(
                .invalidParameter,
                "nothing narrows it down; say since when, as in \"since\": \"2h\", or \"all\": true for all there is"
            )
        }
        return request
    }
}
