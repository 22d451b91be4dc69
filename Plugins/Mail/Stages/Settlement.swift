internal import PenstockPluginKit

/// What a mail's attempt comes to, from whom it was for, who has it already and what the server said. Pure.
struct Settlement {
    /// How the conversation ended where the server did not have the last word.
    enum Ending: Equatable {
        case complete
        /// Cut or failed: a class, a word for programs and a sentence.
        case broken(AttemptResult.Outcome, code: String, String)
    }

    var envelope: Envelope
    /// Addresses that an attempt before this one has been told `accepted` for.
    var accepted: Set<String>
    var conversation: Conversation
    var ending: Ending
    /// Whether all of the mail was handed to the connection, so that its last line may have arrived.
    var isWhole: Bool
    /// The relay, as people know it.
    var relay: String

    /// Decides.
    func result() -> AttemptResult {
        guard let final = conversation.reply(to: .content), conversation.hasBegunContent else { return unfinished() }
        let verdict = ReplyRules.outcome(final)
        var recipients: [AttemptResult.Recipient] = []
        for one in envelope.recipients where !accepted.contains(one.address) {
            guard let reply = conversation.reply(to: .recipient(one.address)) else {
                recipients.append(.init(address: one.address, outcome: .transient, status: 0, reply: "not asked"))
                continue
            }
            let own = ReplyRules.outcome(reply)
            let deciding = own == .delivered ? final : reply
            recipients.append(
                .init(
                    address: one.address,
                    outcome: own == .delivered ? verdict : own,
                    status: deciding.code,
                    reply: deciding.description
                )
            )
        }
        return summary(recipients, final)
    }

    /// Everybody's fate is known.
    private func summary(_ recipients: [AttemptResult.Recipient], _ final: Conversation.Reply) -> AttemptResult {
        let nowAccepted = recipients.filter { $0.outcome == .delivered }.map(\.address)
        let all = accepted.union(nowAccepted)
        let refused = recipients.filter { $0.outcome != .delivered }
        let to = envelope.recipients.filter { $0.role == .to }.map(\.address)
        let outcome: AttemptResult.Outcome =
            if let worst = refused.first(where: { $0.outcome == .configuration }) {
                worst.outcome
            } else if refused.contains(where: { $0.outcome == .transient }) {
                .transient
            } else if refused.isEmpty || (!all.isEmpty && to.allSatisfy(all.contains)) {
                .delivered
            } else {
                .permanent
            }
        var result = AttemptResult(outcome)
        result.status = (outcome == .delivered ? nil : refused.first { $0.outcome == outcome }?.status) ?? final.code
        result.sent = nowAccepted.isEmpty ? .no : .yes
        result.recipients = recipients
        if outcome == .transient { result.retryAfterMilliseconds = ReplyRules.pause(result.status) }
        result.resume = resume(all)
        let list = refused.map { "\($0.address): \($0.reply)" }.joined(separator: "; ")
        let advice = refused.first.map { self.advice(for: $0, final) } ?? ""
        if nowAccepted.isEmpty {
            result.code = "refused"
            result.sentence = "\(relay) accepted the mail for nobody (\(list))\(advice)"
        } else {
            result.code = refused.isEmpty ? "delivered" : "partly-refused"
            let count = nowAccepted.count
            result.sentence =
                "\(relay) accepted the mail for \(count) recipient\(count == 1 ? "" : "s"): \(final.description)"
                + (refused.isEmpty ? "" : "; refused: \(list)\(advice)")
        }
        return result
    }

    private func advice(for recipient: AttemptResult.Recipient, _ final: Conversation.Reply) -> String {
        ReplyRules.advice(
            conversation.reply(to: .recipient(recipient.address)).flatMap {
                ReplyRules.outcome($0) == .delivered ? nil : $0
            } ?? final
        )
    }

    /// The server did not say what became of the mail.
    private func unfinished() -> AttemptResult {
        let refusal = conversation.replies.last { pair in
            pair.reply.code >= 400
                && [.greeting, .startTLS, .login, .sender, .data].contains(pair.command) || isRecipient(pair)
        }
        var result: AttemptResult
        if !conversation.hasBegunContent, let refusal {
            result = refused(refusal.command, refusal.reply)
        } else if case .broken(let outcome, let code, let sentence) = ending {
            result = AttemptResult(outcome)
            result.code = code
            result.sentence = sentence
        } else {
            result = AttemptResult(.transient)
            result.code = "no-answer"
            result.sentence = "\(relay) ended the session without a word about the mail"
        }
        if conversation.hasBegunContent && isWhole {
            // The last line may have arrived, and the server's answer been lost: nobody can know.
            result.outcome = .transient
            result.sent = .maybe
            result.sentence +=
                "; the mail may have been accepted already, so the next try, which carries the same Message-ID, may "
                + "make a duplicate"
        }
        result.resume = resume(accepted)
        return result
    }

    private func isRecipient(_ pair: (command: Conversation.Command, reply: Conversation.Reply)) -> Bool {
        if case .recipient = pair.command { pair.reply.code >= 400 } else { false }
    }

    private func refused(_ command: Conversation.Command, _ reply: Conversation.Reply) -> AttemptResult {
        let asked = envelope.recipients.filter { !accepted.contains($0.address) }
        if case .recipient = command {
            // All were refused, so the mail itself was not sent.
            return summary(
                asked.map { one in
                    let own = conversation.reply(to: .recipient(one.address)) ?? reply
                    let outcome = ReplyRules.outcome(own)
                    return .init(
                        address: one.address,
                        outcome: outcome == .delivered ? .transient : outcome,
                        status: own.code,
                        reply: own.description
                    )
                },
                reply
            )
        }
        var result = AttemptResult(ReplyRules.outcome(reply))
        result.status = reply.code
        let (word, what) =
            switch command {
            case .login: ("login-refused", "refused the login")
            case .startTLS: ("tls-refused", "refused to begin TLS")
            case .sender: ("sender-refused", "refused the sender \(envelope.sender)")
            case .greeting: ("relay-refused", "refused the connection")
            default: ("refused", "refused the mail")
            }
        // A server that refuses a login for good refuses it for every mail, whatever number it gives.
        if command == .login && result.outcome == .permanent { result.outcome = .configuration }
        result.code = word
        result.retryAfterMilliseconds = ReplyRules.pause(reply.code)
        result.sentence = "\(relay) \(what): \(reply.description)\(ReplyRules.advice(reply))"
        return result
    }

    /// Who has the mail, for the next attempt; envelopes are small enough for it (see ``Envelope/refusal``).
    private func resume(_ addresses: Set<String>) -> [UInt8] {
        Array(addresses.sorted().joined(separator: "\n").utf8)
    }
}
