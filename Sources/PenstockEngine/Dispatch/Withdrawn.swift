internal import PenstockCore

/// Deliveries that a person stopped lately, while a stage may have had them. Finding one takes the same time however many
/// there are, because every attempt asks.
///
/// Of those that never come the oldest are forgotten: kept are at least ``limit``, and less than twice as many.
struct Withdrawn: Sendable {
    /// A stage thread has a few hundred deliveries at most.
    static let limit = 8192

    private var newer: Set<DeliveryID> = []
    private var older: Set<DeliveryID> = []

    mutating func insert(_ delivery: DeliveryID) {
        if newer.count == Self.limit {
            older = newer
            newer = []
        }
        newer.insert(delivery)
    }

    /// Forgets one.
    /// - Returns: Whether it was there.
    @discardableResult
    mutating func remove(_ delivery: DeliveryID) -> Bool {
        let isNewer = !newer.isEmpty && newer.remove(delivery) != nil
        let isOlder = !older.isEmpty && older.remove(delivery) != nil
        return isNewer || isOlder
    }
}
