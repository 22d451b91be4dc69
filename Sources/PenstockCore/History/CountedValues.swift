/// All values of a group and how often each came: exact medians and percentiles in two short steps.
///
/// A directory of blocks, and the blocks themselves, of which only those need be in memory that are asked. Whoever
/// keeps them in a store reads them in as they are needed, and writes what ``takeChanges()`` names.
package struct CountedValues: Sendable {
    private struct Entry {
        /// Which values belong here: from this one to the next entry's. The first has the least there is.
        var low: Int64
        var count: Int
        var block: ValueBlock?
        var isChanged = false
    }

    /// Never empty.
    private var entries: [Entry]
    package private(set) var total = 0

    /// No values.
    package init() { entries = [Entry(low: .min, count: 0, block: ValueBlock())] }

    /// Values of which the blocks are read as they are needed.
    /// - Parameter blocks: Rising by `low`, the first of which is the least there is; empty for no values.
    package init(blocks: [(low: Int64, count: Int)]) {
        self.init()
        guard !blocks.isEmpty else { return }
        entries = blocks.map { Entry(low: $0.low, count: $0.count) }
        total = blocks.reduce(0) { $0 + $1.count }
    }

    /// How many blocks there are, in memory or not.
    package var blockCount: Int { entries.count }

    /// A block that has changed.
    package struct Change: Sendable {
        package var low: Int64
        package var block: ValueBlock
    }

    /// The blocks that have changed since the last time, and forgets that they have.
    package mutating func takeChanges() -> [Change] {
        var changes: [Change] = []
        for index in entries.indices where entries[index].isChanged {
            entries[index].isChanged = false
            if let block = entries[index].block { changes.append(Change(low: entries[index].low, block: block)) }
        }
        return changes
    }

    /// Reads a block that is not in memory, by its `low`.
    package typealias Reading<Failure: Error> = (Int64) throws(Failure) -> ValueBlock

    package mutating func add<Failure>(_ value: Int64, _ read: Reading<Failure>) throws(Failure) {
        let index = entry(of: value)
        try load(index, read)
        entries[index].block?.add(value)
        entries[index].count += 1
        entries[index].isChanged = true
        total += 1
        guard let size = entries[index].block?.values.count, size > ValueBlock.capacity,
            let upper = entries[index].block?.split(), let low = upper.values.first
        else { return }
        let count = upper.total
        entries[index].count -= count
        entries.insert(Entry(low: low, count: count, block: upper, isChanged: true), at: index + 1)
    }

    /// Takes a value back; false where it never came.
    package mutating func remove<Failure>(_ value: Int64, _ read: Reading<Failure>) throws(Failure) -> Bool {
        let index = entry(of: value)
        try load(index, read)
        guard entries[index].block?.remove(value) == true else { return false }
        entries[index].count -= 1
        entries[index].isChanged = true
        total -= 1
        return true
    }

    /// How many came that are less than a value, and how many that are the same.
    package mutating func counts<Failure>(
        around value: Int64,
        _ read: Reading<Failure>
    ) throws(Failure) -> (below: Int, equal: Int) {
        let index = entry(of: value)
        try load(index, read)
        var below = 0
        for entry in entries[..<index] { below += entry.count }
        let inside = entries[index].block?.counts(around: value) ?? (below: 0, equal: 0)
        return (below + inside.below, inside.equal)
    }

    /// The value with so many before it, repetitions counted; nil where there are not as many.
    package mutating func value<Failure>(at rank: Int, _ read: Reading<Failure>) throws(Failure) -> Int64? {
        guard rank >= 0 else { return nil }
        var rest = rank
        for index in entries.indices {
            if rest < entries[index].count {
                try load(index, read)
                return entries[index].block?.value(at: rest)
            }
            rest -= entries[index].count
        }
        return nil
    }

    /// The greatest value, without counting up to it; nil where there are none.
    package mutating func greatest<Failure>(_ read: Reading<Failure>) throws(Failure) -> Int64? {
        guard let index = entries.lastIndex(where: { $0.count > 0 }) else { return nil }
        try load(index, read)
        return entries[index].block?.values.last
    }

    private func entry(of value: Int64) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].low <= value { low = middle + 1 } else { high = middle }
        }
        return max(low - 1, 0)
    }

    private mutating func load<Failure>(_ index: Int, _ read: Reading<Failure>) throws(Failure) {
        if entries[index].block == nil { entries[index].block = try read(entries[index].low) }
    }
}
