internal import ArgumentParser
internal import PenstockJSON
internal import PenstockSignatures

struct SecretNew: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Make a secret that a signer takes.",
        discussion: """
            Prints the secret alone, so that it can be put into a file; what to do with it goes to standard error. It is \
            drawn from the system's source of randomness, and stored nowhere. standard-webhooks: whsec_…, which both \
            ends have. ed25519: a whsk_… that signs, and on the second line the whpk_… that receivers verify with. \
            hmac: hexadecimal digits for the signer hmac.

            Examples:
              penstock secret new
              umask 077; echo "HR_SECRET=$(penstock secret new)" >> pipelines/.env
              penstock secret new --kind ed25519 --json

            Exit codes: 0 fine, 2 wrong usage.
            """
    )

    @Option(help: "What it is for.")
    var kind = NewSecret.Kind.standardWebhooks

    @Option(help: "How many bytes of chance it is made of.")
    var bytes = 32

    @OptionGroup var output: OutputOptions

    func validate() throws {
        let sizes = kind.sizes
        guard sizes.contains(bytes) else {
            let range =
                sizes.count == 1 ? "\(sizes.lowerBound) bytes" : "\(sizes.lowerBound) to \(sizes.upperBound) bytes"
            throw ValidationError("a secret of the kind \(kind.rawValue) is made of \(range), not \(bytes)")
        }
    }

    func run() throws {
        var chance = SystemRandomNumberGenerator()
        guard let secret = NewSecret(kind, bytes: bytes, from: &chance) else {
            throw CommandFailure("no secret of \(bytes) bytes could be made")
        }
        if output.isJSON {
            return Terminal.output.write(
                json: .known([
                    "kind": .string(kind.rawValue), "secret": .string(secret.secret),
                    "public_key": secret.publicKey.map(JSONValue.string) ?? .null,
                ])
            )
        }
        Terminal.output.write(([secret.secret] + [secret.publicKey].compactMap(\.self)).joined(separator: "\n") + "\n")
        Terminal.error.write("\n" + advice)
    }

    private var advice: String {
        let stage =
            switch kind {
            case .standardWebhooks, .ed25519: "sign: standard-webhooks\n      with: { secrets: [\"${env:HR_SECRET}\"] }"
            case .hmac: "sign: hmac\n      with: { preset: github, secret: \"${env:HR_SECRET}\" }"
            }
        let receiver =
            kind == .ed25519
            ? "Give the receiver the second line, whpk_…; the first one signs and stays here."
            : "Give it to the receiver by a way that nobody else can read."
        return """
            Put it where references lead, such as .env of the pipelines directory (chmod 600), and sign with it:

                - \(stage)

            \(receiver) `penstock secret snippet` shows how a receiver verifies.
            To change a secret without a gap, put the new one first and say of the old one until when it signs:

                secrets: ["${env:HR_SECRET}", { secret: "${env:HR_SECRET_OLD}", until: 2099-01-31T00:00:00Z }]

            """
    }
}

extension NewSecret.Kind: ExpressibleByArgument {}
