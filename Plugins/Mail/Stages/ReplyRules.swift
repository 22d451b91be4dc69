internal import PenstockPluginKit

/// What a reply of a mail server means (RFC 5321, section 4.2; RFC 3463).
enum ReplyRules {
    /// The class of a refusal, or delivered for a 2yz.
    static func outcome(_ reply: Conversation.Reply) -> AttemptResult.Outcome {
        switch (reply.code, reply.enhanced) {
        case (200..<400, _): .delivered
        // A mailbox that is full may be emptied; a message that is too large stays so.
        case (552, "5.2.2"): .transient
        case (400..<500, _): .transient
        // The relay wants a login, or refuses the one it got, or wants TLS: every mail would fare the same.
        case (530, _), (534, _), (535, _), (538, _), (550, "5.7.30"): .configuration
        default: .permanent
        }
    }

    /// How long to leave the server alone, in milliseconds; nil where the schedule knows best. It says 454 when its
    /// logins or its TLS are out of order, or when it was asked too often (RFC 4954, section 6; RFC 3207, section 4).
    static func pause(_ status: Int) -> Int64? { status == 454 ? 300_000 : nil }

    /// What to do about it, or nothing.
    static func advice(_ reply: Conversation.Reply) -> String {
        switch (reply.code, reply.enhanced) {
        case (530, _): "; the server wants a login: set username and password"
        case (534, _), (535, _), (538, _): "; check username and password"
        case (_, let code) where code.hasPrefix("5.7."): "; the server's policy forbids it: ask its operator"
        case (552, "5.3.4"): "; the mail is too large for it"
        default: ""
        }
    }
}
