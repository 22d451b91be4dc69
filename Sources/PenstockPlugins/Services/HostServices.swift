package import Logging
package import PenstockCore

/// What the host lends to every configured stage.
package struct HostServices: Sendable {
    /// Takes lines from plugins; labelled with the pipeline and the stage.
    package var logger: Logger
    /// Host names and networks the operator allows beyond what stands in a pipeline.
    package var allowedHosts: Set<String>
    package var allowedNetworks: [IPNetwork]

    package init(logger: Logger, allowedHosts: Set<String> = [], allowedNetworks: [IPNetwork] = []) {
        self.logger = logger
        self.allowedHosts = allowedHosts
        self.allowedNetworks = allowedNetworks
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

    package init(pipeline: String, stage: String, services: HostServices, trustedHosts: Set<String> = []) {
        self.pipeline = pipeline
        self.stage = stage
        self.services = services
        self.trustedHosts = trustedHosts
    }
}

/// Takes the ends of attempts, on any thread; a token that the receiver does not know is the plugin's fault.
package typealias CompletionHandler = @Sendable (_ token: UInt64, _ result: AttemptResult) -> Void
