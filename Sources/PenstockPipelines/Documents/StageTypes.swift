package import PenstockCore
package import PenstockPlugins

/// What pipelines can be built of: the stage types of the plugins that were found, or doubles of them in tests.
package protocol StageTypes: Sendable {
    /// A stage type by kind and id; nil when no plugin offers it.
    func find(_ kind: StageKind, _ id: String) -> (any ConfigurableStageType)?
    /// The ids of a kind, sorted.
    func ids(_ kind: StageKind) -> [String]
}

/// A stage type that can be configured.
package protocol ConfigurableStageType: Sendable {
    var kind: StageKind { get }
    var id: String { get }
    /// What it does, in a line.
    var summary: String { get }
    /// JSON Schema 2020-12 of the configuration, as text.
    var schema: String { get }
    /// Tells the code behind it from another version of it: the SHA-256 of the plugin's file.
    var codeDigest: String { get }
    /// Whether its code runs in a process of its own.
    var isIsolated: Bool { get }

    /// Tells which stages of this type are to be configured, all together: what a plugin checks may cost less so.
    func foresee(_ configurations: [[UInt8]])

    /// Configures a stage. A report without an error means that the configuration is good.
    /// - Parameter json: Checked against ``schema``, with defaults filled in and references resolved.
    func configure(_ json: [UInt8], at place: StagePlace) -> ConfigurationReport
}

extension ConfigurableStageType {
    /// Tells nobody.
    package func foresee(_ configurations: [[UInt8]]) {}
}

/// Which stage is configured, and what its configuration allows it.
package struct StagePlace: Sendable, Equatable {
    /// The pipeline's name.
    package var pipeline: String
    /// The stage's name, or its position such as `stages/2`.
    package var stage: String
    /// Host names that stand literally in the stage's configuration, in lower case.
    package var trustedHosts: Set<String>
    /// What the pipeline's `egress` allows.
    package var egress: EgressAllowList
    /// How long a call of the stage may take; nil for the standard time.
    package var timeout: Duration?
    /// Where the stage wants to run; nil for where its plugin does.
    package var isolation: PluginIsolation?
    /// Takes what is secret in the configuration out of all that the stage says.
    package var mask: SecretMask

    /// - Parameter timeout: Nil for the standard one.
    package init(
        pipeline: String,
        stage: String,
        trustedHosts: Set<String>,
        egress: EgressAllowList = EgressAllowList(),
        timeout: Duration? = nil,
        isolation: PluginIsolation? = nil,
        mask: SecretMask = .none
    ) {
        self.pipeline = pipeline
        self.stage = stage
        self.trustedHosts = trustedHosts
        self.egress = egress
        self.timeout = timeout
        self.isolation = isolation
        self.mask = mask
    }
}

/// The stage types of plugins that are loaded, and what the host lends to their stages.
package struct InstalledStageTypes: StageTypes {
    private let plugins: PluginSet
    private let services: HostServices

    package init(_ plugins: PluginSet, services: HostServices) {
        self.plugins = plugins
        self.services = services
    }

    package func find(_ kind: StageKind, _ id: String) -> (any ConfigurableStageType)? {
        plugins.stageType(kind, id).map { type in
            let plugin = plugins.plugins.first { $0.stageTypes.contains { $0 === type } }
            return InstalledStageType(type: type, codeDigest: plugin?.digest ?? "", services: services)
        }
    }

    package func ids(_ kind: StageKind) -> [String] { plugins.ids(kind) }
}

private struct InstalledStageType: ConfigurableStageType {
    let type: StageType
    let codeDigest: String
    let services: HostServices

    var kind: StageKind { type.kind }
    var id: String { type.id }
    var summary: String { type.summary }
    var schema: String { type.schema }
    var isIsolated: Bool { type.isIsolated }

    func foresee(_ configurations: [[UInt8]]) { type.foresee(configurations) }

    func configure(_ json: [UInt8], at place: StagePlace) -> ConfigurationReport {
        type.configure(
            json,
            StageSetup(
                pipeline: place.pipeline,
                stage: place.stage,
                services: services,
                trustedHosts: place.trustedHosts,
                egress: place.egress,
                timeout: place.timeout,
                isolation: place.isolation,
                mask: place.mask
            )
        )
    }
}
