import PenstockCore
import PenstockPlugins
import Testing

@Suite struct `The figures of stages` {
    private let metrics = PluginMetrics()

    private func define(
        _ definition: PluginMetric.Definition,
        pipeline: String = "p",
        stage: String = "stages/0"
    ) throws(MetricRefusal) -> PluginMetric {
        try metrics.define(definition, pipeline: pipeline, stage: stage)
    }

    @Test func `a metric that is defined again is the same, and one of another stage is another`() throws {
        let definition = PluginMetric.Definition("seen_total", .counter, help: "Seen.", labels: ["verdict"])
        try define(definition).series(["pass"])?.add(2)
        var reworded = definition
        reworded.help = "Events seen."
        try define(reworded).series(["pass"])?.add(3)
        try define(definition, pipeline: "q").series(["drop"])?.add(1)
        let family = try #require(metrics.families.first)
        #expect(metrics.families.count == 1 && family.name == "seen_total" && family.kind == .counter)
        #expect(family.series.map(\.value) == [5, 1])
        let labels = family.series.map { $0.labels.map(\.value) }
        #expect(labels == [["p", "stages/0", "pass"], ["q", "stages/0", "drop"]])
        #expect(family.series.first?.labels.map(\.name) == ["pipeline", "stage", "verdict"])
    }

    @Test func `a new generation may have other labels`() throws {
        try define(.init("seen_total", .counter, help: "Seen.")).series([])?.add(1)
        try define(.init("seen_total", .counter, help: "Seen.", labels: ["verdict"])).series(["pass"])?.add(1)
        #expect(metrics.families.first?.series.count == 2)
    }

    @Test func `a gauge is set and changed, a counter only rises, and nonsense is ignored`() throws {
        let gauge = try #require(try define(.init("level", .gauge, help: "Level.")).series([]))
        gauge.set(5)
        gauge.add(-2)
        gauge.set(.nan)
        gauge.observe(1)
        let counter = try #require(try define(.init("seen_total", .counter, help: "Seen.")).series([]))
        counter.add(1.5)
        counter.add(-1)
        counter.add(.infinity)
        counter.set(9)
        #expect(metrics.families.map { $0.series.map(\.value) } == [[3], [1.5]])
    }

    @Test func `a histogram counts each value in its bucket`() throws {
        let sizes = try define(.init("size_bytes", .histogram, help: "Sizes.", bounds: [1, 10]))
        for value in [0.5, 1, 1.5, 10, 11, .nan] { sizes.series([])?.observe(value) }
        let series = try #require(metrics.families.first?.series.first)
        #expect(series.counts == [2, 2, 1] && series.bounds == [1, 10] && series.value == 24)
    }

    @Test func `what comes beyond the bound is counted under other`() throws {
        let metric = try define(.init("seen_total", .counter, help: "Seen.", labels: ["who"]))
        for index in 0..<150 { metric.series(["\(index)"])?.add(1) }
        metric.series(["0"])?.add(1)
        let series = try #require(metrics.families.first?.series)
        #expect(series.count == PluginMetric.seriesLimit + 1)
        #expect(series.reduce(0) { $0 + $1.value } == 151)
        #expect(series.first { $0.labels.last?.value == PluginMetric.other }?.value == 50)
        #expect(metric.series([]) == nil && metric.series(["a", "b"]) == nil)
    }

    @Test func `threads that count at once lose nothing`() async throws {
        let series = try #require(try define(.init("seen_total", .counter, help: "Seen.")).series([]))
        let sizes = try #require(try define(.init("size", .histogram, help: "Sizes.", bounds: [1])).series([]))
        await withTaskGroup(of: Void.self) { tasks in
            for _ in 0..<4 {
                tasks.addTask {
                    for _ in 0..<5000 {
                        series.add(1)
                        sizes.observe(2)
                    }
                }
            }
        }
        #expect(metrics.families.map { $0.series.first?.value } == [20_000, 40_000])
        #expect(metrics.families.last?.series.first?.counts == [0, 20_000])
    }

    @Test(arguments: [
        (PluginMetric.Definition("Seen_total", .counter, help: "x"), "needs a name of a-z"),
        (.init("", .counter, help: "x"), "needs a name of a-z"),
        (.init(String(repeating: "a", count: 65), .gauge, help: "x"), "at most 64"),
        (.init("seen_total", .counter, help: ""), "needs a sentence of help"),
        (.init("seen", .counter, help: "x"), "its name ends in _total"),
        (.init("seen_total", .gauge, help: "x"), "does not end in _total"),
        (.init("size_count", .gauge, help: "x"), "a part of a histogram"),
        (.init("size", .gauge, help: "x", labels: ["a", "b", "c", "d", "e"]), "more than 4 labels"),
        (.init("size", .gauge, help: "x", labels: ["é"]), "'é'"),
        (.init("size", .gauge, help: "x", labels: ["pipeline"]), "is the host's"),
        (.init("size", .gauge, help: "x", labels: ["a", "a"]), "twice"),
        (.init("size", .gauge, help: "x", bounds: [1]), "no histogram"),
        (.init("size", .histogram, help: "x"), "between 1 and 32 bounds"),
        (.init("size", .histogram, help: "x", bounds: [1, 1]), "do not rise"),
        (.init("size", .histogram, help: "x", bounds: [.infinity]), "do not rise"),
    ])
    func `a definition that breaks a rule is refused, with the rule`(
        definition: PluginMetric.Definition,
        rule: String
    ) throws {
        let refusal = try #require(throws: MetricRefusal.self) { _ = try define(definition) }
        #expect(refusal.description.contains(rule), "\(refusal)")
        #expect(metrics.families.isEmpty)
    }

    @Test func `a name is of one kind in all plugins`() throws {
        _ = try define(.init("level", .gauge, help: "x"))
        let refusal = try #require(throws: MetricRefusal.self) {
            _ = try define(.init("level", .histogram, help: "x", bounds: [1]), pipeline: "q")
        }
        #expect(refusal.description.contains("is a gauge already, of the stage stages/0 of p"))
    }
}
