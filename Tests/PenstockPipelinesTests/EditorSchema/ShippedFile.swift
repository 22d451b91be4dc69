import Foundation
import PenstockJSON
import PenstockPipelines
import PenstockYAML
import Testing

/// A document of a file that comes with Penstock, and the schema that it names.
struct ShippedFile: CustomTestStringConvertible {
    let path: String
    let text: String
    let kind: EditorSchema.File

    var testDescription: String { path }

    /// Every file below `pipelines` that has a schema.
    static let all: [ShippedFile] = {
        let paths = (try? FileManager.default.subpathsOfDirectory(atPath: shippedPipelines)) ?? []
        return paths.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { path in
            guard let text = try? String(contentsOfFile: "\(shippedPipelines)/\(path)", encoding: .utf8) else {
                return nil
            }
            return ShippedFile(path: path, text: text, kind: kind(of: path))
        }
    }()

    private static func kind(of path: String) -> EditorSchema.File {
        if path.hasSuffix("penstock.yaml") { return .settings }
        if path.hasPrefix("events/") { return .catalog }
        if path.hasPrefix("sources/") { return path.hasSuffix(".test.yaml") ? .sourceTest : .source }
        return path.hasSuffix(".test.yaml") ? .test : .pipeline
    }

    /// The comment from which an editor knows the schema.
    var comment: String {
        // The starter is at the top of the directory that it becomes.
        let parts = path.split(separator: "/").drop { $0 == "starter" }
        let up = String(repeating: "../", count: parts.count - 1)
        return "# yaml-language-server: $schema=\(up)schemas/\(kind.rawValue).json"
    }

    func documents() -> [JSONValue] { Self.documents(text) }

    static func documents(_ text: String) -> [JSONValue] {
        parseYAML(Array(text.utf8), file: "a.yaml").documents.map { $0.json() }
    }

    /// The schema of a kind as it is committed.
    static func schema(_ kind: EditorSchema.File) throws -> JSONValue {
        try JSONValue.parse(
            try String(contentsOfFile: "\(shippedPipelines)/schemas/\(kind.rawValue).json", encoding: .utf8)
        )
    }
}
