/// Figures of a group of values. All are exact but the deviation, which is the nearest ten-thousandth.
package struct PeerFigures: Sendable, Equatable {
    /// Where a value stands among the others.
    package struct Place: Sendable, Equatable {
        /// How many are less.
        package var below: Int
        /// How many are the same.
        package var equal: Int

        package init(below: Int, equal: Int) {
            self.below = below
            self.equal = equal
        }
    }

    /// How many values there are: each completion counts, also a person's second.
    package var counted: Int
    /// In ten-thousandths.
    package var sum: Int128
    package var squares: Int128
    /// Twice the median, in ten-thousandths: the sum of the two in the middle.
    package var doubledMedian: Int64
    package var minimum: FixedDecimal?
    package var maximum: FixedDecimal?
    /// Nil where the event has no value.
    package var place: Place?

    package init(counted: Int = 0, sum: Int128 = 0, squares: Int128 = 0, doubledMedian: Int64 = 0) {
        self.counted = counted
        self.sum = sum
        self.squares = squares
        self.doubledMedian = doubledMedian
    }
}

extension PeerFigures {
    /// The arithmetic mean to the nearest ten-thousandth, halves away from zero; nil for no values.
    package var mean: FixedDecimal? {
        guard counted > 0 else { return nil }
        return FixedDecimal(units: Int64(clamping: sum.dividedRounding(by: Int128(counted))))
    }

    /// The standard deviation of the population: how far values are from the mean, as a root mean square.
    package var deviation: FixedDecimal? {
        guard counted > 0 else { return nil }
        // n·Σx² − (Σx)², which is n² times the variance, in 256 bits and so exact.
        let magnitude = UInt128(sum.magnitude)
        let (left, right) = (
            UInt128(counted).multipliedFullWidth(by: UInt128(squares.magnitude)),
            magnitude.multipliedFullWidth(by: magnitude)
        )
        let (low, borrow) = left.low.subtractingReportingOverflow(right.low)
        let high = left.high &- right.high &- (borrow ? 1 : 0)
        let difference = Double(high) * 0x1p128 + Double(low)
        return FixedDecimal(units: Int64((difference.squareRoot() / Double(counted)).rounded()))
    }

    /// The value in the middle, or half-way between the two in the middle, in hundred-thousandths; nil for no values.
    package var medianParts: Int64? { counted > 0 ? doubledMedian * 5 : nil }

    /// The percentage of values that are less, with half of those that are the same; nil without a place or values.
    package var percentile: FixedDecimal? {
        guard let place, counted > 0 else { return nil }
        let parts = Int128(2 * place.below + place.equal) * 100 * Int128(FixedDecimal.scale)
        return FixedDecimal(units: Int64(clamping: parts.dividedRounding(by: Int128(2 * counted))))
    }

    /// The place from the top, 1 for the highest; those that are the same share it.
    package var rank: Int? { place.map { counted - $0.below - $0.equal + 1 } }

    /// Whether a value is above the mean, exactly; nil for no values.
    package func isAboveMean(_ value: FixedDecimal) -> Bool? {
        counted > 0 ? Int128(value.units) * Int128(counted) > sum : nil
    }
}

extension Int128 {
    /// The nearest whole number, halves away from zero.
    /// - Parameter divisor: Above zero.
    fileprivate func dividedRounding(by divisor: Int128) -> Int128 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder.magnitude * 2 >= divisor.magnitude ? quotient + signum() : quotient
    }
}
