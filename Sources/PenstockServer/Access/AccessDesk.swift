package import Logging
package import PenstockCore
package import PenstockEngine
package import PenstockPipelines
internal import Synchronization

/// Knows tokens and log-ins, and says who makes a request.
package final class AccessDesk: Sendable {
    private let engine: any EngineService
    private let authentication: Authentication
    private let logger: Logger
    private let tokens: Mutex<TokenList>
    private let sessions = Mutex(SessionList())
    private let limit = Mutex(FailureLimit())
    let failures = AccessFailures()
    /// What forms bring along where nobody logs in: other sites cannot read it.
    private let csrf = [UInt8].random(count: 32).hexadecimal

    /// - Parameter tokens: Those that the store has.
    package init(
        engine: any EngineService,
        tokens: [AccessToken] = [],
        authentication: Authentication = .automatic,
        logger: Logger
    ) {
        self.engine = engine
        self.authentication = authentication
        self.logger = logger
        self.tokens = Mutex(TokenList(tokens))
    }

    // MARK: - Whether anybody is asked

    /// Whether somebody on this machine needs a token at a listener that others cannot reach.
    var asksOnLoopback: Bool {
        switch authentication {
        case .automatic: tokens.withLock { !$0.isEmpty }
        case .required: true
        case .loopbackOpen: false
        }
    }

    /// Somebody of whom nothing is asked.
    var anyone: Caller { Caller(scopes: Set(Scope.allCases), means: .open, csrf: csrf) }

    // MARK: - Who it is

    /// A token that was shown does not count.
    struct WrongToken: Error {
        var failure: AccessFailure
        var token: TokenID?
        /// What its bearer is told: who has a token that was right once may know what became of it.
        var detail: String
    }

    /// The bearer of a token.
    func bearer(_ text: Substring) throws(WrongToken) -> Caller {
        let tokens = tokens.withLock { $0 }
        guard let entry = tokens.entry(of: text) else {
            throw WrongToken(failure: .unknown, detail: "the token is not one of this server's")
        }
        let (token, now) = (entry.token, engine.now)
        guard token.revokedAt == nil else {
            throw WrongToken(failure: .revoked, token: token.id, detail: "the token \(token.id.text) was revoked")
        }
        guard token.isLive(at: now) else {
            let end = token.expiresAt.map { " at \($0)" } ?? ""
            throw WrongToken(failure: .expired, token: token.id, detail: "the token \(token.id.text) expired\(end)")
        }
        if entry.isUseDue(at: now) { engine.noteUse(of: token.id, at: now) }
        return Caller(name: token.name, token: token.id, scopes: token.scopes, means: .bearer)
    }

    /// Who logged in under a session; nil where it is over, or the token counts no more that began it.
    func person(_ session: String) -> Caller? {
        let now = engine.now
        guard let found = sessions.withLock({ $0.use(session, at: now) }),
            let entry = tokens.withLock({ $0[found.token] }), entry.token.isLive(at: now)
        else { return nil }
        let token = entry.token
        if entry.isUseDue(at: now) { engine.noteUse(of: token.id, at: now) }
        return Caller(name: token.name, token: token.id, scopes: token.scopes, means: .session, csrf: found.csrf)
    }

    // MARK: - Log-ins

    /// Begins a session of the bearer of a token.
    /// - Returns: Its id, for the cookie.
    func logIn(_ caller: Caller) -> String? {
        guard let token = caller.token else { return nil }
        let (id, csrf) = ([UInt8].random(count: 32).hexadecimal, [UInt8].random(count: 32).hexadecimal)
        sessions.withLock { $0.begin(id, csrf: csrf, of: token, at: engine.now) }
        logger.info("logged in", metadata: ["token": "\(token.text)"])
        return id
    }

    func logOut(_ session: String) { sessions.withLock { $0.end(session) } }

    // MARK: - Failures

    /// Counts and logs that a request is turned away.
    /// - Parameter tries: Whether it showed something that is wrong, so that its address is slowed down.
    /// - Returns: Seconds after which the address may try again; nil where it is told what is wrong.
    func turnedAway(_ failure: AccessFailure, _ address: String, token: TokenID? = nil, tries: Bool = false) -> Int? {
        let wait = tries ? slowedDown(address) : nil
        failures.count(wait == nil ? failure : .limited)
        guard tries, wait == nil else { return wait }
        var metadata: Logger.Metadata = ["address": "\(address)", "because": "\(failure.rawValue)"]
        if let token { metadata["token"] = "\(token.text)" }
        logger.warning("a token was refused", metadata: metadata)
        return nil
    }

    /// Counts that a source was shown a wrong secret or signature. Whoever asks logs it: a source has a name and a reason.
    /// - Returns: As ``turnedAway(_:_:token:tries:)``.
    func wrongSecret(_ address: String) -> Int? {
        let wait = slowedDown(address)
        failures.count(wait == nil ? .secret : .limited)
        return wait
    }

    /// Notes that an address showed something that is wrong, whatever it was.
    private func slowedDown(_ address: String) -> Int? { limit.withLock { $0.failed(address, at: engine.now) } }

    // MARK: - Keeping tokens

    /// All tokens, with their last use as it is known here, in the order in which they were made.
    func list() async throws(StoreError) -> [AccessToken] {
        let kept = try await engine.read { store throws(StoreError) in try store.tokens() }
        let known = tokens.withLock { $0 }
        return kept.map { token in
            var token = token
            token.lastUsedAt = known[token.id]?.lastUsedAt ?? token.lastUsedAt
            return token
        }
    }

    /// Makes a token that counts at once.
    func issue(name: String, scopes: Set<Scope>, expiresAt: Timestamp?) async throws(Problem) -> (
        TokenSecret, AccessToken
    ) {
        let now = engine.now
        if let refusal = TokenRules.refusal(ofScopes: scopes, besides: tokens.withLock { $0 }, at: now) {
            throw Problem(.conflict, refusal)
        }
        let secret = TokenSecret()
        let token = secret.token(name: name, scopes: scopes, at: now, expiresAt: expiresAt)
        do throws(StoreError) {
            try await engine.issue(token)
        } catch {
            throw Problem(error)
        }
        tokens.withLock { $0.set(token) }
        logger.notice("a token was made", metadata: ["token": "\(token.id.text)", "scopes": "\(scopes.text)"])
        return (secret, token)
    }

    /// Lets a token count no more, from now on.
    func revoke(_ id: TokenID, isForced: Bool) async throws(Problem) -> AccessToken {
        let now = engine.now
        // Judged and marked at once: of two who revoke the last two administrators, one is refused.
        let (before, token) = try tokens.withLock { tokens throws(Problem) in
            guard let entry = tokens[id] else { throw Problem(.notFound, "there is no token '\(id.text)'") }
            if !isForced, let refusal = TokenRules.refusal(ofRevoking: id, among: tokens, at: now) {
                throw Problem(.conflict, refusal)
            }
            var before = entry.token
            before.lastUsedAt = entry.lastUsedAt
            var token = before
            token.revokedAt = token.revokedAt ?? now
            tokens.set(token)
            return (before, token)
        }
        do throws(StoreError) {
            try await engine.revoke(id)
        } catch {
            tokens.withLock { $0.set(before) }
            throw Problem(error)
        }
        sessions.withLock { $0.end(of: id) }
        logger.notice("a token was revoked", metadata: ["token": "\(id.text)"])
        return token
    }
}
