internal import Foundation
internal import PenstockJSON

/// Makes tests of a real event (`penstock test --record`): what came in, what was answered, and what became of it.
struct TestRecorder {
    let directory: String
    let client: Client

    /// Writes a test into `NAME.test.yaml` of each pipeline that took the event.
    /// - Parameter pipeline: Only this one; nil for all.
    func record(_ id: String, of pipeline: String?) async throws {
        let shown = try await client.get(["v1", "events", id])
        guard let event = shown.acceptedEvent else {
            throw CommandFailure("the data of event '\(id)' is no longer kept, so no test can be made of it")
        }
        let deliveries = shown.elements("deliveries").filter { pipeline == nil || $0.shown("pipeline") == pipeline }
        guard !deliveries.isEmpty else {
            throw CommandFailure("no pipeline\(pipeline.map { " '\($0)'" } ?? "") has a delivery of event '\(id)'")
        }
        for delivery in deliveries {
            let detail = try await client.get(["v1", "deliveries", delivery.shown("id") ?? ""])
            try write(RecordedTest(event: event, delivery: detail), delivery.shown("pipeline") ?? "")
        }
        Terminal.output.write(
            "\nThe data is that of a real person, perhaps: look at it before it is committed. Secrets that the pipeline "
                + "needs belong under `secrets:`. `penstock test \(directory) --update` records the outputs.\n"
        )
    }

    private func write(_ test: RecordedTest, _ pipeline: String) throws {
        let path = "\(directory)/\(pipeline).test.yaml"
        let before = try? String(contentsOfFile: path, encoding: .utf8)
        if let before, before.contains("name: \(test.nameText)\n") {
            throw CommandFailure("\(path) has a test of this event already")
        }
        do {
            let text = before.map { "\($0.hasSuffix("\n") ? $0 : $0 + "\n")---\n" } ?? ""
            try (text + test.document(of: pipeline)).write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            throw CommandFailure("\(path) cannot be written: \(error.localizedDescription)")
        }
        Terminal.output.write("\(path): \(test.name)\n")
    }
}

/// A test that expects what happened.
struct RecordedTest {
    let event: JSONValue
    let delivery: JSONValue

    var name: String { "event \(event.shown("id") ?? "")" }
    var nameText: String { JSONValue.string(name).text }

    /// What became of it, in the words that a test knows; nil where it is still open.
    private var state: String? {
        let state = delivery.shown("state") ?? ""
        return ["delivered", "filtered", "dead", "held"].contains(state) ? state : nil
    }

    private var attempts: [JSONValue] { delivery.elements("attempts") }

    /// A YAML document: values are JSON, which YAML 1.2 contains.
    func document(of pipeline: String) -> String {
        let output = "outputs/\(pipeline)-\(event.shown("id").map(Self.fileName) ?? "event").json"
        var lines = ["pipeline: \(pipeline)", "tests:", "  - name: \(nameText)", "    event:"]
        for (key, value) in event.objectValue ?? [:] { lines.append("      \(key): \(value.text)") }
        if let start = attempts.first?.shown("started_at") ?? delivery.shown("updated_at") {
            lines.append("    at: \(start)")
        }
        if !attempts.isEmpty { lines.append("    answers: [\(attempts.map(answer).joined(separator: ", "))]") }
        lines.append("    expect:")
        if let state { lines.append("      state: \(state)") }
        if state != nil { lines.append("      attempts: \(attempts.count)") }
        lines.append("      recorded: \(JSONValue.string(output).text)")
        return lines.joined(separator: "\n") + "\n"
    }

    private func answer(_ attempt: JSONValue) -> String {
        if let status = attempt["status"]?.numberValue?.int64, status > 0 { return "\(status)" }
        return (attempt.shown("code") ?? "").contains("timeout") ? "timeout" : "reset"
    }

    private static func fileName(_ id: String) -> String {
        String(id.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "-" }.prefix(80))
    }
}
