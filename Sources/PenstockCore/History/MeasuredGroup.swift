/// What was measured in one group, such as the scores of one course: enough for every figure, in a few words.
package struct MeasuredGroup: Sendable {
    /// Of all values, in ten-thousandths.
    package private(set) var sum: Int128
    /// Of the squares of all values.
    package private(set) var squares: Int128
    package var values: CountedValues

    package init(sum: Int128 = 0, squares: Int128 = 0, values: CountedValues = CountedValues()) {
        self.sum = sum
        self.squares = squares
        self.values = values
    }

    package mutating func add<Failure>(
        _ value: FixedDecimal,
        _ read: CountedValues.Reading<Failure>
    ) throws(Failure) {
        try values.add(value.units, read)
        sum += Int128(value.units)
        squares += Int128(value.units) * Int128(value.units)
    }

    /// Takes a value back, for erasure; one that never came changes nothing.
    package mutating func remove<Failure>(
        _ value: FixedDecimal,
        _ read: CountedValues.Reading<Failure>
    ) throws(Failure) {
        guard try values.remove(value.units, read) else { return }
        sum -= Int128(value.units)
        squares -= Int128(value.units) * Int128(value.units)
    }

    /// What somebody with a value finds before them.
    /// - Parameter value: Nil where the event has none: then it has no place among the others.
    package mutating func figures<Failure>(
        before value: FixedDecimal?,
        _ read: CountedValues.Reading<Failure>
    ) throws(Failure) -> PeerFigures {
        let count = values.total
        guard count > 0 else { return PeerFigures() }
        let low = try values.value(at: (count - 1) / 2, read) ?? 0
        let high = count % 2 == 1 ? low : try values.value(at: count / 2, read) ?? 0
        var figures = PeerFigures(counted: count, sum: sum, squares: squares, doubledMedian: low + high)
        figures.minimum = try values.value(at: 0, read).flatMap(FixedDecimal.init(units:))
        figures.maximum = try values.greatest(read).flatMap(FixedDecimal.init(units:))
        if let value {
            let counts = try values.counts(around: value.units, read)
            figures.place = PeerFigures.Place(below: counts.below, equal: counts.equal)
        }
        return figures
    }
}
