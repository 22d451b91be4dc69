package import PenstockCore

/// A list of secrets of which some end: what a rotation leaves in a document.
package struct SecretEndings: Sendable, Hashable {
    /// A secret that ends.
    package struct Entry: Sendable, Hashable {
        package var end: Timestamp
        /// Where the end stands.
        var position: SourcePosition
        var sourceLine: String?
    }

    package var entries: [Entry]
    /// How many secrets of the list do not end.
    package var lasting: Int
    /// Where the list stands.
    var position: SourcePosition
    var sourceLine: String?

    /// How long before an end somebody should know of it.
    static let notice = Duration.seconds(14 * 86_400)

    /// What is to be said of it at a moment.
    /// - Parameter severity: of a list in which all have ended.
    func diagnostics(at now: Timestamp, allEnded severity: Diagnostic.Severity) -> [Diagnostic] {
        let living = entries.filter { $0.end > now }
        guard lasting > 0 || !living.isEmpty else {
            let last = entries.map(\.end).max().map { ", the last one at \($0)" } ?? ""
            return [
                Diagnostic(
                    severity,
                    at: position,
                    "all secrets here have ended\(last): every delivery would be held, and none sent unsigned",
                    expected: "a secret that signs; `penstock secret new` makes one",
                    sourceLine: sourceLine
                )
            ]
        }
        return entries.compactMap { entry in
            if entry.end <= now {
                return Diagnostic(
                    .warning,
                    at: entry.position,
                    "this secret ended at \(entry.end) and signs no more",
                    expected: "the list without it",
                    sourceLine: entry.sourceLine
                )
            }
            guard entry.end - now <= Self.notice else { return nil }
            let isLast = lasting == 0 && !living.contains { $0.end > entry.end }
            return Diagnostic(
                .hint,
                at: entry.position,
                "this secret ends at \(entry.end), in \(Self.days(entry.end - now))"
                    + (isLast ? ", and no other follows it" : ""),
                expected: isLast ? "a new secret beside it; `penstock secret new` makes one" : nil,
                sourceLine: entry.sourceLine
            )
        }
    }

    /// Whole days, or less than one.
    private static func days(_ duration: Duration) -> String {
        switch duration.microseconds / 86_400_000_000 {
        case 0: "less than a day"
        case 1: "1 day"
        case let days: "\(days) days"
        }
    }
}

extension PipelineSet {
    /// What is to be said at a moment of secrets that end or have ended.
    /// - Parameter severity: of a pipeline all of whose secrets have ended, where it is enabled.
    package func endings(at now: Timestamp, allEnded severity: Diagnostic.Severity) -> [Diagnostic] {
        pipelines.flatMap { pipeline in
            pipeline.allStages.flatMap(\.endings).flatMap {
                $0.diagnostics(at: now, allEnded: pipeline.isEnabled ? severity : .warning)
            }
        }
    }
}
