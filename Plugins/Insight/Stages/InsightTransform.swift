internal import PenstockConditions
internal import PenstockJSON
package import PenstockPluginKit

/// Transform `insight`: adds to the body what follows from an event of a learning system and from what was accepted before
/// it, so that no receiver has to work it out.
package struct InsightTransform: Transform {
    package typealias Configuration = RawConfiguration

    package static let id = "insight"
    package static let summary = "Adds what a learning event means: passed or not, against others, valid until when."

    private let configuration: InsightConfiguration
    private let insertion: JSONInsertion
    private let history: History?

    package init(_ configuration: RawConfiguration, _ setup: Setup) throws {
        let configuration = try InsightConfiguration(configuration.json, setup)
        self.configuration = configuration
        insertion = JSONInsertion(at: configuration.into)
        history = setup.history
    }

    package func transform(
        _ message: Message,
        into output: Output,
        _ call: Call
    ) throws(StageFailure) -> BodyVerdict {
        let kind = try kind(of: message.event)
        let fields = try message.body.withSpan { (body) throws(StageFailure) in
            try requireJSON(body)
            return FieldValues(body, kind.reads, at: configuration.places)
        }
        let facts = Facts(
            fields: fields,
            today: configuration.zone.day(at: message.event.timeMicroseconds)
        ) { measure throws(StageFailure) in try figures(measure, call) }
        var insight = try facts.insight(kind)
        var body = try message.body.withSpan { (body) throws(StageFailure) in try adding(insight, to: body) }
        if !configuration.endings.isEmpty {
            let fields = MessageFields(message, body: body)
            for ending in configuration.endings where try ending.isReached(fields) {
                insight["ending"] = .string(ending.name)
                body = try adding(insight, to: body.span)
                break
            }
        }
        try output.append(body)
        return .wrote
    }

    private func kind(of event: Event) throws(StageFailure) -> InsightKind {
        if let kind = configuration.kind { return kind }
        let type = String(event.type)
        if let kind = InsightKind(eventType: type) { return kind }
        let kinds = InsightKind.allCases.map(\.rawValue).joined(separator: ", ")
        throw .permanent(
            "unknown-kind",
            "insight cannot tell from the type \(type.prefix(200)) what the event is about; set 'kind' to one of \(kinds)"
        )
    }

    private func requireJSON(_ body: Span<UInt8>) throws(StageFailure) {
        do throws(JSONError) {
            try JSONScanner.validate(body)
        } catch {
            throw .permanent(
                "body-not-json",
                "insight reads fields of the body, but that is not JSON: \(error.message), byte \(error.offset)"
            )
        }
    }

    private func figures(_ measure: InsightMeasure, _ call: Call) throws(StageFailure) -> Figures? {
        guard let history, let name = configuration.measures[measure] else { return nil }
        return try history.figures(of: name, call)?.withSpan { Figures($0) }
    }

    private func adding(_ insight: Insight, to body: Span<UInt8>) throws(StageFailure) -> [UInt8] {
        do throws(JSONInsertion.Obstacle) {
            return try insertion.inserting(insight.json, into: body)
        } catch {
            let place = error.pointer.isEmpty ? "the body" : error.pointer
            throw .permanent(
                "not-an-object",
                "insight adds \(configuration.into), but \(place) is no object: \(error.kind)"
            )
        }
    }
}
