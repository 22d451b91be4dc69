internal import PenstockCore

/// Lets a suspected delivery run with nothing else in the plugin that it may have brought down, so that the next fault
/// says for certain whether it was this one. One at a time. Pure.
struct Solitude: Sendable {
    /// The lanes whose pipelines use a plugin, by its digest.
    private var users: [String: Set<Int>] = [:]
    /// With which plugin each is suspected.
    private var suspects: [DeliveryID: String]
    /// The one that has the plugin for itself.
    private var alone: DeliveryID?
    /// Lanes that take nothing, because one is alone in their plugin, or is about to be.
    private(set) var still: Set<Int> = []

    /// - Parameters:
    ///   - plugins: The digests of the plugins that each lane uses.
    ///   - suspects: Those that run alone, each with the digest of its plugin.
    init(plugins: [Set<String>] = [], suspects: [DeliveryID: String] = [:]) {
        self.suspects = suspects
        adopt(plugins: plugins)
    }

    /// Takes over which plugins each lane uses from now on.
    mutating func adopt(plugins: [Set<String>]) {
        users = [:]
        for (lane, digests) in plugins.enumerated() {
            for digest in digests { users[digest, default: []].insert(lane) }
        }
    }

    /// Whether nobody is suspected.
    var isEmpty: Bool { suspects.isEmpty }

    /// Whether a delivery runs only by itself.
    func isSuspect(_ delivery: DeliveryID) -> Bool { suspects[delivery] != nil }

    /// Suspects a delivery from its next try on.
    mutating func suspect(_ delivery: DeliveryID, with plugin: String) {
        if users[plugin] != nil { suspects[delivery] = plugin }
    }

    /// Looks whether the first of those that wait may begin; until it may, its plugin's lanes take nothing more.
    /// - Parameters:
    ///   - waiting: The suspects that could be taken, in the order in which they are to be.
    ///   - isIdle: Whether a lane has nothing in work.
    /// - Returns: The one that begins now.
    mutating func begin(_ waiting: [DeliveryID], isIdle: (Int) -> Bool) -> DeliveryID? {
        guard alone == nil else { return nil }
        guard let next = waiting.first else {
            still = []
            return nil
        }
        // A file that no lane uses any more can be brought down by nobody: its successor has done nothing yet.
        still = suspects[next].flatMap { users[$0] } ?? []
        guard still.allSatisfy(isIdle) else { return nil }
        alone = next
        return next
    }

    /// Takes note that a delivery has come to an end, for now or for good.
    mutating func ended(_ delivery: DeliveryID) {
        guard !suspects.isEmpty else { return }
        suspects[delivery] = nil
        guard alone == delivery else { return }
        alone = nil
        still = []
    }
}
