/// Where the values of references come from.
package enum ReferenceLookup: Sendable, Equatable {
    /// From the environment with these variables, `DIR/.env`, files, and systemd's credentials: for what runs.
    case environment([String: String])
    /// From nowhere: defaults count, placeholders stand for everything else, and no stage that has one can run.
    case nowhere
    /// From these alone, by the name in the reference, as a test of a pipeline gives them. Placeholders stand for what is
    /// not among them, and stages run with them: nothing leaves.
    case given([String: String])

    /// Whether a stage may run with a placeholder in it.
    var runsPlaceholders: Bool {
        if case .given = self { true } else { false }
    }
}
