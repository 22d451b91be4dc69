internal import PenstockCore

/// Short lists of texts as bytes: each text behind its length, lengths in groups of seven bits, lowest first.
///
/// For what is only ever read and written whole (extensions, headers, recipients), where rows of their own would cost
/// more than all the rest of an event.
enum Packing {
    static func pack(_ attributes: [EventExtension]) -> [UInt8] {
        var packer = BytePacker()
        packer.append(attributes)
        return packer.bytes
    }

    static func pack(_ recipients: [Recipient]) -> [UInt8] {
        var packer = BytePacker()
        for recipient in recipients {
            packer.append(recipient.address)
            packer.append(UInt64(recipient.outcome.code))
            packer.append(UInt64(bitPattern: Int64(recipient.status)))
            packer.append(recipient.reply)
        }
        return packer.bytes
    }

    static func pack(_ request: RequestHead) -> [UInt8] {
        var packer = BytePacker()
        packer.append(request.isCut ? 1 as UInt64 : 0)
        packer.append(request.method)
        packer.append(request.target)
        packer.append(request.headers)
        return packer.bytes
    }

    /// Nil where nothing was kept.
    static func request(_ bytes: [UInt8]) throws(StoreError) -> RequestHead? {
        guard !bytes.isEmpty else { return nil }
        var reader = ByteUnpacker(bytes)
        let isCut = try reader.number() != 0
        let (method, target) = (try reader.text(), try reader.text())
        return RequestHead(method: method, target: target, headers: try reader.attributes(), isCut: isCut)
    }

    static func attributes(_ bytes: [UInt8]) throws(StoreError) -> [EventExtension] {
        var reader = ByteUnpacker(bytes)
        return try reader.attributes()
    }

    static func recipients(_ bytes: [UInt8]) throws(StoreError) -> [Recipient] {
        var reader = ByteUnpacker(bytes)
        var list: [Recipient] = []
        while !reader.isAtEnd {
            let address = try reader.text()
            let outcome = try Outcome(code: Int64(bitPattern: reader.number()))
            let status = try Int(Int64(bitPattern: reader.number()))
            list.append(Recipient(address: address, outcome: outcome, status: status, reply: try reader.text()))
        }
        return list
    }
}

extension BytePacker {
    fileprivate mutating func append(_ attributes: [EventExtension]) {
        for attribute in attributes {
            append(attribute.name)
            append(attribute.value)
        }
    }
}

extension ByteUnpacker {
    /// All that is left.
    fileprivate mutating func attributes() throws(StoreError) -> [EventExtension] {
        var list: [EventExtension] = []
        while !isAtEnd { list.append(EventExtension(name: try text(), value: try text())) }
        return list
    }
}
