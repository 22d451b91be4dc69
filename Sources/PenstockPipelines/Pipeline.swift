package import PenstockCore
package import PenstockJSON
package import PenstockPlugins

/// A pipeline that is checked and, if its stages were configured, ready to run.
package struct Pipeline: Sendable {
    package let name: String
    package let description: String?
    /// Where its document begins.
    package let position: SourcePosition
    /// A pipeline that is not takes no events; what waits in it is still delivered.
    package let isEnabled: Bool
    package let selector: EventSelector
    /// Filters and transforms, in the order in which they run.
    package internal(set) var stages: [PipelineStage]
    /// Signers, in the order in which they sign.
    package internal(set) var signers: [PipelineStage]
    package internal(set) var transport: PipelineStage
    package let retry: RetryPolicy
    package let outcomes: OutcomePolicy
    /// How many transfers may be in flight.
    package let concurrency: Int
    /// How fast transfers may begin; nil for no limit.
    package let rate: RateLimit?
    /// Which deliveries go one after another; nil for any order.
    package let order: OrderRule?
    package let dedupe: DedupeChoice
    /// What rendered hosts may reach although it is private, beside what `penstock.yaml` allows.
    package let egress: EgressAllowList
    /// Where its stages run; nil where their plugins do.
    package let isolation: PluginIsolation?
    /// The document as it is written, without its tests, and with `***` for secrets that stand in it in the open.
    package let source: String
    /// Tells it from another version of itself: the document, what its references lead to, the files that it names, and
    /// the plugins behind its stages. Made of secrets; never store, log or show it.
    package let fingerprint: String

    /// Every stage, in the order of the file.
    package var allStages: [PipelineStage] { stages + signers + [transport] }

    /// Takes everything secret in the configurations out of texts for people. It is made each time: ask once for many texts.
    package var mask: SecretMask { SecretMask(allStages.flatMap(\.secrets)) }

    /// Why an event is for this pipeline or is not, in words.
    package func explain(type: String, subject: String?) -> String {
        isEnabled ? selector.explain(type: type, subject: subject) : "the pipeline is disabled"
    }
}

/// A stage of a pipeline.
package struct PipelineStage: Sendable {
    package let kind: StageKind
    /// The id of the stage type.
    package let typeID: String
    package let type: any ConfigurableStageType
    /// Its place and what it does, for people: `stages/0 (match)`.
    package let label: String
    /// The name that the pipeline gives it.
    package let name: String?
    /// What the plugin gets: JSON text with references resolved. Holds secrets; never store, log or show it.
    package let configuration: [UInt8]
    /// The configuration for people: secrets and everything that came by reference are `***`.
    package let shown: JSONValue
    /// The configuration as a pipeline could have it: with defaults, references as they are written, and `***` for secrets
    /// that stand in the open.
    package let effective: JSONValue
    /// How long a call may take; nil for the standard time.
    package let timeout: Duration?
    /// What the stage says of where it runs; nil where the pipeline says, or its plugin does.
    package let isolation: PluginIsolation?
    /// Hosts that the configuration names literally, in lower case.
    package let trustedHosts: Set<String>
    /// Files that the configuration names, by their absolute paths.
    package let files: [String]
    /// What its references lead to, and secrets that stand in it in the open.
    let secrets: [String]
    /// Secrets that end.
    package let endings: [SecretEndings]
    /// The stage, ready to run; nil when it was loaded without secrets or only to be looked at.
    package internal(set) var stage: ConfiguredStage?
    /// Which fields the configuration reads, as the plugin says.
    package internal(set) var reads: [FieldRead] = []
}

// MARK: - Nothing secret in texts

extension PipelineStage: CustomStringConvertible, CustomReflectable {
    package var description: String { "\(label) \(shown)" }

    /// The stage for `dump` and debuggers, without its resolved configuration.
    package var customMirror: Mirror {
        Mirror(
            self,
            children: ["kind": kind, "label": label, "shown": shown, "trustedHosts": trustedHosts]
                as KeyValuePairs<String, Any>,
            displayStyle: .struct
        )
    }
}
