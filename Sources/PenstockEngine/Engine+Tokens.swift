package import PenstockCore

// Who may do what. The engine only keeps it; the server asks.

extension Engine {
    package func issue(_ token: AccessToken) async throws(StoreError) {
        if case .failed(let error) = await write(.issue(token)) { throw error }
    }

    package func revoke(_ token: TokenID) async throws(StoreError) {
        if case .failed(let error) = await write(.revoke(token, at: now)) { throw error }
    }

    package func noteUse(of token: TokenID, at time: Timestamp) {
        writer.enqueue(.noteUse(token, at: time)) { _ in }
    }
}
