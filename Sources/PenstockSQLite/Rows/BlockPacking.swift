internal import PenstockCore

/// Blocks of values as bytes: the first value, and for each the distance to the one before and how often it came.
extension Packing {
    static func pack(_ block: ValueBlock) -> [UInt8] {
        var packer = BytePacker()
        var last: Int64 = 0
        for (value, count) in zip(block.values, block.counts) {
            packer.append(signed: value - last)
            packer.append(UInt64(count))
            last = value
        }
        return packer.bytes
    }

    static func block(_ bytes: [UInt8]) throws(StoreError) -> ValueBlock {
        var reader = ByteUnpacker(bytes)
        var (values, counts): ([Int64], [Int]) = ([], [])
        var last: Int64 = 0
        while !reader.isAtEnd {
            let (value, isTooLarge) = last.addingReportingOverflow(try reader.signed())
            let count = try reader.number()
            guard !isTooLarge, values.last.map({ $0 < value }) ?? true, count > 0, count < UInt64(Int32.max) else {
                throw ByteUnpacker.damage
            }
            values.append(value)
            counts.append(Int(count))
            last = value
        }
        return ValueBlock(values: values, counts: counts)
    }
}
