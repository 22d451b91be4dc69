internal import ArgumentParser
internal import Foundation
internal import PenstockCore
internal import PenstockSignatures

/// What a signature is verified with.
struct SignatureOptions: ParsableArguments {
    @Option(help: "The secret, or the public key. Other users of the machine can see it; --secret-env hides it.")
    var secret: String?

    @Option(help: ArgumentHelp("The variable of the environment that holds the secret.", valueName: "name"))
    var secretEnv: String?

    @Option(
        help: ArgumentHelp(
            "The form: standard-webhooks, github, stripe, slack, shopify or microsoft. (default: told by the headers)",
            valueName: "form"
        )
    )
    var form: String?

    @Option(
        help: ArgumentHelp("How far from now the time of a signature may be, such as 5m.", valueName: "duration"),
        transform: Self.duration
    )
    var tolerance: Duration = .seconds(300)

    func validate() throws {
        if secret != nil && secretEnv != nil {
            throw ValidationError("--secret and --secret-env give the same thing; leave one out")
        }
        _ = try chosenForm()
    }

    /// The secret; nil where none was given.
    func givenSecret() throws -> String? {
        guard let secretEnv else { return secret }
        guard let value = ProcessInfo.processInfo.environment[secretEnv], !value.isEmpty else {
            throw ValidationError("the variable \(secretEnv.printable) is not set, or is empty")
        }
        return value
    }

    /// The form that was chosen; nil where the request's headers tell.
    func chosenForm() throws -> (name: String, form: SignatureForm)? {
        guard let form else { return nil }
        guard let found = SignatureForm.named.first(where: { $0.name == form }) else {
            let names = SignatureForm.named.map(\.name)
            let hint =
                nearest(form, in: names).map { "is '\($0)' meant?" } ?? "there are \(names.joined(separator: ", "))"
            throw ValidationError("there is no form '\(form.printable)'; \(hint)")
        }
        return found
    }

    /// Looks at a request.
    func diagnose(_ request: SignedRequest, secret: String, at now: Timestamp) throws -> SignatureDiagnosis {
        var form = try chosenForm() ?? SignatureForm.recognized(in: request)
        form?.form.tolerance = tolerance
        return SignatureDiagnosis(of: request, secret: secret, form: form, at: now)
    }

    static func duration(_ text: String) throws -> Duration {
        guard let duration = Duration(text: text) else {
            throw ValidationError("'\(text.printable)' is no duration; write one such as 250ms, 15s or 5m")
        }
        return duration
    }
}
