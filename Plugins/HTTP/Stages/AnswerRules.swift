internal import CCurl
internal import PenstockPluginKit

/// What an attempt comes to: its class, a word for programs and a sentence for people.
struct Verdict: Sendable, Equatable {
    var outcome: AttemptResult.Outcome
    var code: String
    var sentence: String
    var retryAfterMilliseconds: Int64?

    init(_ outcome: AttemptResult.Outcome, _ code: String, _ sentence: String) {
        self.outcome = outcome
        self.code = code
        self.sentence = sentence
    }
}

/// What an answer's status and head mean for a delivery.
enum AnswerRules {
    /// Judges a complete answer.
    ///
    /// Only a 2xx is success, and only 410 is final: everything else, a redirect and a 404 too, is tried again by the
    /// schedule, because people mend their receivers (Standard Webhooks 1.0.0). The pipeline's `outcomes` may say
    /// otherwise.
    /// - Parameters:
    ///   - head: The answer's head, or its beginning.
    ///   - host: The receiver as people know it.
    ///   - now: Seconds since 1970, for a date in `Retry-After` where the answer carries no `Date` itself.
    static func verdict(
        status: Int,
        head: @autoclosure () -> [UInt8],
        host: @autoclosure () -> String,
        now: @autoclosure () -> Int64
    ) -> Verdict {
        if (200..<300).contains(status) { return Verdict(.delivered, "delivered", "answered \(status)") }
        let head = AnswerHead(head())
        let host = host()
        var verdict =
            switch status {
            case 410: Verdict(.gone, "gone", "\(host) answered 410: it is gone for good and wants no more")
            case 300..<400: redirected(status, to: head["location"], host)
            case 400, 422:
                Verdict(.transient, "http-status", "\(host) answered \(status): it does not understand the request")
            case 401, 403:
                Verdict(
                    .transient,
                    "http-status",
                    "\(host) answered \(status): it refuses the credentials; check auth, headers and the signature"
                )
            case 404:
                Verdict(.transient, "http-status", "\(host) answered 404: there is nothing at this URL; check url")
            case 405: Verdict(.transient, "http-status", "\(host) answered 405: it does not take this method")
            case 413: Verdict(.transient, "http-status", "\(host) answered 413: the body is too large for it")
            case 429: Verdict(.transient, "rate-limited", "\(host) answered 429: too many requests")
            case 503: Verdict(.transient, "http-status", "\(host) answered 503: it is not available for now")
            default: Verdict(.transient, "http-status", "\(host) answered \(status)")
            }
        // Whatever the class: the pipeline's `outcomes` may make a 410 transient.
        if let wait = retryAfter(head, now: now()) {
            verdict.retryAfterMilliseconds = wait
            verdict.sentence += "; it asks to wait \(Microseconds(wait * 1_000))"
        }
        return verdict
    }

    private static func redirected(_ status: Int, to location: String?, _ host: String) -> Verdict {
        // A query may carry a secret; a control character has no place in a sentence.
        let place = location.map { $0.prefix { $0 != "?" && $0 != "#" } }?.prefix(200) ?? ""
        let isPlain = place.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "@") }
        let advice = place.isEmpty || !isPlain ? "" : "; if that is right, set url to \(place)"
        return Verdict(
            .transient,
            "redirect",
            "\(host) answered \(status); redirects are not followed\(advice)"
        )
    }

    /// What `Retry-After` asks for, in milliseconds (RFC 9110, section 10.2.3): seconds, or a date.
    static func retryAfter(_ head: AnswerHead, now: Int64) -> Int64? {
        guard let text = head["retry-after"], !text.isEmpty else { return nil }
        let most: Int64 = 366 * 86_400
        if text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) {
            return min(Int64(text) ?? most, most) * 1_000
        }
        guard let until = seconds(ofDate: text) else { return nil }
        // The receiver's own clock wrote the date, so its own `Date` says best how far off that is.
        let from = head["date"].flatMap(seconds(ofDate:)) ?? now
        return min(max(0, until - from), most) * 1_000
    }

    /// Seconds since 1970 of a date of HTTP, in any of its three forms, or of one that a certificate holds.
    static func seconds(ofDate text: String) -> Int64? {
        let value = unsafe curl_getdate(text, nil)
        return value < 0 ? nil : Int64(value)
    }
}

/// The head of an answer: its status line and fields.
struct AnswerHead: Sendable {
    private let lines: [Substring]

    init(_ bytes: [UInt8]) {
        lines = String(decoding: bytes, as: UTF8.self).split(separator: "\r\n", omittingEmptySubsequences: true)
    }

    /// The first field of a name.
    /// - Parameter name: In lower case.
    subscript(name: String) -> String? {
        for line in lines {
            guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else { continue }
            guard line[..<colon].lowercased() == name else { continue }
            let value = line[colon...].utf8.dropFirst()
                .drop { $0 == 0x20 || $0 == 0x09 }
            return Substring(value).trimmingSuffix()
        }
        return nil
    }
}

extension Substring {
    fileprivate func trimmingSuffix() -> String {
        var rest = self
        while let last = rest.last, last == " " || last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
