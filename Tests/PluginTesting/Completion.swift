internal import CPenstock
package import PenstockPluginKit

/// How a transport ended an attempt.
package struct Completion: Sendable {
    package var token: UInt64
    package var outcome: AttemptResult.Outcome
    package var status: Int
    package var sent: AttemptResult.Sent
    package var retryAfterMilliseconds: Int64?
    /// From the start of the exchange to its end, in microseconds; nil where unknown.
    package var totalMicroseconds: Int64?
    package var connectMicroseconds: Int64?
    package var code: String
    package var sentence: String
    package var responseHead: [UInt8]
    package var responseBody: [UInt8]
    package var isTruncated: Bool
    package var recipients: [AttemptResult.Recipient]
    package var attributes: [Field]
    package var resume: [UInt8]
}

extension Completion {
    init(_ result: UnsafePointer<penstock_result>) {
        let raw = unsafe result.pointee
        let timings = unsafe raw.timings?.pointee
        func known(_ microseconds: Int64?) -> Int64? { microseconds.flatMap { $0 < 0 ? nil : $0 } }
        var recipients: [AttemptResult.Recipient] = []
        for index in 0..<(unsafe raw.recipient_count) {
            guard let one = unsafe raw.recipients?[index]?.pointee else { continue }
            unsafe recipients.append(
                AttemptResult.Recipient(
                    address: String(one.address),
                    outcome: AttemptResult.Outcome(rawValue: one.outcome) ?? .configuration,
                    status: Int(one.status),
                    reply: String(one.reply)
                )
            )
        }
        var attributes: [Field] = []
        for index in 0..<(unsafe raw.attribute_count) {
            guard let one = unsafe raw.attributes?[index] else { continue }
            unsafe attributes.append(Field(String(one.name), String(one.value)))
        }
        unsafe self.init(
            token: raw.token,
            outcome: AttemptResult.Outcome(rawValue: raw.outcome) ?? .configuration,
            status: Int(raw.status),
            sent: AttemptResult.Sent(rawValue: raw.sent) ?? .maybe,
            retryAfterMilliseconds: known(raw.retry_after_ms),
            totalMicroseconds: known(timings?.total_us),
            connectMicroseconds: known(timings?.connect_us),
            code: String(raw.code),
            sentence: String(raw.sentence),
            responseHead: Array(raw.response_head),
            responseBody: Array(raw.response_body),
            isTruncated: raw.flags & PENSTOCK_RESULT_TRUNCATED != 0,
            recipients: recipients,
            attributes: attributes,
            resume: Array(raw.resume)
        )
    }
}
