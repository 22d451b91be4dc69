/// The class of an attempt's end, which decides what becomes of the delivery.
package enum Outcome: String, Sendable, CaseIterable {
    case delivered
    /// Later may be better.
    case transient
    /// Never, as it is.
    case permanent
    /// The endpoint is no more (HTTP 410).
    case gone
    /// Login refused, certificate, relay policy: every delivery of this pipeline would fail.
    case configuration
    /// A crash, a hang or bad output of a plugin: not the endpoint's fault and no try of it.
    case pluginFault = "plugin-fault"
}

/// Whether the other side may have the message.
package enum Sent: String, Sendable, CaseIterable {
    case no, maybe, yes
}

/// How long the parts of an exchange took, in microseconds from its start; nil where unknown or not reached.
package struct Timings: Sendable, Equatable {
    package var name: Int64?
    package var connect: Int64?
    package var tls: Int64?
    package var firstByte: Int64?
    package var total: Int64?
    package init(
        name: Int64? = nil,
        connect: Int64? = nil,
        tls: Int64? = nil,
        firstByte: Int64? = nil,
        total: Int64? = nil
    ) {
        self.name = name
        self.connect = connect
        self.tls = tls
        self.firstByte = firstByte
        self.total = total
    }
}

/// What became of one recipient of a message.
package struct Recipient: Sendable, Equatable {
    package var address: String
    package var outcome: Outcome
    package var status: Int
    package var reply: String
    package init(address: String, outcome: Outcome, status: Int, reply: String) {
        self.address = address
        self.outcome = outcome
        self.status = status
        self.reply = reply
    }
}

/// What a transport says of an attempt, before the pipeline's policy has spoken.
package struct AttemptResult: Sendable, Equatable {
    package var outcome: Outcome
    /// The protocol's status, such as 200 or 550; 0 when there was none.
    package var status = 0
    package var sent = Sent.no
    /// What the other side asked for.
    package var retryAfter: Duration?
    package var timings = Timings()
    package var code = ""
    package var sentence = ""
    package var responseHead: [UInt8] = []
    package var responseBody: [UInt8] = []
    package var isTruncated = false
    package var recipients: [Recipient] = []
    package var attributes: [EventExtension] = []
    /// At most 4 KiB for the transport's next attempt.
    package var resume: [UInt8] = []

    package init(_ outcome: Outcome) { self.outcome = outcome }

    /// What a transport says where this process may open no more files, so that nothing was tried.
    package static let noDescriptors = "no-descriptors"

    /// Whether the host itself failed and not the other side: then it is no try.
    package var isHostFault: Bool { outcome == .transient && sent == .no && code == Self.noDescriptors }
}

/// One try of a delivery's transport, as it is kept.
package struct Attempt: Sendable, Equatable {
    /// 1 for the first.
    package var number: Int
    package var startedAt: Timestamp
    /// With the policy applied.
    package var result: AttemptResult
    /// The revision whose signers and transport it went through.
    package var revision: RevisionID
    /// The revision whose filters and transforms made its message, where that is another: a try that is repeated sends
    /// what was made for the first.
    package var rendering: RevisionID?
    /// What it sent, without secrets; nil where that is not kept.
    package var request: RequestHead?

    package init(
        number: Int,
        startedAt: Timestamp,
        result: AttemptResult,
        revision: RevisionID,
        rendering: RevisionID? = nil,
        request: RequestHead? = nil
    ) {
        self.number = number
        self.startedAt = startedAt
        self.result = result
        self.revision = revision
        self.rendering = rendering
        self.request = request
    }
}

/// What the filters and transforms made of an event, kept while a retry is scheduled so that it sends the same.
package struct RenderedMessage: Sendable, Equatable {
    package var body: [UInt8]
    package var contentType: String
    package var headers: [EventExtension]
    package var attributes: [EventExtension]
    /// The revision whose filters and transforms made it; nil where an older version kept it.
    package var revision: RevisionID?

    package init(
        body: [UInt8],
        contentType: String,
        headers: [EventExtension],
        attributes: [EventExtension],
        revision: RevisionID? = nil
    ) {
        self.body = body
        self.contentType = contentType
        self.headers = headers
        self.attributes = attributes
        self.revision = revision
    }
}
