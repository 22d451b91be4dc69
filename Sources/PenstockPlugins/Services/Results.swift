internal import CPenstock
internal import PenstockCore

// What plugins hand over, copied into the host's own types. Every value is checked: a plugin is not trusted.

extension String {
    /// A copy of a view; what is not UTF-8 is replaced by U+FFFD.
    init(copying bytes: penstock_bytes) {
        self = unsafe String(decoding: UnsafeBufferPointer(start: bytes.ptr, count: bytes.count), as: UTF8.self)
    }
}

extension Array where Element == UInt8 {
    /// A copy of a view, at most `limit` bytes of it.
    init(copying bytes: penstock_bytes, limit: Int = .max) {
        self = unsafe Array(UnsafeBufferPointer(start: bytes.ptr, count: Swift.min(bytes.count, limit)))
    }
}

extension penstock_bytes {
    /// The length, 0 for a null view.
    var count: Int { unsafe ptr == nil ? 0 : len }
}

extension Outcome {
    /// nil for a number that is no outcome.
    init?(raw: Int32) {
        switch raw {
        case PENSTOCK_DELIVERED: self = .delivered
        case PENSTOCK_TRANSIENT: self = .transient
        case PENSTOCK_PERMANENT: self = .permanent
        case PENSTOCK_GONE: self = .gone
        case PENSTOCK_CONFIGURATION: self = .configuration
        default: return nil
        }
    }
}

extension AttemptResult {
    /// The most of a response that is taken over.
    private static var responseLimit: Int { 16 * 1024 }
    private static var resumeLimit: Int { 4096 }

    init(_ raw: UnsafePointer<penstock_result>) {
        let result = unsafe raw.pointee
        self.init(unsafe Outcome(raw: result.outcome) ?? .pluginFault)
        code = unsafe String(copying: result.code)
        sentence = unsafe String(copying: result.sentence)
        let isLost = unsafe result.outcome == WorkerVerdict.crashed || result.outcome == WorkerVerdict.hung
        // A worker that ended has its own words; every other number is the plugin's.
        if outcome == .pluginFault, !isLost {
            code = "bad-outcome"
            sentence = unsafe "the transport reported the outcome \(result.outcome), which does not exist"
        }
        status = unsafe Int(result.status)
        sent =
            switch unsafe result.sent {
            case PENSTOCK_SENT_NO: .no
            case PENSTOCK_SENT_YES: .yes
            default: .maybe
            }
        retryAfter = unsafe result.retry_after_ms >= 0 ? .milliseconds(result.retry_after_ms) : nil
        if let times = unsafe result.timings { timings = unsafe Timings(times.pointee) }
        responseHead = unsafe Array(copying: result.response_head, limit: Self.responseLimit)
        responseBody = unsafe Array(copying: result.response_body, limit: Self.responseLimit)
        isTruncated =
            unsafe result.flags & PENSTOCK_RESULT_TRUNCATED != 0 || result.response_body.count > Self.responseLimit
        if let list = unsafe result.recipients {
            recipients = (0..<(unsafe result.recipient_count)).compactMap { index in
                unsafe list[index].map { unsafe Recipient($0.pointee) }
            }
        }
        if let list = unsafe result.attributes {
            attributes = (0..<(unsafe result.attribute_count)).map { index in
                unsafe EventExtension(
                    name: String(copying: list[index].name),
                    value: String(copying: list[index].value)
                )
            }
        }
        resume = unsafe Array(copying: result.resume, limit: Self.resumeLimit)
    }
}

extension AttemptResult {
    /// Without the stage's secrets. Some receivers send back what they got, and some libraries quote a URL in an error.
    ///
    /// Addresses stay, because they say which recipient an outcome is of, and so does what the transport keeps for
    /// itself.
    func masked(by mask: SecretMask) -> AttemptResult {
        guard !mask.isEmpty else { return self }
        var result = self
        result.code = mask(code)
        result.sentence = mask(sentence)
        result.responseHead = mask(responseHead, isCut: responseHead.count == Self.responseLimit)
        result.responseBody = mask(responseBody, isCut: isTruncated)
        for index in recipients.indices { result.recipients[index].reply = mask(recipients[index].reply) }
        for index in attributes.indices { result.attributes[index].value = mask(attributes[index].value) }
        return result
    }
}

extension Timings {
    fileprivate init(_ raw: penstock_timings) {
        func known(_ value: Int64) -> Int64? { value >= 0 ? value : nil }
        self.init(
            name: known(raw.name_us),
            connect: known(raw.connect_us),
            tls: known(raw.tls_us),
            firstByte: known(raw.first_byte_us),
            total: known(raw.total_us)
        )
    }
}

extension Recipient {
    fileprivate init(_ raw: penstock_recipient) {
        self.init(
            address: unsafe String(copying: raw.address),
            outcome: unsafe Outcome(raw: raw.outcome) ?? .transient,
            status: unsafe Int(raw.status),
            reply: unsafe String(copying: raw.reply)
        )
    }
}
