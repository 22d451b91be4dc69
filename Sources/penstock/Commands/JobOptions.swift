internal import ArgumentParser

/// How a command begins a job, or which of those that were begun it is about.
struct JobOptions: ParsableArguments {
    @Flag(help: "Only count, and change nothing.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Do not wait for the end; the server goes on by itself.")
    var noWait = false

    @Flag(help: "List what was begun, newest first.")
    var list = false

    @Option(help: ArgumentHelp("Show how far this one is.", valueName: "job"))
    var show: String?

    @Option(help: ArgumentHelp("End this one where it is.", valueName: "job"))
    var cancel: String?

    /// Whether it is about jobs that were begun.
    var looks: Bool { list || show != nil || cancel != nil }

    func validate() throws {
        guard [list, show != nil, cancel != nil].count(where: \.self) <= 1 else {
            throw ValidationError("give one of --list, --show and --cancel")
        }
        guard !looks || !(dryRun || yes || noWait) else {
            throw ValidationError("--dry-run, --yes and --no-wait are for beginning something")
        }
    }
}
