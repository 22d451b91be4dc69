internal import CGMime

/// A mail address with the name that goes with it.
struct MailAddress: Sendable, Equatable {
    /// Empty when there is none.
    var name: String
    /// `local@domain` in ASCII; an international domain in its `xn--` form (RFC 5890).
    var address: String

    var domain: Substring { address[(address.lastIndex(of: "@").map(address.index(after:)) ?? address.startIndex)...] }

    /// Why a text is no list of addresses.
    struct Failure: Error, Equatable {
        var text: String
    }

    /// Reads addresses separated by commas (RFC 5322, section 3.4).
    /// - Throws: ``Failure`` for the first that cannot be used. Nothing is mended: an address that has to be guessed is
    ///   one that a mail should not go to.
    static func list(_ text: String) throws(Failure) -> [MailAddress] {
        if text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) {
            throw Failure(text: "it holds a line break")
        }
        guard text.utf8.contains(where: { $0 != 0x20 && $0 != 0x09 && $0 != UInt8(ascii: ",") }) else { return [] }
        GMime.start()
        guard let list = unsafe cgmime_addresses_parse(text) else { throw Failure(text: "'\(text)' is no address") }
        defer { unsafe cgmime_release(list) }
        var found: [MailAddress] = []
        for index in 0..<(unsafe cgmime_addresses_count(list)) {
            guard let raw = unsafe cgmime_address(list, index) else {
                throw Failure(text: "'\(text)' is a group; write its addresses out")
            }
            let address = unsafe String(cString: raw)
            if let refusal = refusal(of: address) { throw Failure(text: "'\(address)' \(refusal)") }
            let name = unsafe cgmime_address_name(list, index).map { unsafe String(cString: $0) } ?? ""
            found.append(MailAddress(name: name, address: address))
        }
        return found
    }

    /// Says why a bare address cannot stand in an envelope, or nil when it can.
    static func refusal(of address: String) -> String? {
        guard let at = address.lastIndex(of: "@"), at != address.startIndex,
            address.index(after: at) != address.endIndex
        else { return "is no address: it wants the form name@domain" }
        if address[..<at].utf8.contains(where: { $0 >= 0x80 }) {
            return "has letters beyond ASCII before the @, which few mail servers take (SMTPUTF8)"
        }
        let isPlain = address.utf8.allSatisfy { byte in
            byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
                && byte != UInt8(ascii: ",")
        }
        if !isPlain { return "holds a character that no address may hold" }
        return address.utf8.count > 254 ? "is longer than an address may be" : nil
    }
}
