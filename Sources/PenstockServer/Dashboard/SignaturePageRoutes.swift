internal import Hummingbird
internal import PenstockCore
internal import PenstockDashboard
internal import PenstockEngine
internal import PenstockSamples

/// `/signatures`: how receivers verify, and a form that says why a signature fails.
struct SignaturePageRoutes: Sendable {
    let desk: PageDesk

    func add(to router: Router<APIContext>) {
        router.get("/signatures") { request, context in
            desk.show(SignaturesPage(codes: Self.codes), request, context)
        }
        router.post("/signatures") { request, context in
            desk.show(answer(try await desk.form(request)), request, context)
        }
    }

    private static let codes = ReceiverCode.all.map { code in
        SignaturesPage.Code(
            name: code.name,
            language: code.language,
            file: code.file,
            needs: code.needs,
            text: code.text
        )
    }

    private func answer(_ form: FormReader) -> SignaturesPage {
        let secret = form.text("secret") ?? ""
        var page = SignaturesPage(
            codes: Self.codes,
            draft: SignatureDraft(
                request: form.text("request") ?? "",
                form: form.text("form") ?? "",
                at: form.text("at") ?? ""
            )
        )
        do throws(Problem) {
            let answer = try question(secret, page.draft).answerOfForm()
            page.verdict = SignatureVerdictView(answer.diagnosis, notes: answer.notes)
        } catch {
            page.complaint = "Nothing was verified: \(error.detail)."
        }
        page.draft.hide(secret)
        return page
    }

    private func question(_ secret: String, _ draft: SignatureDraft) throws(Problem) -> SignatureQuestion {
        guard draft.request.contains(where: { !$0.isWhitespace }) else {
            throw Problem(.invalidParameter, "paste the request as it came, its headers, an empty line, and its body")
        }
        guard draft.request.utf8.count <= SignatureQuestion.limit else {
            let most = SignatureQuestion.limit >> 10
            throw Problem(.invalidParameter, "the request has more than \(most) KiB, and no webhook has")
        }
        guard !secret.isEmpty else { throw Problem(.invalidParameter, "give the secret too, as both ends have it") }
        var at = desk.engine.now
        if !draft.at.isEmpty {
            guard let time = Timestamp(draft.at, ago: at) else { throw .notTime("at", draft.at) }
            at = time
        }
        return SignatureQuestion(
            secret: secret,
            request: Array(draft.request.utf8),
            form: draft.form.isEmpty ? nil : draft.form,
            at: at
        )
    }
}

extension SignatureDraft {
    /// What people paste may have the secret in it, which is not shown again wherever it stands.
    fileprivate mutating func hide(_ secret: String) {
        let mask = SecretMask([secret])
        (request, form, at) = (mask(request), mask(form), mask(at))
    }
}
