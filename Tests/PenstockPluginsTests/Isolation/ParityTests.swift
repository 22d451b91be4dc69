import Foundation
import PenstockCore
import PenstockPlugins
import Testing

/// The project's own plugins, in this process and in a worker.
@Suite struct `Parity of worker and host` {
    private static let directory = (PluginFinder.executable as NSString).deletingLastPathComponent
    private static let secret = "whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE="

    private func run(
        _ place: PluginIsolation,
        _ library: String,
        _ kind: StageKind,
        _ id: String,
        _ json: String,
        _ workshop: Workshop
    ) throws -> [(StageVerdict, ShownMessage)] {
        let file = try CheckedFile(path: "\(Self.directory)/lib\(library).so")
        let plugin = try workshop.loader(place).load(file)
        let type = try #require(plugin.stageTypes.first { $0.kind == kind && $0.id == id })
        #expect(type.isIsolated == (place == .process))
        let setup = StageSetup(pipeline: "parity", stage: "stages/0", services: quiet)
        let report = type.configure(Array(json.utf8), setup)
        let stage = try #require(report.stage, "\(report.complaints)")
        let instance = try stage.instance(onThread: 0)
        let bodies = [
            #"{"data":{"score":80,"username":"ada","name":"Ada <&> \"L\""}}"#, #"{"data":{"score":12}}"#, "{}",
            #"{"data":{"score":"x","username":"bob","name":"ünïcode"}}"#,
        ]
        let frames = bodies.map { body in
            let frame = frame(body)
            frame.setTime(Timestamp(microseconds: 1_790_000_000_000_000))
            return frame
        }
        var verdicts = [StageVerdict](repeating: .pass, count: frames.count)
        instance.run(frames, &verdicts)
        return zip(verdicts, frames).map { ($0, $1.shownMessage) }
    }

    @Test(arguments: [
        ("Match", StageKind.filter, "match", #"{"pointer":"/data/score","greater_or_equal":50}"#),
        ("JQ", .filter, "jq", #"{"expression":".data.score > 50"}"#),
        ("JQ", .transform, "jq", #"{"expression":"{who: .data.username, twice: (.data.score * 2)}"}"#),
        ("Template", .transform, "template", #"{"body":"Hello {{data.name}}","content_type":"text/plain"}"#),
        ("Signatures", .sign, "standard-webhooks", #"{"secrets":["\#(secret)"]}"#),
        ("HTTP", .transport, "http", #"{"url":"http://127.0.0.1:1/{{data.username}}","method":"POST"}"#),
    ])
    func `holds for the project's own stage types`(library: String, kind: StageKind, id: String, json: String) throws {
        let workshop = try Workshop()
        let here = try run(.none, library, kind, id, json, workshop)
        let there = try run(.process, library, kind, id, json, workshop)
        #expect(here.map(\.0) == there.map(\.0))
        #expect(here.map { $0.1 } == there.map { $0.1 })
        #expect(here.contains { $0.0 == .pass })
    }

    @Test func `holds for a stage type that reads a file`() throws {
        let workshop = try Workshop()
        let people = workshop.directory.appending(path: "people.csv")
        try "username,email\nada,ada@example.com\n".write(to: people, atomically: true, encoding: .utf8)
        let json =
            #"{"file":"\#(people.path)","key":"/data/username","column":"username","into":"/data/person","missing":"hold"}"#
        let here = try run(.none, "Lookup", .transform, "lookup", json, workshop)
        let there = try run(.process, "Lookup", .transform, "lookup", json, workshop)
        #expect(here.map(\.0) == there.map(\.0) && here.map { $0.1 } == there.map { $0.1 })
        #expect(here[0].0 == .pass)
    }
}
