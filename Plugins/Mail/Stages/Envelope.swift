internal import PenstockPluginKit

/// Whom a mail comes from and whom it goes to, as attributes carry it from `email` to `smtp`: bare addresses, separated
/// by commas.
struct Envelope: Sendable, Equatable {
    /// Where a recipient stood in the mail.
    enum Role: String, Sendable, CaseIterable {
        case to = "mail-to"
        case cc = "mail-cc"
        case bcc = "mail-bcc"
    }

    struct Recipient: Sendable, Equatable {
        var address: String
        var role: Role
    }

    var sender: String
    /// Each address once, with its first role.
    var recipients: [Recipient] = []

    init(from: MailAddress, to: [MailAddress], cc: [MailAddress], bcc: [MailAddress]) {
        sender = from.address
        for (role, addresses) in [(Role.to, to), (.cc, cc), (.bcc, bcc)] {
            for one in addresses { add(one.address, role) }
        }
    }

    /// Reads the attributes of a message; nil when no stage made a mail of it.
    init?(_ message: Message) {
        guard let sender = message.attributes.first(named: "mail-from"), !sender.isEmpty else { return nil }
        self.sender = String(sender)
        for role in Role.allCases {
            guard let list = message.attributes.first(named: role.rawValue) else { continue }
            for address in String(list).split(separator: ",") { add(String(address), role) }
        }
    }

    /// Sets the attributes; those of an earlier mail are removed.
    func write(to output: Output) {
        output.setAttribute("mail-from", sender)
        for role in Role.allCases {
            let list = recipients.filter { $0.role == role }.map(\.address).joined(separator: ",")
            output.setAttribute(role.rawValue, list)
        }
    }

    /// Says why it cannot be sent, or nil when it can. Checked again here: a third stage may have set the attributes,
    /// and whatever stands in them reaches the wire.
    var refusal: String? {
        if recipients.isEmpty { return "the mail has no recipient" }
        for address in [sender] + recipients.map(\.address) {
            if let refusal = MailAddress.refusal(of: address) {
                return "'\(address.filter { !$0.isNewline })' \(refusal)"
            }
        }
        let bytes = recipients.reduce(0) { $0 + $1.address.utf8.count + 1 }
        return bytes > 4_000 ? "the mail has too many recipients; send several mails" : nil
    }

    private mutating func add(_ address: String, _ role: Role) {
        if !recipients.contains(where: { $0.address == address }) {
            recipients.append(Recipient(address: address, role: role))
        }
    }
}
