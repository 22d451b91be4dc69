internal import PenstockCore
internal import PenstockJSON
internal import PenstockPlugins
internal import PenstockYAML

/// A pipeline as it is written, its stages not yet configured. What could not be read is absent and was reported.
struct PipelineDocument {
    var position: SourcePosition
    var name: String?
    var namePosition: SourcePosition?
    var description: String?
    var isEnabled = true
    var selector = EventSelector(types: [])
    /// The patterns of `subject` and `except`, as they are written.
    var subjects: [WrittenPattern] = []
    var exceptions: [WrittenPattern] = []
    var stages: [StageDocument] = []
    var retry = RetryPolicy.standard
    var outcomes = OutcomePolicy()
    var concurrency = 64
    var rate: RateLimit?
    var order: OrderRule?
    var dedupe = DedupeChoice.byIdentity
    /// The fields of the event that `order_by` and `dedupe` look at, where they are written.
    var eventFields: [(field: JSONPointer, node: YAMLNode)] = []
    var egress = EgressAllowList()
    /// Where its stages run; nil where their plugins do.
    var isolation: PluginIsolation?
    /// Its tests, as they are written, with their key.
    var tests: (key: YAMLNode, value: YAMLNode)?

    init(position: SourcePosition) { self.position = position }
}

/// A pattern of `subject` or `except`, and where it is written.
struct WrittenPattern {
    var text: String
    var position: SourcePosition
}

/// A stage as it is written.
struct StageDocument {
    var index: Int
    var kind: StageKind
    var typeID: String
    /// Where the stage type's id stands.
    var typePosition: SourcePosition
    var name: String?
    /// How long a call may take; nil for the standard time.
    var timeout: Duration?
    var with: YAMLNode?
    /// Where it runs; nil where the pipeline says, or its plugin does.
    var isolation: PluginIsolation?

    /// The stage for people: its place, and what it does.
    var label: String { "stages/\(index) (\(typeID))" }
}
