/// How many Penstocks an event has come through, so that pipelines that send to each other end.
///
/// Every request of an attempt carries the count of its event and one more; whoever takes the event in keeps it as an
/// extension attribute.
package enum HopCount {
    /// Of the request, in lower case.
    package static let header = "penstock-hops"
    /// Of the event.
    package static let attribute = "penstockhops"
    /// An event that has come so far is in a loop.
    package static let limit = 8
}

extension Event {
    /// The Penstocks that it came through before this one.
    package var hops: Int {
        guard !extensions.isEmpty, let count = extensions.first(where: { $0.name == HopCount.attribute })?.value else {
            return 0
        }
        return Int(count) ?? 0
    }
}
