package import PenstockJSON

/// What a changed set of pipelines would have made of past events, against the one that runs.
package struct HistoryComparison: Sendable {
    /// How many events were run through both.
    package var events = 0
    /// Events whose data is gone by retention or erasure.
    package var withoutData = 0
    package var pipelines: [PipelineComparison] = []
    /// The first that differ.
    package var examples: [Example] = []

    /// How many examples are kept.
    package static let mostExamples = 20

    package struct PipelineComparison: Sendable, Equatable {
        package var pipeline: String
        /// Events that both take and of which the same becomes.
        package var same = 0
        /// Of which something else becomes.
        package var different = 0
        /// That only the changed one takes.
        package var gained = 0
        /// That only the running one takes.
        package var lost = 0

        package init(pipeline: String) { self.pipeline = pipeline }
    }

    /// One event of which something else would become.
    package struct Example: Sendable {
        package var event: String
        package var pipeline: String
        /// All that left, or would; nil where the pipeline does not take the event.
        package var before: JSONValue?
        package var after: JSONValue?
    }

    package init() {}

    /// Takes note of one event's way through one pipeline of both sets.
    mutating func add(_ event: String, _ pipeline: String, before: JSONValue?, after: JSONValue?) {
        guard before != nil || after != nil else { return }
        let index = index(of: pipeline)
        switch (before, after) {
        case (nil, _): pipelines[index].gained += 1
        case (_, nil): pipelines[index].lost += 1
        case let (before?, after?) where before == after:
            pipelines[index].same += 1
            return
        default: pipelines[index].different += 1
        }
        guard examples.count < Self.mostExamples else { return }
        examples.append(Example(event: event, pipeline: pipeline, before: before, after: after))
    }

    /// Takes note of an event of a pipeline that is the same in both sets.
    mutating func addUnchanged(_ pipeline: String) { pipelines[index(of: pipeline)].same += 1 }

    private mutating func index(of pipeline: String) -> Int {
        if let index = pipelines.firstIndex(where: { $0.pipeline == pipeline }) { return index }
        pipelines.append(PipelineComparison(pipeline: pipeline))
        return pipelines.count - 1
    }
}
