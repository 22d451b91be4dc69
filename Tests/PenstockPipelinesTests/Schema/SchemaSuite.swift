import Foundation
import PenstockJSON

/// The official JSON Schema test suite, draft 2020-12, as it lies beside the project.
enum SchemaSuite {
    struct Group: Sendable, CustomStringConvertible {
        let file: String
        let title: String
        let schema: JSONValue
        let tests: [JSONValue]
        var description: String { "\(file): \(title)" }
    }

    /// In the folder that `PENSTOCK_SUITES` names, or in `../shared/data` beside the checkout; nil where it is not there.
    static let directory: URL? = {
        let beside = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../shared/data")
        let suites = ProcessInfo.processInfo.environment["PENSTOCK_SUITES"].map { URL(filePath: $0) } ?? beside
        let directory = suites.appending(path: "json-schema-test-suite/draft2020-12").standardizedFileURL
        return FileManager.default.fileExists(atPath: directory.path) ? directory : nil
    }()

    static let groups: [Group] = {
        guard let directory,
            let files = try? FileManager.default.contentsOfDirectory(atPath: directory.path)
        else { return [] }
        return files.filter { $0.hasSuffix(".json") }.sorted().flatMap { file -> [Group] in
            guard let data = try? Data(contentsOf: directory.appending(path: file)),
                let groups = try? JSONValue.parse([UInt8](data)).arrayValue
            else { return [] }
            return groups.map { group in
                Group(
                    file: file,
                    title: group["description"]?.stringValue ?? "",
                    schema: group["schema"] ?? nil,
                    tests: group["tests"]?.arrayValue ?? []
                )
            }
        }
    }()
}
