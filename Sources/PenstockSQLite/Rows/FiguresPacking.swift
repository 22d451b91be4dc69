internal import PenstockCore

/// The figures of one measure as bytes. What is known is told by the bits of the first byte.
extension Packing {
    private enum Known {
        static let value: UInt64 = 1
        static let place: UInt64 = 2
        static let best: UInt64 = 4
        static let last: UInt64 = 8
        static let lastDay: UInt64 = 16
        static let startDay: UInt64 = 32
    }

    static func pack(_ figures: MeasureFigures) -> [UInt8] {
        var packer = BytePacker(capacity: 96)
        let (peers, own) = (figures.peers, figures.own)
        var known: UInt64 = 0
        if figures.value != nil { known |= Known.value }
        if peers.place != nil { known |= Known.place }
        if own.best != nil { known |= Known.best }
        if own.last != nil { known |= Known.last }
        if own.lastDay != nil { known |= Known.lastDay }
        if figures.startDay != nil { known |= Known.startDay }
        packer.append(known)
        packer.append(figures.name)
        if let value = figures.value { packer.append(signed: value.units) }
        packer.append(UInt64(peers.counted))
        if peers.counted > 0 {
            packer.append(peers.sum)
            packer.append(peers.squares)
            packer.append(signed: peers.doubledMedian)
            packer.append(signed: peers.minimum?.units ?? 0)
            packer.append(signed: peers.maximum?.units ?? 0)
        }
        if let place = peers.place {
            packer.append(UInt64(place.below))
            packer.append(UInt64(place.equal))
        }
        packer.append(UInt64(own.count))
        if let best = own.best { packer.append(signed: best.units) }
        if let last = own.last { packer.append(signed: last.units) }
        if let day = own.lastDay { packer.append(signed: day.number) }
        if let day = figures.startDay { packer.append(signed: day.number) }
        return packer.bytes
    }

    static func figures(_ bytes: [UInt8]) throws(StoreError) -> MeasureFigures {
        var reader = ByteUnpacker(bytes)
        let known = try reader.number()
        var figures = MeasureFigures(name: try reader.text(), value: nil)
        if known & Known.value != 0 { figures.value = try reader.decimal() }
        figures.peers.counted = try reader.count()
        if figures.peers.counted > 0 {
            figures.peers.sum = try reader.wide()
            figures.peers.squares = try reader.wide()
            figures.peers.doubledMedian = try reader.signed()
            figures.peers.minimum = try reader.decimal()
            figures.peers.maximum = try reader.decimal()
        }
        if known & Known.place != 0 {
            figures.peers.place = PeerFigures.Place(below: try reader.count(), equal: try reader.count())
        }
        figures.own.count = try reader.count()
        if known & Known.best != 0 { figures.own.best = try reader.decimal() }
        if known & Known.last != 0 { figures.own.last = try reader.decimal() }
        if known & Known.lastDay != 0 { figures.own.lastDay = CalendarDay(number: try reader.signed()) }
        if known & Known.startDay != 0 { figures.startDay = CalendarDay(number: try reader.signed()) }
        return figures
    }
}

extension ByteUnpacker {
    fileprivate mutating func decimal() throws(StoreError) -> FixedDecimal {
        guard let decimal = FixedDecimal(units: try signed()) else { throw Self.damage }
        return decimal
    }

    fileprivate mutating func count() throws(StoreError) -> Int {
        guard let count = Int(exactly: try number()) else { throw Self.damage }
        return count
    }
}
