internal import CPenstock

/// What became of an attempt.
public struct AttemptResult: Sendable {
    /// The class of an outcome; the pipeline's policy may override it.
    public enum Outcome: Int32, Sendable {
        case delivered = 0, transient, permanent, gone, configuration
    }

    /// Whether the other side may have the message.
    public enum Sent: UInt32, Sendable {
        case no = 0, maybe, yes
    }

    /// How long the parts of an exchange took, in microseconds from its start; nil where unknown.
    public struct Timings: Sendable {
        /// When the host name was resolved.
        public var name: Int64?
        /// When the connection stood; 0 for one that was kept alive.
        public var connect: Int64?
        /// When TLS stood.
        public var tls: Int64?
        /// When the first byte of the answer came.
        public var firstByte: Int64?
        /// When the exchange ended.
        public var total: Int64?
        /// Nothing is known yet.
        public init() {}
    }

    /// What became of one recipient.
    public struct Recipient: Sendable {
        /// The address without a display name.
        public var address: String
        /// What became of this recipient.
        public var outcome: Outcome
        /// The protocol's status, such as 250; 0 when there was none.
        public var status: Int
        /// What the other side said.
        public var reply: String

        /// The end of one recipient.
        public init(address: String, outcome: Outcome, status: Int, reply: String) {
            self.address = address
            self.outcome = outcome
            self.status = status
            self.reply = reply
        }
    }

    /// The class of the end.
    public var outcome: Outcome
    /// The protocol's status, such as 200; 0 when there was none.
    public var status: Int = 0
    /// Whether the other side may have the message.
    public var sent: Sent = .no
    /// What the other side asked for, in milliseconds.
    public var retryAfterMilliseconds: Int64?
    /// How long the parts took.
    public var timings = Timings()
    /// A stable word for programs, such as `connection-refused`.
    public var code = ""
    /// What happened and, where known, what to do.
    public var sentence = ""
    /// The status line and the headers of the answer.
    public var responseHead: [UInt8] = []
    /// The body of the answer, as much of it as the transport keeps.
    public var responseBody: [UInt8] = []
    /// Whether the response was longer than what is reported.
    public var isTruncated = false
    /// What became of each recipient, where there are several.
    public var recipients: [Recipient] = []
    /// Such as the TLS certificate's subject.
    public var attributes: [(name: String, value: String)] = []
    /// At most 4096 bytes, stored and handed to the next attempt.
    public var resume: [UInt8] = []

    /// A result with nothing but its class.
    public init(_ outcome: Outcome) {
        self.outcome = outcome
    }
}

extension AttemptResult {
    /// Lends everything to the host for the length of `complete`.
    func send(token: UInt64, to host: UnsafePointer<penstock_host>) {
        let lent = LentFields(recipients: recipients, attributes: attributes)
        defer { lent.free() }
        var timings = penstock_timings(
            size: UInt32(MemoryLayout<penstock_timings>.size),
            reserved: 0,
            name_us: self.timings.name ?? -1,
            connect_us: self.timings.connect ?? -1,
            tls_us: self.timings.tls ?? -1,
            first_byte_us: self.timings.firstByte ?? -1,
            total_us: self.timings.total ?? -1
        )
        unsafe withBytes(code) { code in
            unsafe withBytes(sentence) { sentence in
                unsafe withBytes(responseHead) { head in
                    unsafe withBytes(responseBody) { body in
                        unsafe withBytes(resume) { resume in
                            unsafe withUnsafePointer(to: &timings) { timings in
                                var result = unsafe penstock_result(
                                    size: UInt32(MemoryLayout<penstock_result>.size),
                                    flags: isTruncated ? PENSTOCK_RESULT_TRUNCATED : 0,
                                    token: token,
                                    outcome: outcome.rawValue,
                                    status: Int32(clamping: status),
                                    sent: sent.rawValue,
                                    reserved: 0,
                                    retry_after_ms: retryAfterMilliseconds ?? -1,
                                    timings: timings,
                                    code: code,
                                    sentence: sentence,
                                    response_head: head,
                                    response_body: body,
                                    recipients: lent.recipientPointers,
                                    recipient_count: recipients.count,
                                    attributes: lent.attributes,
                                    attribute_count: attributes.count,
                                    resume: resume
                                )
                                unsafe host.pointee.complete(host, &result)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Recipients and attributes as C sees them, in memory of its own until ``free()``. Empty lists cost nothing.
@safe private struct LentFields {
    let text: UnsafeMutablePointer<UInt8>?
    let recipients: UnsafeMutablePointer<penstock_recipient>?
    let recipientPointers: UnsafeMutablePointer<UnsafePointer<penstock_recipient>?>?
    let attributes: UnsafeMutablePointer<penstock_header>?

    init(recipients: [AttemptResult.Recipient], attributes: [(name: String, value: String)]) {
        guard !recipients.isEmpty || !attributes.isEmpty else {
            unsafe (text, self.recipients, recipientPointers, self.attributes) = (nil, nil, nil, nil)
            return
        }
        let needed =
            recipients.reduce(0) { $0 + $1.address.utf8.count + $1.reply.utf8.count }
            + attributes.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
        let text = UnsafeMutablePointer<UInt8>.allocate(capacity: max(needed, 1))
        var used = 0
        func keep(_ string: String) -> penstock_bytes {
            let start = unsafe text + used
            for byte in string.utf8 {
                unsafe text[used] = byte
                used += 1
            }
            return unsafe penstock_bytes(ptr: start, len: string.utf8.count)
        }
        let table = UnsafeMutablePointer<penstock_recipient>.allocate(capacity: max(recipients.count, 1))
        let pointers = UnsafeMutablePointer<UnsafePointer<penstock_recipient>?>
            .allocate(capacity: max(recipients.count, 1))
        for (index, recipient) in recipients.enumerated() {
            unsafe (table + index).initialize(
                to: penstock_recipient(
                    size: UInt32(MemoryLayout<penstock_recipient>.size),
                    outcome: recipient.outcome.rawValue,
                    status: Int32(clamping: recipient.status),
                    reserved: 0,
                    address: keep(recipient.address),
                    reply: keep(recipient.reply)
                )
            )
            unsafe (pointers + index).initialize(to: UnsafePointer(table + index))
        }
        let fields = UnsafeMutablePointer<penstock_header>.allocate(capacity: max(attributes.count, 1))
        for (index, attribute) in attributes.enumerated() {
            unsafe (fields + index).initialize(
                to: penstock_header(name: keep(attribute.name), value: keep(attribute.value))
            )
        }
        unsafe (self.text, self.recipients, recipientPointers, self.attributes) = (text, table, pointers, fields)
    }

    func free() {
        unsafe text?.deallocate()
        unsafe recipients?.deallocate()
        unsafe recipientPointers?.deallocate()
        unsafe attributes?.deallocate()
    }
}
