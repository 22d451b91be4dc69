internal import PenstockJSON
internal import PenstockSignatures

/// What helps to build a receiver: inboxes, and the verdict on a signature.
extension Shape {
    /// A request that arrived, as lists show it.
    static let inboxItem = named(
        "InboxItem",
        answer([
            .always("id", integer(1...Int.max), "Counts the requests that arrived."),
            .always("inbox", text, "The inbox's name."),
            .always("at", time, "When it arrived."),
            .always("method", text, "Its method."),
            .always("target", text, "Its target: the path with the query."),
            .maybe("webhook_id", text, "Its `webhook-id`."),
            .always("body_length", count, "How many bytes its body had."),
            .maybe("status", integer, "What it was answered; absent where the connection was reset."),
        ])
    )

    /// A request that arrived, whole.
    static let inboxDetail = named(
        "InboxDetail",
        answer([
            .always("id", integer(1...Int.max), "Counts the requests that arrived."),
            .always("number", integer(1...Int.max), "The same."),
            .always("inbox", text, "The inbox's name."),
            .always("at", time, "When it arrived."),
            .always("method", text, "Its method."),
            .always("target", text, "Its target: the path with the query."),
            .always("headers", map(of: text), "Its headers, by their names in lower case."),
            .maybe("body", text, "Its body, or its beginning."),
            .maybe("body_base64", text, "The same in base64, where it is no text."),
            .always("body_length", count, "How many bytes its body had."),
            .always("answer", inboxAnswer, "What it was answered."),
            .always("request", text, "The request as it is pasted where a signature is verified."),
        ])
    )

    private static let inboxAnswer = answer([
        .maybe("status", integer, "The status."),
        .maybe("reset", constant(true), "The connection was reset, without an answer."),
    ])

    static let signatureRequest = request([
        .always("secret", text, "A secret such as `whsec_…`, or a public key."),
        .always("request", text, "The request as it came: head, empty line, body."),
        .maybe("form", word(SignatureForm.named.map(\.name)), "The form of the signature; else the headers tell."),
        .maybe("tolerance", text(), "How old a signature may be, such as `5m`."),
        .maybe("at", momentOrAge, "The moment at which it is looked at; else now."),
    ])

    /// Whether a request is signed.
    static let signatureVerdict = named(
        "SignatureVerdict",
        answer([
            .always("valid", truth, "Whether it is signed with the secret."),
            .always("form", text, "The form that was checked."),
            .maybe("age_seconds", integer, "How old the signature is, where it has a time and is valid."),
            .always("findings", list(of: signatureFinding), "Why it is not valid, the likeliest cause first."),
            .maybe("notes", list(of: text), "What was done with the request before."),
        ])
    )

    private static let signatureFinding = answer([
        .always("code", text, "What was found, for programs."),
        .always("text", text, "What was found, for people."),
        .maybe("advice", text, "What to do about it."),
    ])
}
