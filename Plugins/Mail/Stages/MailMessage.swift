internal import CGMime

/// A mail, ready to be written. The same fields always make the same bytes, so that a retry sends what was sent before.
struct MailMessage {
    var from: MailAddress
    var to: [MailAddress] = []
    var cc: [MailAddress] = []
    var replyTo: [MailAddress] = []
    var subject = ""
    /// Seconds since 1970.
    var date: Int64 = 0
    /// Names the delivery: Message-ID and boundary are made from it.
    var identity = ""
    var text: String?
    var html: String?
    var headers: [(name: String, value: String)] = []

    /// The mail as RFC 5322 wants it: ASCII only, every line ended by CRLF.
    func write() -> [UInt8] {
        GMime.start()
        guard let message = unsafe cgmime_message_new() else { return [] }
        defer { unsafe cgmime_release(message) }
        func add(_ addresses: [MailAddress], _ type: GMimeAddressType) {
            for one in addresses {
                if one.name.isEmpty {
                    unsafe cgmime_message_add_address(message, type, nil, one.address)
                } else {
                    unsafe cgmime_message_add_address(message, type, one.name, one.address)
                }
            }
        }
        add([from], GMIME_ADDRESS_TYPE_FROM)
        add(replyTo, GMIME_ADDRESS_TYPE_REPLY_TO)
        add(to, GMIME_ADDRESS_TYPE_TO)
        add(cc, GMIME_ADDRESS_TYPE_CC)
        unsafe cgmime_message_set_subject(message, subject)
        unsafe cgmime_message_set_date(message, Int(date))
        let identity = String(decoding: self.identity.utf8.map(MailMessage.idByte), as: UTF8.self)
        unsafe cgmime_message_set_id(message, "\(identity)@\(from.domain)")
        // So that no out-of-office reply answers it (RFC 3834, section 5).
        unsafe cgmime_message_set_header(message, "Auto-Submitted", "auto-generated")
        for header in headers { unsafe cgmime_message_set_header(message, header.name, header.value) }
        if let part = unsafe makePart(identity) { unsafe cgmime_message_set_part(message, part) }
        guard let written = unsafe cgmime_message_write(message) else { return [] }
        defer { unsafe cgmime_free(written) }
        return withLineEnds(unsafe Array(String(cString: written).utf8))
    }

    private func makePart(_ identity: String) -> UnsafeMutableRawPointer? {
        switch (text, html) {
        case (let text?, let html?):
            // "=_" stands in no quoted-printable and no base64 text, so no line of a part can be the boundary.
            unsafe cgmime_alternative_new("=_penstock-\(identity.prefix(50))", part("plain", text), part("html", html))
        case (nil, let html?): unsafe part("html", html)
        case (let text, nil): unsafe part("plain", text ?? "")
        }
    }

    private func part(_ subtype: String, _ text: String) -> UnsafeMutableRawPointer? {
        var lines = text.replacing("\r\n", with: "\n").replacing("\r", with: "\n")
        if !lines.hasSuffix("\n") { lines += "\n" }
        let isMostlyASCII = lines.utf8.count(where: { $0 >= 0x80 }) * 3 < lines.utf8.count
        // Inside base64 the line ends are part of the data, and text has CRLF there (RFC 2045, section 6.8).
        if !isMostlyASCII { lines = lines.replacing("\n", with: "\r\n") }
        let encoding =
            isMostlyASCII ? GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE : GMIME_CONTENT_ENCODING_BASE64
        return lines.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) {
                unsafe cgmime_text_new(subtype, $0.baseAddress, $0.count, encoding)
            }
        }
    }

    /// What may stand in a Message-ID before the @ (RFC 5322, dot-atom), with anything else replaced.
    private static func idByte(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            byte
        default: UInt8(ascii: "-")
        }
    }
}

/// Ends every line with CRLF and nothing else: a bare LF is read as the end of a line by some servers and not by others.
private func withLineEnds(_ bytes: [UInt8]) -> [UInt8] {
    var clean: [UInt8] = []
    clean.reserveCapacity(bytes.count + 64)
    var previous: UInt8 = 0
    for byte in bytes {
        if byte == 0x0A && previous != 0x0D { clean.append(0x0D) }
        if previous == 0x0D && byte != 0x0A { clean.append(0x0A) }
        clean.append(byte)
        previous = byte
    }
    return clean
}
