extension String {
    /// Undoes percent-encoding (RFC 3986, section 2.1), once; nil when a percent sign is not followed by two
    /// hexadecimal digits, or when the result is not UTF-8.
    package init?(percentDecoding text: some StringProtocol) {
        guard text.utf8.contains(UInt8(ascii: "%")) else {
            self = String(text)
            return
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.next()?.hexadecimalValue, let low = rest.next()?.hexadecimalValue else { return nil }
            bytes.append(high << 4 | low)
        }
        self.init(validating: bytes, as: UTF8.self)
    }
}
