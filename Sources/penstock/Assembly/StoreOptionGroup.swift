internal import ArgumentParser
internal import Foundation
internal import PenstockPipelines

/// Which store a command opens that needs it for itself.
struct StoreOptionGroup: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The directory of the store. (default: as `serve` finds it, or penstock-data)",
            valueName: "dir"
        )
    )
    var data: String?

    @Option(
        name: .customLong("dir"),
        help: ArgumentHelp("The pipelines directory, whose penstock.yaml may name the store.", valueName: "dir")
    )
    var directory = "pipelines"

    /// The settings as `serve` takes them together.
    func settings() throws -> Settings {
        let (settings, diagnostics) = Settings.load(
            from: directory.withoutTrailingSlashes,
            environment: ProcessInfo.processInfo.environment,
            flags: Settings.Flags(data: data)
        )
        guard !diagnostics.hasErrors else {
            diagnostics.write(to: .error)
            throw CommandFailure.badConfiguration
        }
        return settings
    }
}
