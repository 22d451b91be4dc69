internal import PenstockCore

/// Draws events that measure something: scores of few people and courses, days of starts and the spans from them,
/// repetitions, and events without a value or a person.
struct RandomMeasures {
    /// Seeds that every run tries. A seed that ever failed stays in the list for good.
    static let seeds: [UInt64] = [1, 2, 3]

    private var generator: SplitMix64
    private var now: Int64 = 0

    init(seed: UInt64) { generator = SplitMix64(state: seed) }

    /// True once in so many times.
    mutating func roll(_ sides: Int) -> Bool { draw(0..<sides) == 0 }

    private mutating func draw(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }

    mutating func batch(_ bench: Workbench) -> [NewEvent] {
        (0..<draw(1..<40)).map { _ in
            now += 1
            var event = bench.event(at: .at(now), to: [])
            event.measurements = measurements()
            return event
        }
    }

    private mutating func measurements() -> [NewMeasurement] {
        let group = UInt64(draw(0..<3))
        switch draw(0..<8) {
        case 0: return []
        case 1: return [new("learning_path.started", "started", group, .day(day()))]
        case 2, 3:
            let span = DaySpan(
                start: roll(2) ? MeasureName(series: "learning_path.started", name: "started") : nil,
                from: roll(3) ? nil : day(),
                to: day()
            )
            return [new("learning_path.completed", "days", group, .days(span)), new("all", "seen", 0, .none)]
        default: return [new("course.completed", "score", group, score())]
        }
    }

    private mutating func new(
        _ series: String,
        _ name: String,
        _ group: UInt64,
        _ value: MeasuredValue
    ) -> NewMeasurement {
        NewMeasurement(
            MeasureName(series: series, name: name),
            group: KeyDigest(high: 1, low: group),
            label: "group \(group)",
            person: roll(9) ? nil : KeyDigest(high: 2, low: UInt64(draw(0..<5))),
            value: value,
            identity: roll(4)
                ? DedupeKey(
                    digest: KeyDigest(high: 3, low: UInt64(draw(0..<6))),
                    window: .seconds(draw(1..<60))
                ) : nil
        )
    }

    /// Mostly few different values, and sometimes many, so that blocks are split.
    private mutating func score() -> MeasuredValue {
        let units = roll(3) ? Int64(draw(-1_000_000..<1_000_000)) : Int64(draw(0..<200)) * 5_000
        return roll(8) ? .none : FixedDecimal(units: units).map(MeasuredValue.number) ?? .none
    }

    private mutating func day() -> CalendarDay { CalendarDay(number: Int64(draw(20_000..<20_400))) }
}
