internal import PenstockCore

/// Who is logged in to the dashboard. Pure; nothing of it outlives the process.
///
/// A session is known by 256 random bits, made anew at each log-in, so that one which somebody planted in a browser
/// before is worth nothing (session fixation), and kept as their SHA-256.
struct SessionList: Sendable {
    struct Session: Sendable {
        var token: TokenID
        /// What each form of the session brings along.
        var csrf: String
        var begunAt: Timestamp
        var usedAt: Timestamp
    }

    /// Without a request for so long, it is over.
    static let idle = Duration.seconds(3600)
    /// It is over then whatever happens.
    static let longest = Duration.seconds(12 * 3600)
    /// More are not kept; the one that was used longest ago goes.
    static let limit = 1000

    private var sessions: [[UInt8]: Session] = [:]

    var count: Int { sessions.count }

    /// Begins one.
    mutating func begin(_ id: String, csrf: String, of token: TokenID, at now: Timestamp) {
        sessions = sessions.filter { Self.isLive($0.value, at: now) }
        if sessions.count >= Self.limit, let oldest = sessions.min(by: { $0.value.usedAt < $1.value.usedAt }) {
            sessions[oldest.key] = nil
        }
        sessions[TokenSecret.digest(of: id)] = Session(token: token, csrf: csrf, begunAt: now, usedAt: now)
    }

    /// The session of an id, which is used now; nil where there is none or its time is over.
    mutating func use(_ id: String, at now: Timestamp) -> Session? {
        let key = TokenSecret.digest(of: id)
        guard var session = sessions[key] else { return nil }
        guard Self.isLive(session, at: now) else {
            sessions[key] = nil
            return nil
        }
        session.usedAt = max(session.usedAt, now)
        sessions[key] = session
        return session
    }

    mutating func end(_ id: String) { sessions[TokenSecret.digest(of: id)] = nil }

    /// Ends those that were begun with a token.
    mutating func end(of token: TokenID) { sessions = sessions.filter { $0.value.token != token } }

    private static func isLive(_ session: Session, at now: Timestamp) -> Bool {
        now < session.usedAt + idle && now < session.begunAt + longest
    }
}
