/// Neighbouring values of a group and how often each came, in order of value.
///
/// A group's values stand in blocks of a bounded number, so that whoever asks how many are below one looks at the
/// blocks' counts and into one block, however many values there are.
package struct ValueBlock: Sendable, Equatable {
    /// How many different values a block has before it is split in two.
    package static let capacity = 512

    /// Different values, rising, in ten-thousandths.
    package private(set) var values: [Int64]
    /// How often each came, at least once.
    package private(set) var counts: [Int]

    /// - Parameters:
    ///   - values: Rising.
    ///   - counts: As many, each at least 1.
    package init(values: [Int64] = [], counts: [Int] = []) {
        self.values = values
        self.counts = counts
    }

    package var total: Int { counts.reduce(0, +) }

    /// Where a value stands or would stand.
    private func place(of value: Int64) -> Int {
        var (low, high) = (0, values.count)
        while low < high {
            let middle = (low + high) / 2
            if values[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }

    mutating func add(_ value: Int64) {
        let place = place(of: value)
        if place < values.count, values[place] == value {
            counts[place] += 1
        } else {
            values.insert(value, at: place)
            counts.insert(1, at: place)
        }
    }

    /// Takes a value back; false where it is not here.
    mutating func remove(_ value: Int64) -> Bool {
        let place = place(of: value)
        guard place < values.count, values[place] == value else { return false }
        counts[place] -= 1
        if counts[place] == 0 {
            values.remove(at: place)
            counts.remove(at: place)
        }
        return true
    }

    /// How many came that are less, and how many that are the same.
    func counts(around value: Int64) -> (below: Int, equal: Int) {
        let place = place(of: value)
        let below = counts[..<place].reduce(0, +)
        return (below, place < values.count && values[place] == value ? counts[place] : 0)
    }

    /// The value with so many before it, repetitions counted; nil where there are not as many.
    func value(at rank: Int) -> Int64? {
        var rest = rank
        for (value, count) in zip(values, counts) {
            if rest < count { return value }
            rest -= count
        }
        return nil
    }

    /// Keeps the lower half and gives the upper one.
    mutating func split() -> ValueBlock {
        let middle = values.count / 2
        let upper = ValueBlock(values: Array(values[middle...]), counts: Array(counts[middle...]))
        values.removeSubrange(middle...)
        counts.removeSubrange(middle...)
        return upper
    }
}
