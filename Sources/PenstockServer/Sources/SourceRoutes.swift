internal import HTTPTypes
internal import Hummingbird
internal import Logging
internal import NIOCore
internal import PenstockCore
internal import PenstockEngine
internal import PenstockJSON
internal import PenstockPipelines
internal import PenstockSources

/// `/in/{source}` and `/in/{source}/{hook}`: takes another system's webhook as it is.
struct SourceRoutes: Sendable {
    let engine: any EngineService
    let desk: AccessDesk
    let bodyLimit: Int
    let refusals: RefusalCounts
    let logger: Logger

    /// Those that no source takes are answered here too, so that the answer says what this source takes.
    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options]

    func add(to router: Router<APIContext>) {
        for method in Self.methods {
            for path in ["/in/:source", "/in/:source/:hook"] as [RouterPath] {
                router.on(path, method: method) { request, context in
                    do {
                        return try await answer(request, context)
                    } catch let problem as Problem {
                        refusals.count(problem.kind)
                        throw problem
                    }
                }
            }
        }
    }

    // MARK: - One request

    /// The source of the path, with what is needed to map.
    private func find(_ context: APIContext) throws(Problem) -> (source: Source, catalog: Catalog) {
        let name = try Request.pathParameter("source", context)
        let ground = engine.sourceGround
        guard let source = ground.sources[name], source.isEnabled else {
            throw Problem(.unknownSource, "no source '\(name)' is here")
        }
        return (source, ground.catalog)
    }

    private func answer(_ request: Request, _ context: APIContext) async throws -> Response {
        let (source, catalog) = try find(context)
        // Nobody signs the question whether events may come, and consent is no permission.
        if request.method == .options { return .consent(to: request, Self.allowed(source)) }
        let query = FormDecoding.fields(Array((request.uri.query ?? "").utf8))
        if let echo = source.echo, request.method == .get, let value = query?.first(where: { $0.name == echo })?.value {
            return try Self.echo(value)
        }
        guard source.methods.contains(request.method.rawValue) else { throw Self.wrongMethod(source, request.method) }
        guard let query else { throw Problem(.unreadableBody, "the query is not valid percent-encoded UTF-8") }
        var inbound = InboundRequest()
        inbound.method = request.method.rawValue
        inbound.source = source.name
        if context.parameters.get("hook") != nil { inbound.hook = try Request.pathParameter("hook", context) }
        inbound.query = query
        inbound.headers = request.headers.map { InboundRequest.Field($0.name.rawName, $0.value) }
        inbound.address = context.channel.remoteAddress?.ipAddress
        inbound.body = try await request.bytes(upTo: bodyLimit)
        return try await take(inbound, source, catalog, request.headers)
    }

    private func take(
        _ inbound: InboundRequest,
        _ source: Source,
        _ catalog: Catalog,
        _ headers: HTTPFields
    ) async throws(Problem) -> Response {
        let now = engine.now
        let request: VerifiedRequest
        do throws(SourceRun.Failure) {
            request = try SourceRun.receive(inbound, by: source, at: now)
        } catch {
            throw problem(error, source, inbound)
        }
        engine.note(.verified, of: source.name)
        let (trace, hops) = (TraceHeaders(headers), try HopHeader(headers))
        let mapping = try await map(request, source, catalog, at: now)
        guard let drafts = mapping.drafts else { return try await unmapped(request, mapping, source, at: now) }
        let acceptances: [Acceptance]
        do throws(TogetherError) {
            acceptances = try await engine.accept(
                together: drafts.map { draft in
                    var draft = draft
                    trace?.add(to: &draft)
                    hops?.add(to: &draft)
                    return draft
                }
            )
        } catch {
            throw Problem(error, isBatch: mapping.isBatch)
        }
        if !acceptances.isEmpty { engine.note(.accepted(acceptances.count), of: source.name) }
        guard !mapping.isBatch, let acceptance = acceptances.first else {
            return BatchAnswer(acceptances.map { .success($0) }).response
        }
        return .json(.accepted) { $0.acceptance(acceptance) }
    }

    private func map(
        _ request: VerifiedRequest,
        _ source: Source,
        _ catalog: Catalog,
        at now: Timestamp
    ) async throws(Problem) -> Mapping {
        guard source.hasStages else { return SourceMapper(source, catalog: catalog, thread: 0).map(request, at: now) }
        // Plugins may take their time, and the threads of Swift's pool have none.
        let mapping = await engine.mapping(with: source) { thread in
            SourceMapper(source, catalog: catalog, thread: thread).map(request, at: now)
        }
        guard let mapping else { throw Problem(.stopping, "the host is shutting down") }
        return mapping
    }

    // MARK: - What is not taken

    /// What could not be mapped is kept where the source learns; else its sender is told what was looked for.
    private func unmapped(
        _ request: VerifiedRequest,
        _ mapping: Mapping,
        _ source: Source,
        at now: Timestamp
    ) async throws(Problem) -> Response {
        let text = source.mask(mapping.problemText)
        engine.note(.refused("not mapped", text), of: source.name)
        logger.info(
            "a verified request became no event\(source.learns ? "; it is kept to be looked at" : "")",
            metadata: ["source": "\(source.name)", "reason": "\(text.quotedForLog)"]
        )
        guard source.learns else {
            var problem = Problem(.notMapped, text)
            problem.items = mapping.isBatch ? mapping.problems.map { ($0.index, source.mask($0.text)) } : []
            throw problem
        }
        do throws(StoreError) {
            let id = try await engine.learn(request.learned(from: source, because: mapping.problemText, at: now))
            return .json(.accepted) { json in
                json.object { json in
                    json.member("learned", true)
                    json.member("id", Cursor.text(id.rawValue, in: .learned))
                    json.member("reason", text)
                }
            }
        } catch {
            throw Problem(error)
        }
    }

    private func problem(_ failure: SourceRun.Failure, _ source: Source, _ inbound: InboundRequest) -> Problem {
        switch failure {
        case .refused(let refusal):
            let text = source.mask(refusal.text)
            engine.note(.refused(refusal.code.rawValue, text), of: source.name)
            let address = inbound.address ?? "unknown"
            if refusal.isGuess, let wait = desk.wrongSecret(address) { return .tooManyFailures(wait, "secrets") }
            logger.notice(
                "a request to a source was not verified",
                metadata: [
                    "source": "\(source.name)", "reason": "\(text.quotedForLog)", "from": "\(address)",
                ]
            )
            var problem = Problem(.notVerified, "the request is not verified; the log of the server says why")
            problem.headers[.wwwAuthenticate] = source.verification.challenge(realm: source.path)
            return problem
        case .unreadable(let fault):
            let text = source.mask(fault.text)
            engine.note(.refused(Refusal.Code.unreadable.rawValue, text), of: source.name)
            return Problem(fault.kind == .unsupported ? .unsupportedContentType : .unreadableBody, text)
        }
    }

    private static func wrongMethod(_ source: Source, _ method: HTTPRequest.Method) -> Problem {
        let names = source.methods.joined(separator: ", ")
        var problem = Problem(.methodNotAllowed, "this source takes \(names), not \(method.rawValue)")
        problem.headers[.allow] = allowed(source)
        return problem
    }

    /// All methods that the path of a source answers (RFC 9110, section 10.2.1).
    private static func allowed(_ source: Source) -> String { (source.methods + ["OPTIONS"]).joined(separator: ", ") }

    /// Nobody signs the question whether the address is the sender's own.
    private static func echo(_ value: String) throws(Problem) -> Response {
        guard value.utf8.count <= 1_024 else {
            throw Problem(.invalidParameter, "what is to be echoed is longer than 1024 bytes")
        }
        return .text(value)
    }
}

extension Problem {
    /// Why none of a request's events was accepted.
    fileprivate init(_ error: TogetherError, isBatch: Bool) {
        let first = error.errors.first
        self.init(first?.error ?? IntakeError(.unavailable, "the events were not answered"))
        if isBatch { items = error.errors.map { ($0.index, $0.error.message) } }
    }
}

extension Refusal {
    /// Whether something was shown that is wrong; what shows nothing, or has only come too late, tries nothing out.
    fileprivate var isGuess: Bool {
        switch code {
        case .wrongSecret, .wrongSignature: true
        case .missingSecret, .missingSignature, .wrongTime, .wrongAddress, .unreadable: false
        }
    }
}

extension SourceVerification {
    /// What a client should send (RFC 9110, section 11.6.1: an answer 401 says so).
    fileprivate func challenge(realm: String) -> String {
        for rule in leaves {
            switch rule {
            case .basic: return "Basic realm=\"\(realm)\""
            case .bearer: return "Bearer realm=\"\(realm)\""
            default: continue
            }
        }
        return "Webhook realm=\"\(realm)\""
    }
}

extension String {
    /// Without what could make another line of a log, or turn what a line shows.
    fileprivate var quotedForLog: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.steersText ? " " : $0 }))
    }
}
