import PenstockCore
import PenstockJSON
import Testing

@Suite struct `Exact decimals` {
    @Test(
        arguments: [
            ("92.5", 925_000), ("-0.00005", -1), ("0.00005", 1), ("0.00004", 0), ("1e2", 1_000_000), ("100", 1_000_000),
            ("1.00005", 10_001), ("-1.00005", -10_001), ("99999999999.9999", 999_999_999_999_999), ("0e999999", 0),
            ("1e-400", 0), ("12.34565e1", 1_234_565), ("0.99995", 10_000),
        ] as [(String, Int64)]
    )
    func `are the nearest ten-thousandth, halves away from zero`(text: String, units: Int64) {
        #expect(FixedDecimal(text: text)?.units == units)
    }

    @Test(arguments: ["", "x", "1,5", "1e12", "-100000000000.0001", "1e999999999999999999", "0x10", " 1"])
    func `anything else is no value`(text: String) {
        #expect(FixedDecimal(text: text) == nil)
    }

    @Test(arguments: [(925_000, "92.5"), (-1, "-0.0001"), (0, "0"), (1_000_000, "100"), (-10_500, "-1.05")])
    func `are written as short as they are`(units: Int64, text: String) throws {
        #expect(try #require(FixedDecimal(units: units)).description == text)
    }

    @Test(arguments: [
        ("2026-03-04", 20_516), ("2026-03-04T23:59:59+14:00", 20_516), ("1969-12-31", -1), ("2024-02-29", 19_782),
    ])
    func `days are counted from 1970`(text: String, number: Int64) {
        #expect(CalendarDay(beginning: text)?.number == number)
        #expect(CalendarDay(number: number).description == text.prefix(10))
    }

    @Test(arguments: ["2026-02-29", "20260304", "2026-3-4", "2026-03-04T", "2026-03-04 x", "never", ""])
    func `what is no day is none`(text: String) {
        #expect(CalendarDay(beginning: text) == nil)
    }
}

@Suite struct `Values of a group` {
    private static func nothing(_ low: Int64) -> ValueBlock { ValueBlock() }

    /// A random walk of additions and removals, compared with a sorted list after each.
    @Test(arguments: [(1, 40), (2, 700), (3, 5_000)] as [(UInt64, Int64)])
    func `are found as in a sorted list`(seed: UInt64, spread: Int64) throws {
        var generator = Lehmer(state: seed)
        var values = CountedValues()
        var list: [Int64] = []
        for step in 0..<6_000 {
            if list.count > 20, Int.random(in: 0..<5, using: &generator) == 0 {
                let gone = list.remove(at: Int.random(in: 0..<list.count, using: &generator))
                let isRemoved = values.remove(gone, Self.nothing)
                #expect(isRemoved)
            } else {
                let new = Int64.random(in: -spread...spread, using: &generator)
                let place = list.firstIndex { $0 >= new } ?? list.count
                list.insert(new, at: place)
                values.add(new, Self.nothing)
            }
            guard step % 97 == 0 || step > 5_990 else { continue }
            #expect(values.total == list.count)
            for rank in [0, list.count / 3, list.count / 2, list.count - 1] {
                let found = values.value(at: rank, Self.nothing)
                #expect(found == list[rank])
            }
            let asked = Int64.random(in: -spread...spread, using: &generator)
            let counts = values.counts(around: asked, Self.nothing)
            #expect(counts.below == list.count { $0 < asked })
            #expect(counts.equal == list.count { $0 == asked })
        }
        let (beyond, before) = (values.value(at: list.count, Self.nothing), values.value(at: -1, Self.nothing))
        #expect(beyond == nil && before == nil)
        let isRemoved = values.remove(spread + 1, Self.nothing)
        #expect(!isRemoved)
    }

    @Test func `stand in blocks of a bounded number, which are read as they are asked for`() throws {
        var values = CountedValues()
        for value in 0..<3_000 as Range<Int64> { values.add(value, Self.nothing) }
        let (blocks, more) = (values.takeChanges(), values.takeChanges())
        #expect(blocks.count == values.blockCount && blocks.count > 5)
        #expect(blocks.allSatisfy { $0.block.values.count <= ValueBlock.capacity })
        #expect(more.isEmpty)

        var read: [Int64] = []
        var again = CountedValues(blocks: blocks.map { ($0.low, $0.block.total) })
        let reading: CountedValues.Reading<Never> = { low in
            read.append(low)
            return blocks.first { $0.low == low }?.block ?? ValueBlock()
        }
        for value in [2_000, 2_001] {
            let counts = again.counts(around: Int64(value), reading)
            #expect(counts.below == value && counts.equal == 1)
        }
        #expect(read.count == 1, "one block answers for all its values")
    }
}

@Suite struct `Figures of peers` {
    private func figures(_ values: [Double], before value: Double? = nil) throws -> PeerFigures {
        var group = MeasuredGroup()
        let nothing: CountedValues.Reading<Never> = { _ in ValueBlock() }
        for value in values { group.add(try decimal(value), nothing) }
        return group.figures(before: try value.map(decimal), nothing)
    }

    private func decimal(_ value: Double) throws -> FixedDecimal {
        try #require(FixedDecimal(units: Int64((value * 10_000).rounded())))
    }

    @Test func `of nobody are none`() throws {
        let none = try figures([], before: 5)
        #expect(none.mean == nil && none.deviation == nil && none.percentile == nil && none.rank == nil)
        #expect(try none.isAboveMean(decimal(5)) == nil)
    }

    @Test func `are those of the text books`() throws {
        // Mean 5, population deviation 2: a common example of statistics courses.
        let peers = try figures([2, 4, 4, 4, 5, 5, 7, 9], before: 5)
        #expect(peers.mean?.description == "5")
        #expect(peers.deviation?.description == "2")
        #expect(peers.medianParts == 450_000)
        #expect((peers.minimum?.description, peers.maximum?.description) == ("2", "9"))
        #expect(peers.percentile?.description == "62.5")
        #expect(peers.rank == 3)
        #expect(try peers.isAboveMean(decimal(5)) == false)
    }

    @Test func `stay exact where floating-point numbers do not`() throws {
        let large = 99_999_999_999.9999
        let peers = try figures(Array(repeating: large, count: 1_000), before: large)
        #expect(peers.deviation?.description == "0")
        #expect(try peers.mean == decimal(large))
        #expect(peers.percentile?.description == "50")
    }

    @Test func `leave nothing of what is taken back`() throws {
        let nothing: CountedValues.Reading<Never> = { _ in ValueBlock() }
        var group = MeasuredGroup()
        for value in [80, 92.5, 60] { group.add(try decimal(value), nothing) }
        group.remove(try decimal(92.5), nothing)
        group.remove(try decimal(11), nothing)
        var same = MeasuredGroup()
        for value in [60.0, 80] { same.add(try decimal(value), nothing) }
        let (left, right) = (group.figures(before: nil, nothing), same.figures(before: nil, nothing))
        #expect(left == right)
    }
}

/// A small generator, so that a run can be repeated.
private struct Lehmer: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}
