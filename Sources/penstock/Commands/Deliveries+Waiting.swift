internal import PenstockJSON

extension Deliveries {
    private static let finalStates: Set = ["delivered", "filtered", "duplicate", "dead", "held", "cancelled"]

    /// Waits until deliveries are final, or for as long as is given, and shows what has become of them.
    /// - Returns: Whether none of them needs a person or is still under way.
    static func waitUntilFinal(_ ids: [String], on client: Client, seconds: Int, isJSON: Bool) async throws -> Bool {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var pause = Duration.milliseconds(20)
        var known: [String: JSONValue] = [:]
        while true {
            for id in ids where !isFinal(known[id]) { known[id] = try await client.get(["v1", "deliveries", id]) }
            if ids.allSatisfy({ isFinal(known[$0]) }) || clock.now >= end { break }
            try await Task.sleep(for: min(pause, end - clock.now))
            pause = min(pause * 2, .seconds(1))
        }
        let deliveries = ids.compactMap { known[$0] }
        if isJSON {
            Terminal.output.write(json: .object(["items": .array(deliveries)]))
        } else if !deliveries.isEmpty {
            write(deliveries, none: "")
        }
        return deliveries.allSatisfy { isFinal($0) && !["dead", "held"].contains($0.shown("state")) }
    }

    private static func isFinal(_ delivery: JSONValue?) -> Bool {
        delivery?["state"]?.stringValue.map(finalStates.contains) ?? false
    }
}
