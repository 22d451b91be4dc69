internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON

/// The test of a link: what is asked, and what could be seen.
extension Shape {
    static let linkRequest = named(
        "LinkRequest",
        request([
            .maybe("url", text, "Where to send, http or https."),
            .maybe("pipeline", text, "The pipeline whose URL, headers, credentials and TLS are used."),
            .maybe("method", word(LinkRequest.methods), "The pipeline's, or POST, where it is absent."),
            .maybe("headers", map(of: text), "Headers to send; a pipeline's own stand before one of the same name."),
            .maybe("body", anything, "A text as it is, or other JSON; absent: an event of `penstock.link.test`."),
            .maybe("timeout", text.example("10s"), "How long it may take, at most 30s."),
        ])
    )

    static let linkReport = named(
        "LinkReport",
        answer([
            .maybe("pipeline", text, "The pipeline whose link it is."),
            .always("request", sentRequest, "What was to be sent."),
            .maybe("address", text, "The address that took the connection."),
            .always("addresses", list(of: text), "Those that were tried."),
            .maybe("proxy_addresses", list(of: text), "The same of a proxy."),
            .maybe("status", integer, "What the receiver answered."),
            .maybe("reason", text, "The words behind the status."),
            .always("code", text, "What happened, for programs."),
            .always("text", text, "What happened, for people."),
            .always("sent", sent, "Whether the receiver may have the request."),
            .always("outcome", outcome, "The class that a delivery would have ended in."),
            .always(
                "delivery",
                answer([
                    .always("state", word(of: DeliveryState.self), "What would have become of a delivery."),
                    .always("text", text, "The same for people."),
                ]),
                "By the pipeline's policies, or the standard ones."
            ),
            .maybe("timings_us", timings, "How long its parts took, in microseconds from its start."),
            .maybe("tls", linkTLS, "How TLS stood, where there was some."),
            .maybe("response", response, "What the receiver said."),
        ])
    )

    private static let linkTLS = answer([
        .maybe("version", text, "Such as TLSv1.3."),
        .maybe("cipher", text, "The cipher suite."),
        .always("accepted", truth, "Whether the certificate was."),
        .maybe("problem", text, "Why it was not."),
        .always(
            "certificates",
            list(
                of: answer([
                    .maybe("subject", text, "Whom it is for."),
                    .maybe("issuer", text, "Who signed it."),
                    .maybe("names", list(of: text), "The alternative names of the subject."),
                    .maybe("valid_from", time, "When it begins to count."),
                    .maybe("valid_until", time, "When it ends."),
                    .maybe("days_left", integer, "Whole days until then; negative once it has ended."),
                    .maybe("sha256", text, "The fingerprint of the certificate."),
                ])
            ),
            "Those that the receiver showed, its own first."
        ),
    ])
}
