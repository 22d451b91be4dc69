package import PenstockCore
package import PenstockPipelines

/// Whether a server may start as it is set up. Pure.
package enum StartRules {
    /// Why it may not; nil where it may.
    /// - Parameter directory: Of the store, for the command that is proposed.
    package static func refusal(
        _ listen: Settings.Listen,
        _ authentication: Authentication,
        _ tokens: [AccessToken],
        directory: String,
        at now: Timestamp
    ) -> String? {
        let live = tokens.filter { $0.isLive(at: now) }
        let advice = "make one with `penstock token new --name admin --scope admin --data \(directory)`"
        if let address = listen.addresses.first(where: { !$0.isLoopback }), live.isEmpty {
            return "\(address) can be reached from other machines, and there is no token that counts: \(advice), "
                + "or listen on a loopback address"
        }
        if authentication == .required, !live.contains(where: { $0.scopes.allows(.admin) }) {
            return "authentication is required, and there is no token with the scope admin that counts: \(advice)"
        }
        return nil
    }
}
