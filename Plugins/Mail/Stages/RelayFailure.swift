internal import CCurl
internal import Glibc
internal import PenstockPluginKit

/// A session that failed without a reply of the server that would explain it.
struct RelayFailure {
    var code: CURLcode
    /// `errno` of the last system call, 0 when it had none.
    var systemError: Int32
    /// How far the session came.
    var phase: Phase
    /// How long it had.
    var limit: Microseconds
    /// libcurl's own words.
    var detail: String

    /// How far a session came.
    enum Phase: Equatable {
        case name, connection, tls
        /// The server had to answer this.
        case answer(Conversation.Command)
        /// The mail was on its way.
        case content(isWhole: Bool)
    }

    /// Its class, a word for programs and a sentence for people.
    func verdict(_ options: RelayOptions) -> (AttemptResult.Outcome, String, String) {
        let relay = options.name
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST:
            return (
                .transient, "name-not-found",
                "no address was found for \(relay); check the name in url, and the DNS of this machine"
            )
        case CURLE_COULDNT_CONNECT where systemError == ECONNREFUSED:
            return (
                .transient, "connection-refused",
                "could not connect to \(relay): connection refused; is the mail server running?"
            )
        case CURLE_COULDNT_CONNECT: return (.transient, "connection-failed", "could not connect to \(relay)")
        case CURLE_OPERATION_TIMEDOUT: return timedOut(relay)
        case CURLE_ABORTED_BY_CALLBACK: return (.transient, "cancelled", "the attempt was cut short")
        case CURLE_LOGIN_DENIED:
            return (
                .configuration, "login-refused",
                "\(relay) offers no way to log in that Penstock knows, or refused the login; check username and password"
            )
        case CURLE_USE_SSL_FAILED:
            return (
                .configuration, "tls-not-offered",
                "\(relay) offers no STARTTLS, and a mail is not sent in plain text; use smtps:// if it speaks TLS from "
                    + "the start"
            )
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR:
            let advice =
                options.certificateAuthorities == nil
                ? "if it is signed by an authority of your own, name that in ca_file" : "check ca_file"
            let reason = detail.isEmpty ? "" : ": \(detail)"
            return (
                .configuration, "certificate-unverified",
                "the certificate of \(relay) cannot be trusted\(reason); \(advice)"
            )
        case CURLE_SSL_CACERT_BADFILE:
            return (.configuration, "bad-ca-file", "the certificates in ca_file cannot be read")
        case CURLE_SSL_CONNECT_ERROR:
            return (
                .transient, "tls-failed",
                "\(relay) and Penstock could not agree on TLS; smtps:// is TLS from the start, smtp:// begins in plain text"
            )
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING:
            return (.transient, "connection-reset", "\(relay) cut the connection")
        case CURLE_WEIRD_SERVER_REPLY:
            return (.transient, "not-smtp", "what \(relay) answered is not SMTP, or no wish to talk now")
        default:
            let words = unsafe String(cString: curl_easy_strerror(code))
            return (.transient, "curl-\(code.rawValue)", "the session with \(relay) failed: \(words)")
        }
    }

    /// Says in which phase time ran out.
    private func timedOut(_ relay: String) -> (AttemptResult.Outcome, String, String) {
        let early = min(limit, RelayOptions.connectTimeout)
        func silent(_ what: String, _ limit: Microseconds) -> (AttemptResult.Outcome, String, String) {
            (.transient, "timeout", "\(relay) \(what) within \(limit)")
        }
        return switch phase {
        case .name:
            (
                .transient, "name-timeout",
                "no address was found for \(relay) within \(early); check the DNS of this machine"
            )
        case .connection: (.transient, "connect-timeout", "could not connect to \(relay) within \(early)")
        case .tls:
            (
                .transient, "tls-timeout",
                "\(relay) took the connection, but TLS was not agreed on within \(early)"
            )
        case .answer(.greeting): silent("took the connection, but did not greet", early)
        case .answer(.hello): silent("did not answer EHLO", early)
        case .answer(.startTLS): silent("did not answer STARTTLS", early)
        case .answer(.login): silent("did not answer the login", early)
        case .answer(.sender): silent("did not answer MAIL FROM", limit)
        case .answer(.recipient): silent("did not answer RCPT TO", limit)
        case .answer(.data): silent("did not answer DATA", limit)
        case .content(isWhole: true): silent("took the mail, but did not say what became of it", limit)
        case .content(isWhole: false): silent("did not take the whole mail", limit)
        case .answer: silent("did not take the mail", limit)
        }
    }
}
