internal import Foundation
internal import PenstockCore
internal import PenstockJSON
@testable internal import PenstockSQLite
internal import Testing

/// The interpreter that judges; only Python's own library is used.
private let python = ProcessInfo.processInfo.environment["PENSTOCK_TEST_PYTHON"]

@Suite struct `Figures of a store` {
    /// What a program of forty lines makes of the same events in the same order.
    @Test(.enabled(if: python != nil, "PENSTOCK_TEST_PYTHON names no interpreter"), arguments: [11, 12] as [UInt64])
    func `are those of a plain computation`(seed: UInt64) throws {
        let bench = try Workbench(StoreUnderTest.all[0])
        var random = RandomMeasures(seed: seed)
        var events: [(new: NewMeasurement, at: Timestamp, event: EventSequence, place: Int)] = []
        for _ in 0..<25 {
            let batch = random.batch(bench)
            let results = try bench.store.commit(batch.map(StoreOperation.append))
            for (new, result) in zip(batch, results) {
                let sequence = try #require(result.appended).event.sequence
                for (place, measurement) in new.measurements.enumerated() {
                    events.append((measurement, new.acceptedAt, sequence, place))
                }
            }
        }
        let told = try events.map { event in
            let figures = try #require(try bench.store.figures(of: event.event))
            return try event.new.told(at: event.at, figures.measures[event.place])
        }
        #expect(events.count > 300)
        let wrong = try judge(.array(told))
        #expect(
            wrong.arrayValue?.isEmpty == true,
            "\(String(decoding: wrong.serialized(), as: UTF8.self).prefix(2000))"
        )
    }

    private func judge(_ events: JSONValue) throws -> JSONValue {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: try #require(python))
        process.arguments = [
            URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "Fixtures/figures/figures.py").path
        ]
        let file = FileManager.default.temporaryDirectory.appending(path: "penstock-figures-\(UUID().uuidString)")
        try Data(events.serialized()).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return try JSONValue.parse(Array(answer))
    }

    // MARK: - Erasing

    private func measured(_ score: Int64, by person: UInt64, _ bench: UpkeepBench) throws -> EventSequence {
        var new = bench.event(nil, deliveries: 0)
        new.measurements = [
            NewMeasurement(
                MeasureName(series: "course.completed", name: "score"),
                group: KeyDigest(high: 1, low: 1),
                label: "Workplace Safety",
                person: KeyDigest(high: 2, low: person),
                value: FixedDecimal(whole: score).map(MeasuredValue.number) ?? .none
            )
        ]
        return try bench.append(new).event.sequence
    }

    private func now(_ bench: UpkeepBench, for person: UInt64) throws -> MeasureFigures {
        let asked = NewMeasurement(
            MeasureName(series: "course.completed", name: "score"),
            group: KeyDigest(high: 1, low: 1),
            label: "",
            person: KeyDigest(high: 2, low: person),
            value: FixedDecimal(whole: 50).map(MeasuredValue.number) ?? .none
        )
        return try #require(try bench.store.figures(for: [asked], at: .at(9))["score"])
    }

    @Test func `no longer count an event that is erased, and those of others stay as they were`() throws {
        let bench = try UpkeepBench()
        let first = try measured(80, by: 1, bench)
        let second = try measured(90, by: 1, bench)
        let third = try measured(100, by: 1, bench)
        let other = try measured(60, by: 2, bench)
        let fixed = try bench.store.figures(of: other)
        _ = try bench.store.write { (writer) throws(StoreError) in
            try writer.inTransaction { (writer) throws(StoreError) in try writer.erase([second], at: .at(9)) }
        }
        #expect(try bench.store.figures(of: second) == nil)
        #expect(try bench.store.figures(of: other) == fixed)
        let figures = try now(bench, for: 1)
        #expect(figures.peers.counted == 3)
        #expect(figures.peers.mean?.description == "80")
        #expect(figures.own == OwnFigures(count: 2, best: FixedDecimal(whole: 100), last: FixedDecimal(whole: 100)))
        _ = try bench.store.write { (writer) throws(StoreError) in
            try writer.inTransaction { (writer) throws(StoreError) in try writer.erase([third, first], at: .at(9)) }
        }
        #expect(try now(bench, for: 1).own == OwnFigures())
        #expect(try now(bench, for: 1).peers.counted == 1)
        #expect(try bench.rows("measure_person") == 1)
        #expect(try bench.rows("measure_entry") == 1)
    }

    @Test func `no longer count a person who is erased, whatever is left of the events`() throws {
        let bench = try UpkeepBench()
        for score in [10, 20, 30] as [Int64] { _ = try measured(score, by: 1, bench) }
        _ = try measured(60, by: 2, bench)
        try bench.store.write { (writer) throws(StoreError) in
            try writer.inTransaction { (writer) throws(StoreError) in
                try writer.eraseMeasures(of: KeyDigest(high: 2, low: 1))
            }
        }
        let figures = try now(bench, for: 1)
        #expect(figures.peers.counted == 1 && figures.peers.mean?.description == "60")
        #expect(figures.own == OwnFigures())
        #expect(try bench.rows("measure_entry") == 1)
        // What comes after goes on from there.
        _ = try measured(40, by: 1, bench)
        #expect(try now(bench, for: 2).peers.mean?.description == "50")
    }
}

extension NewMeasurement {
    /// The event as the plain computation reads it.
    fileprivate func told(at moment: Timestamp, _ figures: MeasureFigures) throws -> JSONValue {
        var told: JSONObject = [
            "series": .string(measure.series), "name": .string(measure.name), "group": .string("\(group.low)"),
            "at": .number(JSONNumber(moment.microseconds / 1_000_000)), "figures": try JSONValue.parse(figures.json),
        ]
        if let person { told["person"] = .string("\(person.low)") }
        if let identity {
            told["identity"] = .string("\(identity.digest.low)")
            told["window"] = .number(JSONNumber(identity.window.components.seconds))
        }
        switch value {
        case .none: break
        case .number(let number): told["value"] = .string(number.description)
        case .day(let day): told["day"] = .string(day.description)
        case .days(let span):
            told["to"] = .string(span.to.description)
            if let from = span.from { told["from"] = .string(from.description) }
            if let start = span.start { told["start"] = [.string(start.series), .string(start.name)] }
        }
        return .object(told)
    }
}
