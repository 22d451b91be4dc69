internal import PenstockCore

// What outlives the events of a person, and so is not found by them.

extension Writer {
    /// Removes a bounded number of rows about a person, so that the writer is soon free again.
    /// - Parameter digest: As erase jobs keep it: they do not keep the name.
    mutating func forgetPerson(_ digest: String) throws(StoreError) -> StoreResult {
        try forgetDirectory(of: digest)
        guard let person = KeyDigest(hexadecimal: digest) else {
            return .personForgotten(isDone: try forgetTimers(of: digest))
        }
        try eraseCertificates(of: person)
        let isMeasured = try eraseMeasures(of: person, limit: Self.forgottenAtOnce)
        return .personForgotten(isDone: try forgetTimers(of: digest) && !isMeasured)
    }

    private static var forgottenAtOnce: Int { 200 }

    private func forgetTimers(of digest: String) throws(StoreError) -> Bool {
        var removed = 0
        for table in ["timer", "timer_origin"] {
            let key = table == "timer" ? "id" : "event"
            var delete = try Statement(
                """
                DELETE FROM \(table) WHERE \(key) IN (
                    SELECT \(key) FROM \(table) WHERE person_digest = ?1 LIMIT \(Self.forgottenAtOnce)
                )
                """,
                on: connection
            )
            delete.bind(1, digest)
            try delete.run()
            removed += connection.changes
        }
        return removed == 0
    }

    /// Removes the timers of an event that is erased, those too that are done, with what was kept for them.
    func removeTimers(of event: EventSequence) throws(StoreError) {
        for table in ["timer", "timer_origin"] {
            var delete = try Statement("DELETE FROM \(table) WHERE event = ?1", on: connection)
            delete.bind(1, event.rawValue)
            try delete.run()
        }
    }
}
