import PenstockCore
import Testing

@testable import PenstockEngine
@testable import PenstockServer

@Suite struct `The metrics` {
    private func metrics() -> EngineMetrics {
        var metrics = EngineMetrics()
        metrics.accepted = 5
        var counts = EngineCounters.PipelineCounts()
        counts.attempts = [.delivered: 3, .transient: 1]
        counts.settled = [.delivered: 3, .dead: 1]
        metrics.pipelines = ["hr-webhook": counts, "od\"d\\na\nme": counts]
        metrics.attemptLatency = .init(bounds: [1000, 2_500_000], counts: [2, 1, 1], sum: 4_000_000)
        metrics.batches = .init(bounds: [1, 64], counts: [2, 1, 0], sum: 40)
        var lane = LaneMetrics(pipeline: "hr-webhook")
        (lane.inUse, lane.limit, lane.concurrency, lane.queued) = (3, 8, 64, 20)
        lane.isBreakerOpen = true
        metrics.lanes = [lane]
        let labels = [EventExtension(name: "pipeline", value: "p"), EventExtension(name: "stage", value: "od\"d")]
        metrics.plugins = [
            PluginMetricFamily(
                name: "body_bytes",
                kind: .histogram,
                help: "Sizes.",
                series: [.init(labels: labels, value: 24.5, counts: [2, 2, 1], bounds: [1, 10])]
            ),
            PluginMetricFamily(
                name: "seen_total",
                kind: .counter,
                help: "Seen.",
                series: [.init(labels: labels + [EventExtension(name: "verdict", value: "pass")], value: 3)]
            ),
        ]
        return metrics
    }

    @Test func `are in Prometheus' format`() async throws {
        let metrics = metrics()
        try await TestServer.run(MemoryEngine { $0.metrics = metrics }) { server async throws in
            _ = try await server.post(#"{"type":"course.started"}"#)
            _ = try await server.post("not json")
            server.engine.change { $0.condition.space = StoreSpace(free: 9, reserve: 8, file: 7, log: 6) }
            let answer = try await server.get("/metrics")
            #expect(answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
            let families = try Exposition.parse(answer.text)
            func value(_ name: String, _ labels: [String: String] = [:]) -> Double? {
                families[name]?.samples.first { $0.name == name && $0.labels == labels }?.value
            }
            #expect(families["penstock_events_accepted_total"]?.kind == "counter")
            #expect(value("penstock_events_accepted_total") == 5)
            #expect(value("penstock_build_info", ["version": "1.2.3"]) == 1)
            #expect(value("penstock_events_refused_total", ["reason": "invalid-json"]) == 1)
            #expect(value("penstock_events_refused_total", ["reason": "busy"]) == 0)
            #expect(value("penstock_attempts_total", ["outcome": "delivered"]) == 6)
            #expect(value("penstock_attempts_total", ["outcome": "plugin-fault"]) == 0)
            #expect(value("penstock_deliveries_total", ["state": "dead"]) == 2)
            let odd = ["pipeline": "od\"d\\na\nme", "outcome": "transient"]
            #expect(value("penstock_pipeline_attempts_total", odd) == 1)
            #expect(value("penstock_backlog", ["pipeline": "hr-webhook", "state": "pending"]) == 1)
            #expect(value("penstock_pipeline_held", ["pipeline": "welcome"]) == 0)
            #expect(value("penstock_pipeline_slots", ["pipeline": "hr-webhook"]) == 8)
            #expect(value("penstock_pipeline_breaker_open", ["pipeline": "hr-webhook"]) == 1)
            #expect(value("penstock_deliveries_in_flight") == 3)
            #expect(value("penstock_store_free_bytes") == 9)
            #expect((value("penstock_open_files") ?? 0) > 3)
            #expect((value("penstock_memory_bytes") ?? 0) > 1_000_000)
            let stage = ["pipeline": "p", "stage": "od\"d"]
            #expect(value("penstock_plugin_seen_total", stage.merging(["verdict": "pass"]) { $1 }) == 3)
            let sizes = try #require(families["penstock_plugin_body_bytes"])
            #expect(sizes.kind == "histogram" && sizes.samples.map(\.value) == [2, 4, 5, 24.5, 5])
            #expect(sizes.samples.map { $0.labels["le"] } == ["1.0", "10.0", "+Inf", nil, nil])
            #expect(sizes.samples.allSatisfy { $0.labels["stage"] == "od\"d" })
            let tries = try #require(families["penstock_attempt_seconds"]).samples
            #expect(tries.map(\.value) == [2, 3, 4, 4, 4])
            #expect(tries.map { $0.labels["le"] } == ["0.001", "2.5", "+Inf", nil, nil])
            let batches = try #require(families["penstock_store_batch_operations"]).samples
            #expect(batches.map { $0.labels["le"] } == ["1.0", "64.0", "+Inf", nil, nil])
        }
    }

    @Test func `are there when the store is not`() async throws {
        let engine = MemoryEngine { $0.readFailure = StoreError(.unavailable, "gone") }
        try await TestServer.run(engine) { server async throws in
            let answer = try await server.get("/metrics")
            #expect(answer.status == 200)
            let families = try Exposition.parse(answer.text)
            #expect(families["penstock_backlog"] == nil && families["penstock_store_free_bytes"] == nil)
        }
    }

    @Test func `read what the kernel says of the process`() {
        let limits = """
            Limit                     Soft Limit           Hard Limit           Units
            Max processes             100                  100                  processes
            Max open files            1024                 4096                 files
            """
        #expect(ProcessFigures.fileLimit(inLimits: limits) == 1024)
        #expect(ProcessFigures.fileLimit(inLimits: "Max open files            unlimited   unlimited   files") == nil)
        #expect(ProcessFigures.memory(inStatus: "Name:\tpen\nVmRSS:\t   2048 kB\n") == 2_097_152)
        let stat = "17 (pen) st o(ck)) S 1 17 17 0 -1 4194304 100 0 0 0 250 150 0 0 20 0 1 0 1 1 1"
        #expect(ProcessFigures.processorTime(inStat: stat) == 4)
    }
}

/// A strict reader of the text exposition format, version 0.0.4.
enum Exposition {
    struct Sample: Equatable {
        var name: String
        var labels: [String: String]
        var value: Double
    }

    struct Family {
        var kind: String
        var samples: [Sample] = []
    }

    struct Mistake: Error { var line: Substring }

    /// Families by name: each with HELP, then TYPE, then its samples, and no sample twice.
    static func parse(_ text: String) throws -> [String: Family] {
        guard text.hasSuffix("\n") else { throw Mistake(line: "the last line does not end") }
        var families: [String: Family] = [:]
        var (helped, current) = ("", "")
        for line in text.split(separator: "\n") {
            if line.hasPrefix("# HELP ") {
                helped = String(line.split(separator: " ")[2])
                guard families[helped] == nil, isName(helped) else { throw Mistake(line: line) }
            } else if line.hasPrefix("# TYPE ") {
                let words = line.split(separator: " ")
                guard words.count == 4, words[2] == helped, ["counter", "gauge", "histogram"].contains(words[3]) else {
                    throw Mistake(line: line)
                }
                current = helped
                families[current] = Family(kind: String(words[3]))
            } else {
                let sample = try sample(line)
                let isHistogram = families[current]?.kind == "histogram"
                let names = isHistogram ? ["_bucket", "_sum", "_count"].map { current + $0 } : [current]
                guard names.contains(sample.name),
                    families[current]?.samples.contains(where: {
                        $0.name == sample.name && $0.labels == sample.labels
                    }) == false
                else { throw Mistake(line: line) }
                families[current]?.samples.append(sample)
            }
        }
        return families
    }

    private static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == ":") }
    }

    private static func sample(_ line: Substring) throws -> Sample {
        let name = line.prefix { $0 != "{" && $0 != " " }
        var rest = line.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest.removeFirst()
            while rest.first != "}" {
                let label = rest.prefix { $0 != "=" }
                rest = rest.dropFirst(label.count)
                guard isName(label), rest.hasPrefix("=\"") else { throw Mistake(line: line) }
                rest = rest.dropFirst(2)
                var value = ""
                while let character = rest.popFirst(), character != "\"" {
                    guard character == "\\" else {
                        value.append(character)
                        continue
                    }
                    switch rest.popFirst() {
                    case "n": value.append("\n")
                    case "\\": value.append("\\")
                    case "\"": value.append("\"")
                    default: throw Mistake(line: line)
                    }
                }
                labels[String(label)] = value
                if rest.first == "," { rest.removeFirst() }
                if rest.isEmpty { throw Mistake(line: line) }
            }
            rest.removeFirst()
        }
        guard isName(name), rest.first == " ", let value = Double(rest.dropFirst()) else { throw Mistake(line: line) }
        return Sample(name: String(name), labels: labels, value: value)
    }
}
