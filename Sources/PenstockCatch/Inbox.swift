/// The last requests that arrived at inboxes, in memory: what `penstock catch` is for one terminal, for whoever has the
/// server at hand.
package struct Inbox: Sendable {
    /// A request that is kept.
    package struct Item: Sendable {
        /// Counts from 1, over all inboxes.
        package var id: Int
        package var name: String
        package var request: CaughtRequest
        package var answer: CatchAnswer
    }

    /// How many requests are kept, of all inboxes together.
    package static let capacity = 100
    /// How much of a body is taken.
    package static let bodyLimit = 64 << 10
    /// How many inboxes remember how they are to behave.
    private static let mostReceivers = 100

    /// The oldest first.
    private var items: [Item] = []
    private var taken = 0
    /// By name and query, the latest last.
    private var receivers: [(key: String, receiver: Catch)] = []

    package init() {}

    /// Keeps a request, and says how it is answered.
    /// - Parameters:
    ///   - plan: how this inbox is to behave, as its address says; an address goes on where it stopped.
    ///   - address: the inbox's name with what was said of its behaviour.
    package mutating func take(_ request: CaughtRequest, for name: String, address: String, _ plan: CatchPlan)
        -> CatchAnswer
    {
        let index = receivers.firstIndex { $0.key == address }
        var entry = index.map { receivers.remove(at: $0) } ?? (key: address, receiver: Catch(plan))
        let answer = entry.receiver.answer(to: request)
        receivers.append(entry)
        if receivers.count > Self.mostReceivers { receivers.removeFirst() }
        taken += 1
        var request = request
        request.number = taken
        items.append(Item(id: taken, name: name, request: request, answer: answer))
        if items.count > Self.capacity { items.removeFirst() }
        return answer
    }

    /// What is kept, the newest first.
    /// - Parameter name: of one inbox; nil for all.
    package func items(of name: String? = nil) -> [Item] {
        items.reversed().filter { name == nil || $0.name == name }
    }

    package func item(_ id: Int) -> Item? { items.first { $0.id == id } }

    /// Forgets what is kept, and how inboxes behave.
    package mutating func clear() {
        items = []
        receivers = []
    }
}
