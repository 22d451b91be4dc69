internal import PenstockCore
internal import PenstockSignatures

/// What is asked about a signature, by a program or on a page. Neither secret nor request is kept or logged. Pure.
struct SignatureQuestion: Sendable {
    var secret: String
    /// The request as it came, head and body.
    var request: [UInt8]
    /// The form's name; nil where the headers tell.
    var form: String?
    /// How far from ``at`` the time of a signature may be; nil for what the form says.
    var tolerance: Duration?
    /// When the request arrived.
    var at: Timestamp

    /// More is no webhook, and every cause that is tried reads all of it.
    static let limit = 256 << 10

    /// What was found, and what was noticed of the request beside it.
    typealias Answer = (diagnosis: SignatureDiagnosis, notes: [String])

    func answer() throws(Problem) -> Answer {
        let raw: RawRequest
        do throws(RawRequest.SyntaxError) {
            raw = try RawRequest(request)
        } catch {
            throw Problem(.invalidParameter, "'request' cannot be read, line \(error.line): \(error.text)")
        }
        var form = try Self.form(form) ?? SignatureForm.recognized(in: raw.request)
        if let tolerance { form?.form.tolerance = tolerance }
        return (SignatureDiagnosis(of: raw.request, secret: secret, form: form, at: at), raw.notes)
    }

    /// The answer for a request that came by a form of a page. There a browser makes CR LF of every line break (HTML Living
    /// Standard, "Form submission"), so that nobody knows which ones the request had; either is tried.
    func answerOfForm() throws(Problem) -> Answer {
        var plain = self
        plain.request = request.indices.filter { index in
            !(request[index] == UInt8(ascii: "\r") && index + 1 < request.count
                && request[index + 1] == UInt8(ascii: "\n"))
        }.map { request[$0] }
        let answer = try plain.answer()
        guard !answer.diagnosis.isValid else { return answer }
        let other = try self.answer()
        return other.diagnosis.isValid ? other : answer
    }

    private static func form(_ name: String?) throws(Problem) -> (name: String, form: SignatureForm)? {
        guard let name else { return nil }
        let names = SignatureForm.named.map(\.name)
        guard let found = SignatureForm.named.first(where: { $0.name == name }) else {
            let hint =
                nearest(name, in: names).map { "is '\($0)' meant?" } ?? "there are \(names.joined(separator: ", "))"
            throw Problem(.invalidParameter, "there is no form '\(name)'; \(hint)")
        }
        return found
    }
}
