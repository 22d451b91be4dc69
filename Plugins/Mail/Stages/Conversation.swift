/// What was said in an SMTP session for one mail: each command with the server's reply to it (RFC 5321).
///
/// libcurl tells of a refusal only that there was one, so the lines are taken as they pass and matched in order.
struct Conversation: Sendable, Equatable {
    enum Command: Sendable, Equatable {
        case greeting, hello, startTLS, login, sender
        case recipient(String)
        case data, content, other
    }

    /// A reply, perhaps of several lines.
    struct Reply: Sendable, Equatable {
        var code: Int
        /// The text without the codes, lines joined by spaces.
        var text: String
        /// The enhanced code (RFC 3463) such as `5.1.1`, or empty.
        var enhanced: String

        /// The reply as people read it.
        var description: String { text.isEmpty ? "\(code)" : "\(code) \(text)" }
    }

    private(set) var replies: [(command: Command, reply: Reply)] = []
    /// Whether the last EHLO offered a login.
    private(set) var offersLogin = false
    private(set) var isEncrypted: Bool
    /// Whether the mail itself has begun to flow.
    private(set) var hasBegunContent = false
    /// What the server has to answer next.
    private(set) var command = Command.greeting
    /// How much of a reply is kept, in bytes.
    private static let replyLimit = 8 * 1024
    private var lines: [String] = []
    private var length = 0

    /// - Parameter isEncrypted: Whether TLS stands before the first word.
    init(isEncrypted: Bool) {
        self.isEncrypted = isEncrypted
    }

    /// Takes note of a line that was sent.
    mutating func sent(_ line: String) {
        let upper = line.prefix(10).uppercased()
        if upper.hasPrefix("EHLO") || upper.hasPrefix("HELO") {
            command = .hello
            offersLogin = false
        } else if upper.hasPrefix("STARTTLS") {
            command = .startTLS
        } else if upper.hasPrefix("AUTH") {
            command = .login
        } else if upper.hasPrefix("MAIL FROM:") {
            command = .sender
        } else if upper.hasPrefix("RCPT TO:") {
            let start = line.firstIndex(of: "<").map(line.index(after:)) ?? line.startIndex
            command = .recipient(String(line[start...].prefix { $0 != ">" }))
        } else if upper.hasPrefix("DATA") {
            command = .data
        } else if command != .login {
            // What follows AUTH are its own lines; anything else says nothing about this mail.
            command = .other
        }
    }

    /// Takes a line that came.
    /// - Returns: The reply when this line ends one.
    @discardableResult
    mutating func received(_ line: String) -> (command: Command, reply: Reply)? {
        let line = String(line.prefix { $0 != "\r\n" && $0 != "\n" && $0 != "\r" })
        guard line.utf8.count >= 3, let code = Int(line.prefix(3)) else { return nil }
        let text = String(line.dropFirst(4))
        // "AUTH" with nothing after it offers nothing.
        if command == .hello && text.uppercased().hasPrefix("AUTH") && text.utf8.count > 5 { offersLogin = true }
        length += text.utf8.count
        if length <= Self.replyLimit { lines.append(text) }
        if line.dropFirst(3).first == "-" { return nil }
        let enhanced = enhancedCode(lines.first ?? "")
        let reply = Reply(code: code, text: lines.joined(separator: " "), enhanced: enhanced)
        lines.removeAll()
        length = 0
        let answered = (command, reply)
        replies.append(answered)
        if command == .startTLS && code == 220 { isEncrypted = true }
        if command == .data && code == 354 {
            command = .content
            hasBegunContent = true
        }
        return answered
    }

    /// The last reply to a command.
    func reply(to command: Command) -> Reply? {
        replies.last { $0.command == command }?.reply
    }

    static func == (left: Conversation, right: Conversation) -> Bool {
        left.replies.elementsEqual(right.replies) { $0 == $1 } && left.command == right.command
    }
}

private func enhancedCode(_ text: String) -> String {
    let word = text.prefix { $0 != " " }
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    let isCode = parts.count == 3 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    return isCode ? String(word) : ""
}
