internal import CCurl
internal import Glibc
internal import PenstockPluginKit

/// An exchange that ended without a complete answer: all that is known of how.
struct Interruption {
    var code: CURLcode
    /// `errno` of the last system call, 0 when it had none.
    var systemError: Int32
    /// The answer's status where at least its head came; else 0.
    var status: Int
    var hasResolved: Bool
    /// Whether a connection stood, TLS perhaps not yet.
    var hasReached: Bool
    /// Whether a connection stood, ready for the request.
    var hasConnected: Bool
    /// Whether the request was written, wholly or in part.
    var hasSent: Bool
    /// Whether all of the request was written.
    var hasSentAll: Bool
    /// How long the exchange had.
    var limit: Microseconds
    /// What the proxy answered to the wish for a tunnel where it refused it; else 0.
    var proxyStatus: Int
    /// libcurl's own words, which name no secret where they are used here.
    var detail: String
    /// Why the host's policy forbade the address.
    var refusal: String?

    /// What becomes of the attempt.
    func verdict(host: String, _ options: EndpointOptions) -> Verdict {
        if let refusal {
            return Verdict(.permanent, "egress-refused", "\(host) may not be connected to: \(refusal)")
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return Verdict(
                .transient,
                "name-not-found",
                "no address was found for \(host); check the name in url, and the DNS of this machine"
            )
        case CURLE_COULDNT_RESOLVE_PROXY:
            return Verdict(.transient, "name-not-found", "no address was found for the proxy; check the name in proxy")
        case CURLE_RECV_ERROR where proxyStatus >= 300: return refusedByProxy(host)
        case CURLE_COULDNT_CONNECT: return connectFailed(host)
        case CURLE_OPERATION_TIMEDOUT: return timedOut(host, options)
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR:
            return Verdict(.transient, "connection-reset", "\(host) cut the connection \(whenCut)")
        case CURLE_GOT_NOTHING:
            return Verdict(.transient, "no-answer", "\(host) closed the connection without an answer")
        case CURLE_PARTIAL_FILE, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return Verdict(.transient, "connection-reset", "\(host) cut the exchange \(whenCut)")
        case CURLE_WRITE_ERROR:
            return Verdict(.transient, "answer-too-long", "\(host) sent an answer whose head does not end")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            return Verdict(.transient, "not-http", "what \(host) answered is not HTTP; check the port in url")
        case CURLE_URL_MALFORMAT:
            return Verdict(.permanent, "bad-url", "the URL for this delivery is none that can be sent to")
        default: return secured(host, options)
        }
    }

    private var whenCut: String {
        status > 0 ? "in the middle of its answer" : hasSent ? "before it had answered" : "before the request was sent"
    }

    private func connectFailed(_ host: String) -> Verdict {
        switch systemError {
        case ECONNREFUSED:
            Verdict(
                .transient,
                "connection-refused",
                "could not connect to \(host): connection refused; is the receiver running?"
            )
        case ENETUNREACH, EHOSTUNREACH:
            Verdict(
                .transient,
                "unreachable",
                "could not connect to \(host): there is no way to it from this machine"
            )
        case EMFILE, ENFILE:
            Verdict(
                .transient,
                "no-descriptors",
                "could not connect to \(host): this machine allows no more open files; raise the limit (ulimit -n)"
            )
        default: Verdict(.transient, "connection-failed", "could not connect to \(host)")
        }
    }

    private func refusedByProxy(_ host: String) -> Verdict {
        proxyStatus == 407
            ? Verdict(.configuration, "proxy-refused", "the proxy wants a login, which cannot be given to it")
            : Verdict(.transient, "proxy-refused", "the proxy answered \(proxyStatus) to the wish to reach \(host)")
    }

    /// Says in which phase time ran out.
    private func timedOut(_ host: String, _ options: EndpointOptions) -> Verdict {
        if status > 0 {
            return Verdict(
                .transient,
                "timeout",
                "\(host) answered \(status), but its answer did not end within \(limit)"
            )
        }
        if hasSent || hasConnected {
            let what = hasSentAll ? "did not answer" : "did not take the whole request"
            return Verdict(.transient, "timeout", "\(host) \(what) within \(limit)")
        }
        let limit = min(options.connectTimeout, limit)
        if hasReached {
            let what = options.proxy == nil ? "TLS was not agreed on" : "the way to it did not stand"
            return Verdict(.transient, "tls-timeout", "\(host) took the connection, but \(what) within \(limit)")
        }
        return hasResolved
            ? Verdict(.transient, "connect-timeout", "could not connect to \(host) within \(limit)")
            : Verdict(
                .transient,
                "name-timeout",
                "no address was found for \(host) within \(limit); check the DNS of this machine"
            )
    }

    /// What concerns TLS, and whatever is left.
    private func secured(_ host: String, _ options: EndpointOptions) -> Verdict {
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            let reason = detail.isEmpty ? "" : ": \(detail)"
            let advice =
                options.certificateAuthorities == nil
                ? "if it is signed by an authority of your own, name that in ca_file" : "check ca_file"
            return Verdict(
                .configuration,
                "certificate-unverified",
                "the certificate of \(host) cannot be trusted\(reason); \(advice)"
            )
        case CURLE_SSL_CACERT_BADFILE:
            return Verdict(.configuration, "bad-ca-file", "the certificates in ca_file cannot be read")
        case CURLE_SSL_CERTPROBLEM:
            return Verdict(
                .configuration,
                "bad-client-certificate",
                "client_certificate or client_key cannot be used"
            )
        case CURLE_SSL_CONNECT_ERROR:
            return Verdict(
                .transient,
                "tls-failed",
                "\(host) and Penstock could not agree on TLS; does it speak TLS on that port?"
            )
        default:
            let words = unsafe String(cString: curl_easy_strerror(code))
            return Verdict(.transient, "curl-\(code.rawValue)", "the exchange with \(host) failed: \(words)")
        }
    }
}
