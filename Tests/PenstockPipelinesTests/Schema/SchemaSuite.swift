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

    /// `PENSTOCK_SHARED`, or `shared` beside the project; nil where neither has the suite.
    static let directory: URL? = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../shared")
        let named = ProcessInfo.processInfo.environment["PENSTOCK_SHARED"].map { URL(filePath: $0) }
        return [named, root].compactMap(\.self)
            .map { $0.appending(path: "data/json-schema-test-suite/draft2020-12") }
            .first { FileManager.default.fileExists(atPath: $0.path) }
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
