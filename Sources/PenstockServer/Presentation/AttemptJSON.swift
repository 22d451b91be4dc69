internal import PenstockCore
internal import PenstockJSON

extension JSONWriter {
    /// Writes one try of a transport, with what the other side said as text.
    mutating func attempt(_ attempt: Attempt) {
        let result = attempt.result
        object { json in
            json.member("number", attempt.number)
            json.member("started_at", attempt.startedAt)
            json.member("revision", attempt.revision.rawValue)
            json.member("rendering_revision", attempt.rendering?.rawValue)
            json.member("outcome", result.outcome.rawValue)
            json.member("status", result.status == 0 ? nil : result.status)
            json.member("sent", result.sent.rawValue)
            json.member("code", result.code.isEmpty ? nil : result.code)
            json.member("text", result.sentence.isEmpty ? nil : result.sentence)
            json.member("retry_after_ms", result.retryAfter.map { $0.microseconds / 1000 })
            json.timings(result.timings)
            json.request(attempt.request)
            json.response(result)
            json.recipients(result.recipients)
            json.member("attributes", result.attributes)
        }
    }

    private mutating func timings(_ timings: Timings) {
        guard timings != Timings() else { return }
        key("timings_us")
        object { json in
            json.member("name", timings.name)
            json.member("connect", timings.connect)
            json.member("tls", timings.tls)
            json.member("first_byte", timings.firstByte)
            json.member("total", timings.total)
        }
    }

    private mutating func request(_ request: RequestHead?) {
        guard let request else { return }
        key("request")
        object { json in
            json.member("method", request.method.isEmpty ? nil : request.method)
            json.member("target", request.target.isEmpty ? nil : request.target)
            json.member("headers", request.headers)
            if request.isCut { json.member("truncated", true) }
        }
    }

    private mutating func response(_ result: AttemptResult) {
        guard !result.responseHead.isEmpty || !result.responseBody.isEmpty else { return }
        key("response")
        object { json in
            json.member("head", text: result.responseHead)
            json.member("body", text: result.responseBody)
            if result.isTruncated { json.member("truncated", true) }
        }
    }

    private mutating func recipients(_ recipients: [Recipient]) {
        guard !recipients.isEmpty else { return }
        key("recipients")
        array(recipients) { json, recipient in
            json.object { json in
                json.member("address", recipient.address)
                json.member("outcome", recipient.outcome.rawValue)
                json.member("status", recipient.status == 0 ? nil : recipient.status)
                json.member("reply", recipient.reply.isEmpty ? nil : recipient.reply)
            }
        }
    }
}
