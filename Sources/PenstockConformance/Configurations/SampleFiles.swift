internal import Foundation
internal import PenstockJSON
internal import PenstockPipelines

/// Puts files where a configuration names some (`x-penstock-file`).
///
/// What is in them is the schema's `x-penstock-sample` at that place; without it they are empty. A path that begins with
/// `missing/` stays without a file.
struct SampleFiles {
    /// Where they are written.
    let directory: String

    /// The configuration with absolute paths, all files written.
    func placed(_ configuration: JSONValue, by schema: JSONSchema) throws -> JSONValue {
        var placed = configuration
        let samples = schema.places(of: "x-penstock-sample", in: configuration)
        for (pointer, isFile) in schema.places(of: "x-penstock-file", in: configuration) where isFile == true {
            guard let path = configuration[pointer]?.stringValue, !path.isEmpty, !path.contains("\0") else { continue }
            if FileManager.default.fileExists(atPath: path) {
                try placed.set(.string(URL(fileURLWithPath: path).path), at: pointer)
                continue
            }
            let file = URL(fileURLWithPath: directory).appendingPathComponent(Self.name(path))
            try placed.set(.string(file.path), at: pointer)
            guard !path.hasPrefix("missing/") else { continue }
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            let sample = samples.first { $0.pointer == pointer }?.value.stringValue ?? ""
            try Data(sample.utf8).write(to: file)
        }
        return placed
    }

    /// The part of a path that is kept below the directory.
    private static func name(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != ".." && $0 != "." }.map { $0.prefix(100) }.joined(separator: "/")
    }
}
