/// What headers a configuration may add to a mail.
enum MailHeaders {
    /// Headers that the stage writes itself, or that only a relay writes.
    private static let reserved: Set<String> = [
        "from", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id", "mime-version", "return-path",
        "received", "auto-submitted",
    ]

    /// Says why a header cannot be added, or nil when it can.
    static func refusal(ofName name: String) -> String? {
        let isName = !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
        if !isName { return "'\(name)' is no header name" }
        let lower = name.lowercased()
        return reserved.contains(lower) || lower.hasPrefix("content-")
            ? "the header '\(name)' is written by this stage itself" : nil
    }
}
