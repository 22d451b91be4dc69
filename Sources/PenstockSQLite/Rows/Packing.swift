internal import PenstockCore

/// Short lists of texts as bytes: each text behind its length, lengths in groups of seven bits, lowest first.
///
/// For what is only ever read and written whole (extensions, headers, recipients), where rows of their own would cost
/// more than all the rest of an event.
enum Packing {
    static func pack(_ attributes: [EventExtension]) -> [UInt8] {
        var bytes: [UInt8] = []
        for attribute in attributes {
            append(attribute.name, to: &bytes)
            append(attribute.value, to: &bytes)
        }
        return bytes
    }

    static func pack(_ recipients: [Recipient]) -> [UInt8] {
        var bytes: [UInt8] = []
        for recipient in recipients {
            append(recipient.address, to: &bytes)
            append(UInt64(recipient.outcome.code), to: &bytes)
            append(UInt64(bitPattern: Int64(recipient.status)), to: &bytes)
            append(recipient.reply, to: &bytes)
        }
        return bytes
    }

    static func pack(_ request: RequestHead) -> [UInt8] {
        var bytes: [UInt8] = []
        append(request.isCut ? 1 : 0, to: &bytes)
        append(request.method, to: &bytes)
        append(request.target, to: &bytes)
        return bytes + pack(request.headers)
    }

    /// Nil where nothing was kept.
    static func request(_ bytes: [UInt8]) throws(StoreError) -> RequestHead? {
        guard !bytes.isEmpty else { return nil }
        var reader = Reader(bytes: bytes)
        let isCut = try reader.number() != 0
        let (method, target) = (try reader.text(), try reader.text())
        return RequestHead(method: method, target: target, headers: try reader.attributes(), isCut: isCut)
    }

    static func attributes(_ bytes: [UInt8]) throws(StoreError) -> [EventExtension] {
        var reader = Reader(bytes: bytes)
        return try reader.attributes()
    }

    static func recipients(_ bytes: [UInt8]) throws(StoreError) -> [Recipient] {
        var reader = Reader(bytes: bytes)
        var list: [Recipient] = []
        while !reader.isAtEnd {
            let address = try reader.text()
            let outcome = try Outcome(code: Int64(bitPattern: reader.number()))
            let status = try Int(Int64(bitPattern: reader.number()))
            list.append(Recipient(address: address, outcome: outcome, status: status, reply: try reader.text()))
        }
        return list
    }

    private static func append(_ text: String, to bytes: inout [UInt8]) {
        append(UInt64(text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private struct Reader {
        let bytes: [UInt8]
        var position = 0

        var isAtEnd: Bool { position == bytes.count }

        mutating func number() throws(StoreError) -> UInt64 {
            var value: UInt64 = 0
            var shift: UInt64 = 0
            while position < bytes.count, shift < 64 {
                let byte = bytes[position]
                position += 1
                value |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return value }
                shift += 7
            }
            throw Self.damage
        }

        mutating func text() throws(StoreError) -> String {
            let count = try number()
            guard count <= UInt64(bytes.count - position) else { throw Self.damage }
            let end = position + Int(count)
            defer { position = end }
            return String(decoding: bytes[position..<end], as: UTF8.self)
        }

        /// All that is left.
        mutating func attributes() throws(StoreError) -> [EventExtension] {
            var list: [EventExtension] = []
            while !isAtEnd { list.append(EventExtension(name: try text(), value: try text())) }
            return list
        }

        static let damage = StoreError(.corrupt, "the store has a list that ends too early")
    }
}
