package import PenstockCore
package import PenstockJSON

/// A source that is checked: a path that takes another system's webhook as it is, how a request is verified, and which
/// events it becomes.
package struct Source: Sendable {
    /// The first part of its path: `/in/NAME`.
    package let name: String
    package let description: String?
    /// Where its document begins.
    package let position: SourcePosition
    /// The document as it is written, with `***` for secrets that stand in it in the open.
    package let written: String
    /// One that is not answers as if it were not there.
    package let isEnabled: Bool
    /// The methods that it takes, in capitals.
    package let methods: [String]
    package let verification: SourceVerification
    /// The parameter whose value a GET is answered with, for senders that check in this way whose the address is.
    package let echo: String?
    /// The zone of days and times that name none.
    package let zone: Zone
    /// Where the records are, an array of them or one: the first place counts at which something is. Empty where the body is
    /// the one record.
    package let items: [JSONPointer]
    /// In the order in which they are tried.
    package internal(set) var rules: [SourceRule]
    /// Whether what cannot be mapped is kept, so that a person can write the mapping.
    package let learns: Bool
    /// After how long without an event it counts as silent; nil where it may be silent.
    package let expected: Duration?
    /// Takes what is secret out of texts for people, and out of what is learned.
    package let mask: SecretMask
    /// Tells it from another version of itself. Made of secrets; never store, log or show it.
    package let fingerprint: String

    /// The `source` of its events.
    package var path: String { "/in/\(name)" }

    /// Whether plugins are asked to map.
    package var hasStages: Bool { rules.contains { !$0.stages.isEmpty } }
}

/// What a record becomes, where its conditions hold.
package struct SourceRule: Sendable {
    /// All of them must hold.
    package var conditions: [SourceCondition]
    /// The type of the event.
    package var type: String
    /// Where the sender's own id stands.
    package var id: SourcePath?
    package var subject: SourceValue?
    package var time: SourceValue?
    /// The members of the data, in order; nil where the stages make them from the record.
    package var data: [(name: String, value: SourceValue)]?
    /// Transforms, in the order in which they run.
    package var stages: [PipelineStage]
    package var position: SourcePosition
}

/// The sources of a directory.
package struct SourceSet: Sendable {
    /// By name.
    package let sources: [Source]

    package init(_ sources: [Source] = []) { self.sources = sources.sorted { $0.name < $1.name } }

    /// A source by its name, disabled ones too.
    package subscript(name: String) -> Source? { sources.first { $0.name == name } }
}

// MARK: - Nothing secret in texts

extension Source: CustomReflectable {
    /// The source for `dump` and debuggers, without what it compares requests with.
    package var customMirror: Mirror {
        Mirror(self, children: ["name": name, "verification": verification.summary] as KeyValuePairs<String, Any>)
    }
}
