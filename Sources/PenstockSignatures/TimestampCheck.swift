internal import PenstockCore

/// What senders count the time since 1970 in.
package enum TimestampUnit: Sendable {
    case seconds, milliseconds
}

/// The time that a signature names, held against the clock.
struct TimestampCheck {
    let seconds: Int64

    /// Reads a timestamp as it stands in a header.
    /// - Parameters:
    ///   - header: the header's name, for the complaint.
    ///   - units: what it may count; milliseconds are told by their digits.
    init(_ text: String, in header: String, units: Set<TimestampUnit> = [.seconds]) throws(SignatureFault) {
        let digits = text.utf8
        guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let seconds = Int64(text)
        else { throw .malformedHeader(header, expected: "a time in Unix seconds") }
        // Seconds have ten digits until the year 2286.
        let isMilliseconds = digits.count >= 12
        guard units.contains(isMilliseconds ? .milliseconds : .seconds) else {
            throw .malformedHeader(
                header,
                expected: "a time in Unix seconds: it has the digits of milliseconds or less"
            )
        }
        self.seconds = isMilliseconds ? seconds / 1000 : seconds
    }

    /// How old the signature is; below zero where its time is still to come.
    func age(at now: Timestamp) -> Duration {
        .microseconds(now.microseconds - seconds * 1_000_000)
    }

    /// - Throws: when the time is further from now than is tolerated, on either side.
    func check(at now: Timestamp, tolerance: Duration) throws(SignatureFault) {
        let age = age(at: now)
        if age > tolerance { throw .tooOld(age: age, tolerance: tolerance) }
        if age < .zero - tolerance { throw .tooNew(ahead: .zero - age, tolerance: tolerance) }
    }
}
