import Foundation
import PenstockCore
import PenstockSQLite

/// Fills a store with completions of which every fifth is of one course, and times what measures cost it.
@main
struct Measures {
    /// Events of one transaction, as the engine merges them under load.
    private static let batch = 64
    private static let people = 50_000
    private static let courses = 2_000

    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 3, let events = Int(arguments[2]), events >= 1_000 else {
            print("usage: bench-measures DIRECTORY EVENTS; Benchmarks/measures/run starts it")
            exit(2)
        }
        print("\(events) completions, \(events / 5) of one course, \(batch) in a transaction")
        let bare = try Bench(directory: arguments[1] + "/bare")
        let measured = try Bench(directory: arguments[1] + "/measured")
        // In turns, so that whatever else the machine does meets both.
        let part = max(events / 10, batch)
        var (without, with): ([Double], [Double]) = ([], [])
        for round in 0..<events / part {
            without.append(try bare.append(part, from: round * part, measures: false))
            with.append(try measured.append(part, from: round * part, measures: true))
        }
        report("append, without measures", without)
        report("append, with a score", with)
        print(String(format: "  %.2f times as long in the middle", median(with) / median(without)))

        let answers = try (0..<1_000).map { try measured.ask(seed: $0) }
        report("the figures for one event of the large course", answers)
        print("  counted \(try measured.counted()) values in that course")
        bare.close()
        measured.close()
    }

    private static func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

    private static func report(_ what: String, _ microseconds: [Double]) {
        let sorted = microseconds.sorted()
        print(
            String(
                format: "%@: %.1f µs in the middle, %.1f at least, %.1f at most",
                what,
                median(sorted),
                sorted[0],
                sorted[sorted.count - 1]
            )
        )
    }

    /// A store that takes completions.
    private struct Bench {
        let store: SQLiteStore
        let hr: PipelineID
        let revision: RevisionID

        init(directory: String) throws {
            store = try SQLiteStore(directory: directory)
            let now = Timestamp(microseconds: 1_772_618_400_000_000)
            let adoption = try store.adopt([PipelineDeclaration(name: "hr", selector: "{}")], digest: "a", at: now)
            hr = adoption.pipelines["hr"] ?? PipelineID(0)
            revision = adoption.revision
        }

        /// - Returns: Microseconds for one event.
        func append(_ count: Int, from first: Int, measures: Bool) throws -> Double {
            let operations = (first..<first + count).map { index in
                var event = Measures.event(index, to: hr, revision)
                if measures { event.measurements = [Measures.score(index)] }
                return StoreOperation.append(event)
            }
            let clock = ContinuousClock()
            let started = clock.now
            for start in stride(from: 0, to: operations.count, by: Measures.batch) {
                let batch = Array(operations[start..<min(start + Measures.batch, operations.count)])
                for case .failed(let error) in try store.commit(batch) { throw error }
            }
            return Measures.microseconds(started.duration(to: clock.now)) / Double(count)
        }

        /// - Returns: Microseconds for the figures of one event that is only looked at.
        func ask(seed: Int) throws -> Double {
            let clock = ContinuousClock()
            let asked = Measures.score(seed * 5)
            let started = clock.now
            _ = try store.figures(for: [asked], at: Timestamp(microseconds: 0))
            return Measures.microseconds(started.duration(to: clock.now))
        }

        func counted() throws -> Int {
            try store.figures(for: [Measures.score(0)], at: Timestamp(microseconds: 0))["score"]?.peers.counted ?? 0
        }

        func close() { store.close() }
    }

    private static func microseconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) * 1e6 + Double(duration.components.attoseconds) / 1e12
    }

    private static func event(_ index: Int, to pipeline: PipelineID, _ revision: RevisionID) -> NewEvent {
        let now = Timestamp(microseconds: 1_772_618_400_000_000 + Int64(index))
        let data = """
            {"course_name":"Workplace Safety","catalog_id":"WS-\(index % courses)","passing_score":80,\
            "username":"learner\(index % people)","score":\(Double(index * 7919 % 1000) / 10),"date":"2026-03-09"}
            """
        return NewEvent(
            id: nil,
            source: "/lms",
            type: "course.completed",
            subject: "course/WS-\(index % courses)",
            time: now,
            data: Array(data.utf8),
            acceptedAt: now,
            revision: revision,
            deliveries: [NewDelivery(pipeline: pipeline)]
        )
    }

    /// Every fifth is of the same course; scores have one decimal.
    private static func score(_ index: Int) -> NewMeasurement {
        let course = index % 5 == 0 ? 0 : UInt64(index % courses + 1)
        return NewMeasurement(
            MeasureName(series: "course.completed", name: "score"),
            group: KeyDigest(high: 0x9E37_79B9_7F4A_7C15 &* (course + 1), low: course),
            label: "Workplace Safety",
            person: KeyDigest(high: 0x9E37_79B9_7F4A_7C15 &* UInt64(index % people + 1), low: 1),
            value: FixedDecimal(units: Int64(index * 7919 % 1000) * 1_000).map(MeasuredValue.number) ?? .none
        )
    }
}
