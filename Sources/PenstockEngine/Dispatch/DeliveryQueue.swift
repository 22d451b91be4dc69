internal import PenstockCore

/// First in, first out, weighed.
struct DeliveryQueue: Sendable {
    private var items: [ClaimedDelivery] = []
    private var head = 0
    /// What it holds in memory, about.
    private(set) var bytes = 0

    var count: Int { items.count - head }
    var isEmpty: Bool { items.count == head }
    /// What waits, first to last.
    var waiting: ArraySlice<ClaimedDelivery> { items[head...] }

    mutating func append(_ delivery: ClaimedDelivery) {
        items.append(delivery)
        bytes += delivery.size
    }

    /// Takes the first ones.
    /// - Parameter count: No more than there are.
    mutating func take(_ count: Int) -> [ClaimedDelivery] {
        let slice = Array(items[head..<head + count])
        head += count
        bytes -= slice.reduce(0) { $0 + $1.size }
        if head == items.count {
            items.removeAll(keepingCapacity: true)
            head = 0
        } else if head >= 512 {
            items.removeFirst(head)
            head = 0
        }
        return slice
    }

    /// Takes one out of the middle.
    /// - Returns: Whether it was there.
    mutating func remove(_ id: DeliveryID) -> Bool {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return false }
        bytes -= items[index].size
        items.remove(at: index)
        return true
    }

    mutating func removeAll() {
        items.removeAll()
        head = 0
        bytes = 0
    }
}

extension ClaimedDelivery {
    /// What it weighs in memory, in bytes, about.
    var size: Int { event.json.count + (rendered?.body.count ?? 0) + 512 }

    /// Whether it is the third try or a later one: these must not hold up what is new.
    var isLate: Bool { attempts - attemptsBeforeRetry >= 2 }
}
