import Foundation
import PenstockCore
import PenstockJSON
import PenstockPipelines

/// A real directory with pipelines, removed when the test is over.
final class PipelineDirectory {
    let path = NSTemporaryDirectory() + "penstock-pipelines-\(UUID().uuidString)"

    init(_ files: [String: String] = [:]) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        for (name, text) in files { try write(text, to: name) }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ text: String, to name: String, mode: Int = 0o644) throws {
        let file = URL(fileURLWithPath: "\(path)/\(name)")
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    func load(
        stageTypes: StageDoubles = .standard,
        defaults: [String: JSONValue] = [:],
        environment: [String: String] = [:],
        withoutSecrets: Bool = false,
        configure: Bool = true,
        readsTests: Bool = false
    ) -> (set: PipelineSet?, diagnostics: [Diagnostic]) {
        PipelineLoader.load(
            directory: path,
            stageTypes: stageTypes,
            catalog: .known,
            settings: .with(defaults: defaults),
            lookup: withoutSecrets ? .nowhere : .environment(environment),
            configure: configure,
            readsTests: readsTests
        )
    }

    /// Complaints without the directory: `p.yaml:3:5: error: message -> suggestion`.
    func complaints(_ diagnostics: [Diagnostic]) -> [String] {
        diagnostics.map { diagnostic in
            let suggestion = diagnostic.suggestion.map { " -> \($0)" } ?? ""
            return "\(diagnostic.position): \(diagnostic.severity.rawValue): \(diagnostic.message)\(suggestion)"
                .replacingOccurrences(of: path + "/", with: "")
        }
    }
}

/// A pipeline that is right, with its stages and further keys put in.
func pipeline(
    name: String = "one",
    on: String = "course.completed",
    stages: [String] = [],
    keys: [String] = []
) -> String {
    let all = stages.isEmpty ? ["transport: http", "  with: { url: https://hr.example.com/hooks }"] : stages
    let list = all.map { $0.hasPrefix("  ") ? "  \($0)" : "  - \($0)" }
    return (["name: \(name)", "on: \(on)"] + keys + ["stages:"] + list).joined(separator: "\n") + "\n"
}
