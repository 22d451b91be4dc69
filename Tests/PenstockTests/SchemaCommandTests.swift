import Foundation
import PenstockJSON
import Testing

/// `penstock schema`: what it prints is what is committed, and it knows what a directory has of its own.
@Suite struct `The schema for editors` {
    private static let refresh = ".build/debug/penstock schema --write"

    private static let files = ["pipeline", "test", "catalog", "settings", "source", "source-test"]

    @Test(arguments: files)
    func `is committed as the plugins and the catalog make it`(file: String) throws {
        let printed = try Site().penstock(
            "schema",
            "--for",
            file,
            "--dir",
            Binary.root.appending(path: "pipelines").path
        )
        let committed = Binary.root.appending(path: "pipelines/schemas/\(file).json")
        #expect(printed.status == 0, "\(printed.error)")
        #expect(printed.output == (try String(contentsOf: committed, encoding: .utf8)), "stale: run \(Self.refresh)")
    }

    @Test func `is written for everyone to read, whatever the umask`() throws {
        let site = try Site()
        let written = try site.shell(
            "umask 077; penstock schema --write; stat -c %a pipelines/schemas pipelines/schemas/*"
        )
        let files = Self.files.map { "pipelines/schemas/\($0).json" }
        let lines = written.output.split(separator: "\n").map(String.init)
        #expect(written.status == 0 && lines == files + ["755"] + files.map { _ in "644" }, "\(written)")
    }

    @Test func `has the event types and the stage types that a directory adds`() throws {
        let site = try Site(["pipelines/events/seen.once.yaml": "type: seen.once\nschema: {}\nsample: {}\n"])
        try site.buildPlugin("contains.c", as: "contains.so")
        let printed = try site.penstock("schema")
        let definitions = try JSONValue.parse(printed.output)["$defs"]
        #expect(definitions?["event_type"]?["anyOf"]?[try JSONPointer("/0")]?["const"] == "seen.once")
        let filters = definitions?["filter"]?["properties"]?["filter"]?["anyOf"]?.arrayValue ?? []
        #expect(filters.contains { $0["const"] == "com.example.contains" }, "\(filters)")
        #expect(definitions?["filter.com.example.contains"]?["properties"] != nil)
    }

    @Test func `is not made of a catalog that is wrong`() throws {
        let site = try Site(["pipelines/events/x.yaml": "type: 7\n"])
        let refused = try site.penstock("schema")
        #expect(refused.status == 78 && refused.error.contains("pipelines/events/x.yaml:1"), "\(refused)")
        #expect(try Site().penstock("schema", "--for", "recipe").status == 2)
    }
}
