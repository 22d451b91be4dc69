import Foundation
import LookupStages
import PenstockPluginKit
import PluginTesting

/// A file in a directory of its own, gone when this is.
final class SampleFile {
    let path: String
    private let folder: URL

    init(_ name: String, _ text: String) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("lookup-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appendingPathComponent(name).path
        try replace(text)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// Puts a finished file in the place of the old one, as the documentation asks.
    func replace(_ text: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    }

    func remove() throws {
        try FileManager.default.removeItem(atPath: path)
    }

    /// The stage that looks `/data/username` up in the column `username` and adds the row at `/data/person`.
    func stage(missing: String = "fail", key: String = "/data/username", into: String = "/data/person") throws
        -> StageHarness
    {
        try StageHarness(
            library,
            .transform,
            "lookup",
            with: """
                {"file": "\(path)", "key": "\(key)", "column": "username", "into": "\(into)", "missing": "\(missing)"}
                """
        )
    }
}

let people = #"""
    username,email,manager_email
    learner1,learner1@example.com,manager1@example.com
    "learner2","learner2@example.com",
    "learner ""three""","a, b","two
    lines"

    """#
