package import PenstockCore
package import PenstockEngine

/// Reads the pipelines directory again, and lets run what it says by now. The server knows no files, so the assembly of
/// the host offers this.
package protocol Reloading: Sendable {
    /// Lets the directory as it is take the place of what runs, as a whole or not at all.
    /// - Parameter isTrial: Everything is read and checked, and nothing is changed.
    func reload(isTrial: Bool) async throws(ReloadFailure) -> ReloadReport
}

/// What a reload has changed, or would change.
package struct ReloadReport: Sendable, Equatable {
    package var pipelines: SetChange
    /// The revision that runs now; nil where nothing was changed.
    package var revision: RevisionID?
    /// Plugin files by what has become of them; their paths, sorted.
    package var plugins: FileChange
    /// Sources by what has become of them; their names, sorted.
    package var sources: FileChange
    /// What becomes of pending timers, by the type of their events; not those to which nothing happens.
    package var timers: [TimerChange]
    /// A sentence for each setting that counts only after a restart.
    package var needsRestart: [String]
    /// What is doubtful; none of it is an error.
    package var diagnostics: [Diagnostic]

    package init(
        pipelines: SetChange,
        revision: RevisionID? = nil,
        plugins: FileChange = FileChange(),
        sources: FileChange = FileChange(),
        timers: [TimerChange] = [],
        needsRestart: [String] = [],
        diagnostics: [Diagnostic] = []
    ) {
        self.pipelines = pipelines
        self.revision = revision
        self.plugins = plugins
        self.sources = sources
        self.timers = timers
        self.needsRestart = needsRestart
        self.diagnostics = diagnostics
    }
}

/// Files, or sources, that came, went, or have another content.
package struct FileChange: Sendable, Equatable {
    package var added: [String] = []
    package var removed: [String] = []
    package var changed: [String] = []

    package init() {}

    /// Compares them by what tells their contents apart.
    package init(from before: [String: String], to after: [String: String]) {
        added = after.keys.filter { before[$0] == nil }.sorted()
        removed = before.keys.filter { after[$0] == nil }.sorted()
        changed = after.filter { before[$0.key] != nil && before[$0.key] != $0.value }.keys.sorted()
    }
}

/// Why nothing was reloaded; what ran goes on.
package enum ReloadFailure: Error, Sendable {
    /// The complaints about the directory, at least one of them an error.
    case badConfiguration([Diagnostic])
    /// The store did not take the set.
    case store(StoreError)
    /// The host is about to stop.
    case stopping
}
