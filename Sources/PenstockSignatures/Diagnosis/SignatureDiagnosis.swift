package import PenstockCore

/// Whether a request is signed, and if it is not, what probably happened: for people who look for a fault, and not for
/// what a sender is told.
package struct SignatureDiagnosis: Sendable, Equatable {
    /// One thing that was found.
    package struct Finding: Sendable, Equatable {
        /// Its name, the same for ever.
        package var code: String
        /// A sentence without a capital and a full stop.
        package var text: String
        /// What to do about it.
        package var advice: String?

        init(_ code: String, _ text: String, advice: String? = nil) {
            (self.code, self.text, self.advice) = (code, text, advice)
        }
    }

    /// The name of the form that was checked.
    package var form: String
    package var isValid: Bool
    /// How old the signature is, where it has a time and is valid.
    package var age: Duration?
    /// Why it is not valid, the likeliest cause first; empty when it is.
    package var findings: [Finding]

    /// Looks at a request.
    /// - Parameters:
    ///   - name: the form's name; the form is found by the request's headers where both are nil.
    ///   - secret: as it was given; it does not appear in what is found.
    package init(
        of request: SignedRequest,
        secret: String,
        form chosen: (name: String, form: SignatureForm)? = nil,
        at now: Timestamp
    ) {
        guard let (name, form) = chosen ?? SignatureForm.recognized(in: request) else {
            self.init(form: "none", [Self.noForm])
            return
        }
        let scheme: any SignatureScheme
        do throws(StandardKey.Complaint) {
            scheme = try form.scheme(secret: secret)
        } catch {
            // The sender may have taken it for a key all the same.
            let explained = Self.explanation(of: request, secret: secret, form)
            self.init(form: name, [Finding("bad-secret", error.text)] + explained)
            return
        }
        switch scheme.verify(request, at: now) {
        case .valid(_, let age): self.init(form: name, isValid: true, age: age, [])
        case .invalid(let fault):
            let explained = fault == .mismatch ? Self.explanation(of: request, secret: secret, form) : []
            let first = Finding(fault.code, fault.text, advice: Self.advice(fault, request, name))
            // A cause that was found says more than that there must be one.
            self.init(form: name, explained.isEmpty ? [first] : explained)
        }
    }

    private init(form: String, isValid: Bool = false, age: Duration? = nil, _ findings: [Finding]) {
        (self.form, self.isValid, self.age, self.findings) = (form, isValid, age, findings)
    }

    private static let noForm = Finding(
        "missing-header",
        "the request has no header with a signature that is known: "
            + SignatureForm.named.map(\.form.header).distinct.joined(separator: ", "),
        advice: "choose the form, or see whether a proxy takes headers away"
    )

    /// Tries what people and programs do to bodies and keys.
    private static func explanation(of request: SignedRequest, secret: String, _ form: SignatureForm) -> [Finding] {
        var form = form
        form.tolerance = .seconds(Int64.max / 1_000_000_000)
        let bodies = [nil] + BodyVariant.all(of: request.body).map(Optional.some)
        // Without a change of the body, the right key has failed already.
        let own = (try? form.scheme(secret: secret)).map { [(words: String?.none, scheme: $0)] } ?? []
        let others = SecretVariant.all(of: secret).map {
            (words: String?.some($0.words), scheme: form.scheme(key: $0.key))
        }
        for (words, scheme) in own + others {
            for body in bodies {
                let tried = SignedRequest(headers: request.headers, body: body?.body ?? request.body)
                guard scheme.verify(tried, at: Timestamp(microseconds: 0)).isValid else { continue }
                var findings: [Finding] = []
                if let words {
                    findings.append(
                        Finding(
                            "secret-form",
                            "the signature matches when \(words)",
                            advice: "sender and receiver have to read the secret in the same way"
                        )
                    )
                }
                if let body {
                    findings.append(
                        Finding("body-changed", "the signature matches once \(body.words)", advice: body.cause)
                    )
                }
                return findings
            }
        }
        return []
    }

    private static func advice(_ fault: SignatureFault, _ request: SignedRequest, _ form: String) -> String? {
        switch fault {
        case .mismatch:
            "compare the secrets of both ends, and see that the body is verified byte by byte as it came: nothing that"
                + " was tried (line breaks, other ways to write JSON or the secret) makes it match"
        case .missingHeader:
            SignatureForm.recognized(in: request).flatMap { other in
                other.name == form ? nil : "it has \(other.form.header), which is the form '\(other.name)'"
            } ?? "see whether a proxy takes it away, and whether the request comes from the sender at all"
        case .tooOld:
            "a request that was recorded is old; one that has just come means that the clocks differ, or that it waited"
        case .tooNew: "set the clocks by NTP"
        case .otherVersion: "v1 is checked with whsec_…, v1a with whpk_…"
        default: nil
        }
    }
}
