internal import HTTPTypes
internal import PenstockCore
internal import PenstockEngine

/// The trace that a request belongs to (W3C Trace Context, section 3), for events that name none themselves.
struct TraceHeaders {
    private let parent: String
    private let state: String?

    private static let parentName = HTTPField.Name("traceparent")
    private static let stateName = HTTPField.Name("tracestate")

    /// Nil where there is no such header, or one that breaks the rules: such a one is ignored (section 4.3).
    init?(_ headers: HTTPFields) {
        guard let name = Self.parentName, let parent = headers[name], TraceContext(parent) != nil else { return nil }
        self.parent = parent
        // Several lines are one list (section 3.3.1).
        let state = Self.stateName.map { headers[values: $0].joined(separator: ",") }
        self.state = state.flatMap { TraceState.isFit($0) ? $0 : nil }
    }

    /// Makes the trace the event's, as the extension for distributed tracing of CloudEvents has it. What the event says
    /// itself comes first: it knows where it began, the header only how it came here.
    func add(to draft: inout EventDraft) {
        guard !draft.extensions.contains(where: { $0.name == "traceparent" || $0.name == "tracestate" }) else { return }
        draft.extensions.append(EventExtension(name: "traceparent", value: parent))
        if let state { draft.extensions.append(EventExtension(name: "tracestate", value: state)) }
    }
}
