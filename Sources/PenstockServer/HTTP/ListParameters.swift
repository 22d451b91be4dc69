internal import PenstockCore
internal import PenstockEngine

/// What lists of events and of deliveries can be asked for: the API's parameters, and the fields of the dashboard's
/// forms.
extension QueryReader {
    static let eventFilters = [
        "type", "subject", "source", "person", "text", "since", "until", "unmatched", "limit", "cursor",
    ]

    static let deliveryFilters = [
        "pipeline", "state", "status", "type", "subject", "source", "person", "text", "since", "until", "limit",
        "cursor",
    ]

    /// All but the limit, which depends on who asks.
    func eventQuery(_ engine: any EngineService) throws(Problem) -> EventQuery {
        var query = EventQuery()
        query.type = try text("type")
        query.subject = try text("subject")
        query.source = try text("source")
        query.person = try person(engine)
        query.text = try searchText()
        query.since = try time("since", now: engine.now)
        query.until = try time("until", now: engine.now)
        query.isUnmatched = try flag("unmatched")
        query.cursor = try cursor(.events).map(EventSequence.init)
        return query
    }

    /// All but the limit, which depends on who asks.
    func deliveryQuery(_ engine: any EngineService) throws(Problem) -> DeliveryQuery {
        var query = DeliveryQuery()
        if let name = try text("pipeline") {
            guard let pipeline = engine.pipelineID(named: name) else { throw engine.unknownPipeline(name) }
            query.pipeline = pipeline
        }
        for text in list("state") { query.states.insert(try DeliveryState(parameter: text)) }
        query.status = try status()
        query.type = try text("type")
        query.subject = try text("subject")
        query.source = try text("source")
        query.person = try person(engine)
        query.text = try searchText()
        query.since = try time("since", now: engine.now)
        query.until = try time("until", now: engine.now)
        query.cursor = try cursor(.deliveries).map(DeliveryID.init)
        return query
    }

    private func searchText() throws(Problem) -> TextFilter? {
        guard let text = try text("text") else { return nil }
        guard let filter = TextFilter(text) else { throw .tooLong("text") }
        return filter
    }

    private func person(_ engine: any EngineService) throws(Problem) -> PersonFilter? {
        guard let name = try text("person") else { return nil }
        guard name.utf8.count <= TextFilter.limit else { throw .tooLong("person") }
        return engine.personFilter(name)
    }

    /// A status of HTTP or SMTP, or the class of one: `503`, `5xx`.
    private func status() throws(Problem) -> ClosedRange<Int>? {
        guard let text = try text("status") else { return nil }
        if let status = Int(text), (100...999).contains(status) { return status...status }
        let digits = text.utf8.prefix(1).compactMap { Int($0) - 0x30 }
        guard text.lowercased().dropFirst() == "xx", let first = digits.first, (1...9).contains(first) else {
            throw Problem(
                .invalidParameter,
                "'status' is '\(text)'; it takes a status such as 503, or a class of them such as 5xx"
            )
        }
        return first * 100...first * 100 + 99
    }
}

extension Problem {
    fileprivate static func tooLong(_ name: String) -> Problem {
        Problem(.invalidParameter, "'\(name)' is longer than \(TextFilter.limit) bytes")
    }
}
