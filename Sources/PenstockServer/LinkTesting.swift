package import PenstockEngine
package import PenstockJSON
internal import Synchronization

/// Sends one request to a link, to look at it. The assembly of the host offers it, because it knows the plugins and what
/// they may reach.
package protocol LinkTesting: Sendable {
    /// - Returns: What came of it (``LinkReport/json``).
    func test(_ link: LinkRequest) async throws(LinkRefusal) -> JSONValue
}

/// The door to link tests, for all who ask: only a few go on at once, so that nobody makes a storm of them.
struct LinkDoor: Sendable {
    private let links: any LinkTesting
    private let slots = LinkSlots()

    init(_ links: any LinkTesting) { self.links = links }

    func test(_ link: LinkRequest) async throws(LinkRefusal) -> JSONValue {
        guard slots.take() else {
            throw LinkRefusal(.tooMany, "\(LinkSlots.most) links are being tested already; try again in a moment")
        }
        defer { slots.giveBack() }
        return try await links.test(link)
    }
}

/// How many tests go on.
final class LinkSlots: Sendable {
    static let most = 4
    private let taken = Mutex(0)

    /// - Returns: Whether there was one left.
    func take() -> Bool {
        taken.withLock { taken in
            guard taken < Self.most else { return false }
            taken += 1
            return true
        }
    }

    func giveBack() { taken.withLock { $0 -= 1 } }
}
