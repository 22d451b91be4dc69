/// How the files that the process may have open are shared: what it needs itself, connections to receivers, and
/// connections of clients, which get what is left. Pure.
///
/// Clients wait in the kernel's queue when their share is used up. Without a bound they would take the descriptors that
/// deliveries need, and a flood of senders would look like an outage of every receiver.
struct FileShares: Equatable {
    /// How many files may be open.
    let limit: Int
    /// Transfers that all pipelines together may have under way.
    private let transfers: Int

    /// For the store and its log, the plugins' files, event loops, standard streams, and names being looked up.
    private static let own = 96
    /// More clients are not useful, and each holds memory.
    private static let mostClients = 10_000
    private static let fewestClients = 16

    init(limit: Int, transfers: Int) {
        self.limit = limit
        self.transfers = transfers
    }

    private var shared: Int { max(limit - Self.own, 0) }
    /// Connections to receivers; never more than half of what there is.
    var receivers: Int { min(transfers, shared / 2) }
    /// Connections of clients.
    var clients: Int { min(max(shared - receivers, Self.fewestClients), Self.mostClients) }

    /// What to do where there are too few.
    var warning: String? {
        guard receivers < transfers else { return nil }
        return "\(limit) files may be open, and the pipelines together may have \(transfers) transfers under way; "
            + "raise the limit to \(Self.own + 2 * transfers) (LimitNOFILE= of the service, or ulimit -n), "
            + "or lower their concurrency"
    }
}
