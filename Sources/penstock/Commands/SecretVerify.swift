internal import ArgumentParser
internal import PenstockCore
internal import PenstockSignatures

struct SecretVerify: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Say whether a request is signed with a secret, and if it is not, why.",
        discussion: """
            Needs no server. The request is a file as it went over the wire: the headers, an empty line, the body; the \
            first line may be left out. `penstock deliveries ID` and most receivers can show one. Where the signature \
            does not match, what usually happens to bodies and secrets is tried: line breaks, JSON that was written \
            again, a secret that was read as text or as base64.

            Examples:
              penstock secret verify --secret-env HR_SECRET --request request.http
              penstock secret verify --secret whpk_… --request - --at 2026-03-04T10:00:00Z < request.http

            Exit codes: 0 valid, 1 not valid, 2 wrong usage.
            """
    )

    @Option(help: ArgumentHelp("The file with the request; - is standard input.", valueName: "file"))
    var request: String

    @Option(
        help: ArgumentHelp(
            "When the request arrived, by which its age is told. (default: now)",
            valueName: "time"
        )
    )
    var at: String?

    @OptionGroup var signature: SignatureOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard signature.secret != nil || signature.secretEnv != nil else {
            throw ValidationError("name the secret, with --secret-env or --secret")
        }
        _ = try moment()
    }

    func run() throws {
        let bytes = try GivenFile.bytes(request, limit: Self.limit)
        let raw: RawRequest
        do throws(RawRequest.SyntaxError) {
            raw = try RawRequest(bytes)
        } catch {
            throw CommandFailure("\(request.printable), line \(error.line): \(error.text)")
        }
        let diagnosis = try signature.diagnose(
            raw.request,
            secret: try signature.givenSecret() ?? "",
            at: try moment()
        )
        if output.isJSON {
            Terminal.output.write(json: diagnosis.json(notes: raw.notes))
        } else {
            write(diagnosis, raw.notes, to: .output)
        }
        if !diagnosis.isValid { throw CommandFailure.silent }
    }

    /// More is no webhook, and every cause that is tried reads all of it.
    private static let limit = 16 << 20

    private func write(_ diagnosis: SignatureDiagnosis, _ notes: [String], to terminal: Terminal) {
        terminal.write(terminal.styled(diagnosis.summary.printable, diagnosis.isValid ? .green : .red) + "\n")
        for advice in diagnosis.findings.compactMap(\.advice) { terminal.write("  \(advice.printable)\n") }
        for note in notes { terminal.write(terminal.styled("note: ", .dim) + note.printable + "\n") }
    }

    private func moment() throws -> Timestamp {
        guard let at else { return .now }
        guard let moment = Timestamp(at) else {
            throw ValidationError("'\(at.printable)' is no time; write one such as 2026-03-04T10:00:00Z")
        }
        return moment
    }
}
