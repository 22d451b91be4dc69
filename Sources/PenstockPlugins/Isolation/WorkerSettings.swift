internal import Glibc

/// How plugins are run in processes of their own.
package struct WorkerSettings: Sendable {
    /// The path of `penstock-worker`.
    package var executable: String
    package var limits: WorkerLimits

    package init(executable: String, limits: WorkerLimits = .standard) {
        self.executable = executable
        self.limits = limits
    }

    /// The worker of an installation: beside the host's executable, or in `libexec` beside its directory.
    package static func beside(_ executable: String) -> WorkerSettings {
        let directory = executable.lastIndex(of: "/").map { String(executable[..<$0]) } ?? "."
        let places = [directory, directory + "/../libexec/penstock"].map { $0 + "/penstock-worker" }
        return WorkerSettings(executable: places.first { unsafe access($0, X_OK) == 0 } ?? places[0])
    }
}
