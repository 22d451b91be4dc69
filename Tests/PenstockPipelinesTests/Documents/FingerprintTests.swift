import Foundation
import PenstockPipelines
import Testing

@Suite struct `What tells a pipeline from another version of it` {
    private static let stages = [
        "sign: standard-webhooks", #"  with: { secrets: ["${env:HR}"] }"#, "transport: http",
        "  with: { url: https://hr.example.com/hooks }",
    ]

    private func fingerprint(
        _ directory: PipelineDirectory,
        types: StageDoubles = .standard,
        secret: String = "whsec_AAAAAAAA"
    ) throws -> String {
        let (set, diagnostics) = directory.load(stageTypes: types, environment: ["HR": secret])
        return try #require(set?["one"], "\(diagnostics)").fingerprint
    }

    @Test func `is not its layout, nor the file it stands in`() throws {
        let text = pipeline(stages: Self.stages)
        let first = try fingerprint(PipelineDirectory(["a.yaml": text]))
        #expect(try fingerprint(PipelineDirectory(["b.yaml": "# moved\n\n" + text])) == first)
    }

    @Test func `is what it says, what its references lead to, and the code behind its stages`() throws {
        let directory = try PipelineDirectory(["a.yaml": pipeline(stages: Self.stages)])
        let first = try fingerprint(directory)
        #expect(try fingerprint(directory) == first)
        #expect(try fingerprint(directory, secret: "whsec_BBBBBBBB") != first)
        var types = StageDoubles.standard
        for index in types.types.indices { types.types[index].codeDigest = "another file" }
        #expect(try fingerprint(directory, types: types) != first)
        try directory.write(pipeline(stages: Self.stages, keys: ["concurrency: 3"]), to: "a.yaml")
        #expect(try fingerprint(directory) != first)
    }

    @Test func `has no secret in it that can be read`() throws {
        let directory = try PipelineDirectory(["a.yaml": pipeline(stages: Self.stages)])
        let fingerprint = try fingerprint(directory)
        #expect(fingerprint.utf8.count == 32 && !fingerprint.contains("whsec"))
    }

    @Test func `is a file's number, size and time`() throws {
        let directory = try PipelineDirectory(["people.csv": "a"])
        let path = directory.path + "/people.csv"
        let first = FileStamp(path)
        #expect(FileStamp(path) == first)
        try directory.write("ab", to: "people.csv")
        let second = FileStamp(path)
        #expect(second != first)
        try FileManager.default.removeItem(atPath: path)
        #expect(FileStamp(path) != second && FileStamp(path) == FileStamp(path))
    }
}
