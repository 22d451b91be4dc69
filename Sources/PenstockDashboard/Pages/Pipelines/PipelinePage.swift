package import PenstockCore
internal import PenstockEngine
package import PenstockJSON
internal import PenstockYAML

/// One pipeline: how it stands, its document, and the revisions.
package struct PipelinePage: Page {
    package static let template = "pipeline"
    package var title: String { standing.summary.name }

    package var standing: PipelineStanding
    /// The document with every default written out and nothing secret in it; nil for one that does not run.
    package var effective: JSONValue?
    /// The document as it is written, with `***` for secrets that stand in it in the open.
    package var written: String?
    package var revisions: [RevisionRecord]
    package var running: RevisionID
    /// An earlier revision whose document is compared with what runs; its text is nil where it had no such pipeline.
    package var compared: (revision: RevisionID, text: String?)?

    package init(
        standing: PipelineStanding,
        effective: JSONValue?,
        written: String?,
        revisions: [RevisionRecord],
        running: RevisionID,
        compared: (revision: RevisionID, text: String?)? = nil
    ) {
        self.standing = standing
        self.effective = effective
        self.written = written
        self.revisions = revisions
        self.running = running
        self.compared = compared
    }

    package func view(_ context: PageContext) -> View {
        var view = standing.view
        let summary = standing.summary
        view["svg"] = .markup(standing.diagram(id: "stages").svg)
        view["position"] = .text("\(summary.position.file):\(summary.position.line)")
        view["facts"] = .list(facts)
        view["backlog"] = .list(backlog(context.now))
        view["counts"] = .table(counts)
        view["failing_since"] = .time(summary.flow.failing?.since, now: context.now)
        view["effective"] = View(effective.map(YAMLWriter.document))
        view["written"] = View(written)
        view["revisions"] = .table(revisions.map { revisionView($0, context.now) })
        view["compared"] = comparison
        view["deliveries"] = .text(Path.deliveries(summary.name).text)
        view["test"] = .text(testPath.text)
        let isLink = summary.stages.last?.type == "http"
        view["link"] = isLink ? .text(Path("test", "link").with(("pipeline", summary.name)).text) : .nothing
        return .object(view)
    }

    private var testPath: Path {
        let type = standing.summary.on.first { !$0.contains("*") }
        return Path("test").with(("type", type), ("pipeline", standing.summary.name))
    }

    // MARK: - How it stands

    private var facts: [View] {
        let summary = standing.summary
        let pairs = [
            ("Takes", summary.on.joined(separator: ", ")), ("Only about", summary.subject.joined(separator: ", ")),
            ("Except about", summary.except.joined(separator: ", ")),
            ("Transfers at once", "\(summary.flow.limit) now, at most \(summary.flow.concurrency)"),
            ("May start now by its rate", summary.flow.tokens.map(\.grouped) ?? ""),
        ]
        return pairs.filter { !$1.isEmpty }.map { ["name": .text($0), "value": .text($1)] }
    }

    private func backlog(_ now: Timestamp) -> [View] {
        let name = standing.summary.name
        func tile(_ title: String, _ count: Int, _ states: [DeliveryState]) -> View {
            [
                "name": .text(title), "value": .count(count),
                "path": .text(Path.deliveries(name, states: states).text),
                "bad": .flag(count > 0 && states.contains(where: \.needsAttention)),
            ]
        }
        let backlog = standing.backlog
        return [
            tile("Pending", backlog?.pending ?? 0, [.pending]), tile("Waiting", backlog?.waiting ?? 0, [.waiting]),
            ["name": "In work", "value": .count(standing.summary.inFlight), "path": .nothing],
            tile("Held", (backlog?.held ?? 0) + (backlog?.behind ?? 0), [.held]),
            tile("Dead", backlog?.dead ?? 0, [.dead]),
            [
                "name": "Oldest unfinished", "value": backlog?.oldest.map { .ago($0, now: now) } ?? .words("none"),
                "path": .nothing,
            ],
        ]
    }

    private var counts: [View] {
        let settled = DeliveryState.allCases.compactMap { state -> View? in
            guard let count = standing.counts.settled[state], count > 0 else { return nil }
            return ["what": "deliveries", "badge": .state(state), "count": .count(count)]
        }
        let attempts = standing.counts.attempts.sorted { $0.key.rawValue < $1.key.rawValue }.map { outcome, count in
            View.object([
                "what": "tries", "badge": .badge(outcome.rawValue, outcome == .delivered ? .good : .bad),
                "count": .count(count),
            ])
        }
        return settled + attempts
    }

    // MARK: - Revisions

    private func revisionView(_ revision: RevisionRecord, _ now: Timestamp) -> View {
        let isRunning = revision.id == running
        return [
            "number": .text("\(revision.id.rawValue)"), "adopted": .time(revision.adoptedAt, now: now),
            "pipelines": .count(revision.pipelineCount), "running": .flag(isRunning),
            "path": isRunning
                ? .nothing
                : .text(
                    Path.pipeline(standing.summary.name).with(("revision", "\(revision.id.rawValue)")).at("compared")
                        .text
                ),
        ]
    }

    private var comparison: View {
        guard let compared else { return .nothing }
        let old = compared.text ?? ""
        let lines = LineDifference(expected: old, found: written ?? "").lines
        return [
            "revision": .text("\(compared.revision.rawValue)"), "absent": .flag(compared.text == nil),
            "same": .flag(lines.isEmpty), "lines": lines.isEmpty ? .nothing : .difference(lines),
        ]
    }
}
