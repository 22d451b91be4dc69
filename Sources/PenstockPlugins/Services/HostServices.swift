package import Logging
package import PenstockCore

/// What the host lends to every configured stage.
package struct HostServices: Sendable {
    /// Takes lines from plugins; labelled with the pipeline and the stage.
    package var logger: Logger
    /// What any pipeline may reach although it is private.
    package var egress: EgressAllowList
    /// The figures that stages show; one for the life of the process, so that a new generation goes on counting.
    package var metrics: PluginMetrics

    package init(
        logger: Logger,
        egress: EgressAllowList = EgressAllowList(),
        metrics: PluginMetrics = PluginMetrics()
    ) {
        self.logger = logger
        self.egress = egress
        self.metrics = metrics
    }
}

/// The circumstances in which a stage type is configured.
package struct StageSetup: Sendable {
    package var pipeline: String
    /// The stage's name, or its position such as `stages/2`.
    package var stage: String
    package var services: HostServices
    /// Host names that stand literally in the stage's configuration.
    package var trustedHosts: Set<String>
    /// What this pipeline may reach although it is private, beside what all may.
    package var egress: EgressAllowList
    /// How long a call of the stage may take before it counts as hung.
    package var timeout: Duration
    /// Where the stage wants to run; nil for where its plugin does.
    package var isolation: PluginIsolation?
    /// Takes what is secret in the configuration out of all that the stage says: lines for the log, reasons, answers.
    package var mask: SecretMask

    /// - Parameter timeout: Nil for the standard one.
    package init(
        pipeline: String,
        stage: String,
        services: HostServices,
        trustedHosts: Set<String> = [],
        egress: EgressAllowList = EgressAllowList(),
        timeout: Duration? = nil,
        isolation: PluginIsolation? = nil,
        mask: SecretMask = .none
    ) {
        self.pipeline = pipeline
        self.stage = stage
        self.services = services
        self.trustedHosts = trustedHosts
        self.egress = egress
        self.timeout = timeout ?? CallSite.standardLimit
        self.isolation = isolation
        self.mask = mask
    }
}

/// Takes the ends of attempts, on any thread; a token that the receiver does not know is the plugin's fault.
package typealias CompletionHandler = @Sendable (_ token: UInt64, _ result: AttemptResult) -> Void
