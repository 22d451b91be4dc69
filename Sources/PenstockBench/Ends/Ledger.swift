internal import CBench

/// In which order the ids of events are that follow each other: what decides how far apart a store writes them.
package enum IDOrder: String, Sendable, CaseIterable {
    /// Each id is the one after the last, as counters and time-ordered ids are.
    case sequential
    /// Ids that follow each other have nothing in common, as random ones.
    case random
}

/// What is known of one event that was sent. Times are nanoseconds of a clock that all three processes share; 0 is
/// never.
package struct Entry: Sendable, Equatable {
    /// When its request was due.
    package var sent: Int64
    /// When it was taken with a 2xx.
    package var accepted: Int64
    /// When it arrived first.
    package var arrived: Int64
    /// How often it arrived.
    package var arrivals: Int

    /// Makes an entry; one without arguments is of an event that was never sent.
    package init(sent: Int64 = 0, accepted: Int64 = 0, arrived: Int64 = 0, arrivals: Int = 0) {
        self.sent = sent
        self.accepted = accepted
        self.arrived = arrived
        self.arrivals = arrivals
    }
}

/// Every event of a run, from its request to its arrival: both ends write into it.
@safe package final class Ledger: @unchecked Sendable {
    let raw: OpaquePointer
    /// How many events there is room for.
    package let capacity: Int

    /// Makes a ledger with room for so many events; memory is used as they are sent.
    /// - Parameter seed: What the ids are made of, so that those of two runs differ when they are random.
    /// - Throws: ``BenchFailure`` when there is no address space for them.
    package init(capacity: Int, ids: IDOrder, seed: UInt64) throws(BenchFailure) {
        guard let raw = unsafe cbench_ledger_make(UInt32(clamping: capacity), seed, ids == .random) else {
            throw BenchFailure("there is no memory to keep account of \(capacity) events; ask for fewer")
        }
        unsafe self.raw = raw
        self.capacity = capacity
    }

    deinit { unsafe cbench_ledger_free(raw) }

    /// What is known of an event.
    package subscript(index: Int) -> Entry {
        precondition(index >= 0 && index < capacity, "the ledger has no event \(index)")
        let entry = unsafe cbench_ledger_read(raw, UInt32(index))
        return Entry(
            sent: entry.sent,
            accepted: entry.accepted,
            arrived: entry.arrived,
            arrivals: Int(entry.arrivals)
        )
    }

    /// The number in an event's id.
    package func number(of index: Int) -> UInt64 { unsafe cbench_ledger_number(raw, UInt32(clamping: index)) }

    /// The event that a text speaks of, looked for as the receiver does; nil when it is none of this ledger.
    package func index(in text: String) -> Int? {
        var text = text
        let index = text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe characters.baseAddress.map { unsafe cbench_ledger_find(raw, $0, characters.count) } ?? -1
            }
        }
        return index < 0 ? nil : Int(index)
    }
}
