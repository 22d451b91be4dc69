internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

extension JSONWriter {
    mutating func reload(_ report: ReloadReport, isTrial: Bool, _ backlog: [PipelineBacklog]) {
        let backlog = Dictionary(backlog.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let pipelines =
            report.pipelines.added.map { ($0, "added") } + report.pipelines.changed.map { ($0, "changed") }
            + report.pipelines.removed.map { ($0, "removed") }
        object { json in
            json.member("applied", !isTrial)
            json.member("revision", report.revision?.rawValue)
            json.key("pipelines")
            json.array(pipelines.sorted { $0.0 < $1.0 }) { json, pipeline in
                json.object { json in
                    json.member("name", pipeline.0)
                    json.member("change", pipeline.1)
                    json.member("pending", backlog[pipeline.0]?.pending ?? 0)
                    json.member("waiting", backlog[pipeline.0]?.waiting ?? 0)
                    json.member("held", backlog[pipeline.0]?.held ?? 0)
                }
            }
            json.member("unchanged", report.pipelines.unchanged.count)
            json.changes("plugins", of: report.plugins, "file")
            json.changes("sources", of: report.sources, "name")
            json.timerChanges(report.timers)
            json.member("needs_restart", report.needsRestart)
            json.diagnostics(report.diagnostics)
        }
    }

    /// What has become of things, by their names.
    private mutating func changes(_ name: String, of change: FileChange, _ kind: String) {
        let all =
            change.added.map { ($0, "added") } + change.changed.map { ($0, "changed") }
            + change.removed.map { ($0, "removed") }
        key(name)
        array(all.sorted { $0.0 < $1.0 }) { json, one in
            json.object { json in
                json.member(kind, one.0)
                json.member("change", one.1)
            }
        }
    }

    /// Complaints about what a person wrote, with all that `penstock check` says of them.
    mutating func diagnostics(_ diagnostics: [Diagnostic]) {
        guard !diagnostics.isEmpty else { return }
        key("diagnostics")
        array(diagnostics) { json, diagnostic in
            json.object { json in
                json.member("severity", diagnostic.severity.rawValue)
                json.member("file", diagnostic.position.file)
                if diagnostic.position.line > 0 {
                    json.member("line", diagnostic.position.line)
                    json.member("column", diagnostic.position.column)
                }
                json.member("message", diagnostic.message)
                json.member("expected", diagnostic.expected)
                json.member("suggestion", diagnostic.suggestion)
                json.member("source_line", diagnostic.sourceLine)
            }
        }
    }
}
