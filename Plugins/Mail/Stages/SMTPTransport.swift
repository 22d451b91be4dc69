internal import Dispatch
package import PenstockPluginKit
internal import Synchronization

/// Hands mails to a mail server, with libcurl.
package struct SMTPTransport: Transport {
    package static let id = "smtp"
    package static let summary = "Hands the mail to a mail server and reports what it said of each recipient."

    /// What belongs to one place in a pipeline.
    private final class Place: Sendable {
        let relay = Mutex<Relay?>(nil)
        /// Counts the mails that are not completed.
        let open = DispatchGroup()
    }

    private let options: RelayOptions
    private let egress: Egress?
    private let place = Place()

    package init(_ configuration: SMTPConfiguration, _ setup: Setup) throws {
        options = try RelayOptions(configuration, setup)
        egress = setup.host.egress
    }

    package func activate() throws {
        let relay = try Relay.open(options)
        place.relay.withLock { $0 = relay }
    }

    package func deactivate() {
        let relay = place.relay.withLock { relay -> Relay? in
            defer { relay = nil }
            return relay
        }
        relay?.leave()
    }

    package func prepare(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) {
        guard let envelope = Envelope(message) else {
            throw .permanent("not-a-mail", "this message is no mail; put the transform email before the transport smtp")
        }
        if let refusal = envelope.refusal { throw .permanent("bad-address", refusal) }
        output.setTarget(method: "SMTP", options.url)
        if call.isTrial || call.isTest { MailPreview(Array(message.body)).write(to: output) }
    }

    package func submit(_ delivery: Delivery) {
        place.open.enter()
        let open = place.open
        let job = MailJob(delivery, egress: egress, owner: ObjectIdentifier(place), ended: { open.leave() })
        if let relay = place.relay.withLock({ $0 }) {
            relay.submit(job)
        } else {
            var result = AttemptResult(.transient)
            result.code = "stopped"
            result.sentence = "the SMTP transport has been stopped"
            job.complete(result)
        }
    }

    package func cancel(_ token: UInt64) {
        let owner = ObjectIdentifier(place)
        place.relay.withLock { $0 }?.cancel(
            where: { $0.owner == owner && $0.delivery.token == token },
            code: "cancelled",
            reason: "the attempt was cancelled"
        )
    }

    package func drain(within microseconds: Int64) {
        let limit = DispatchTime.now() + .microseconds(Int(clamping: max(0, microseconds)))
        guard place.open.wait(timeout: limit) == .timedOut else { return }
        let owner = ObjectIdentifier(place)
        place.relay.withLock { $0 }?.cancel(
            where: { $0.owner == owner },
            code: "drained",
            reason: "Penstock was stopping and its time ran out"
        )
        place.open.wait()
    }
}
