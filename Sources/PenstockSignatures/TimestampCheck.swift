internal import PenstockCore

/// The time that a signature names, in Unix seconds, held against the clock.
struct TimestampCheck {
    let seconds: Int64

    /// Reads a timestamp as it stands in a header.
    /// - Parameter header: the header's name, for the complaint.
    init(_ text: String, in header: String) throws(SignatureFault) {
        let digits = text.utf8
        guard !digits.isEmpty, digits.count <= 18, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let seconds = Int64(text)
        else { throw .malformedHeader(header, expected: "a time in Unix seconds") }
        // Seconds have ten digits until the year 2286.
        guard digits.count < 12 else {
            throw .malformedHeader(
                header,
                expected: "a time in Unix seconds: it has the digits of milliseconds or less"
            )
        }
        self.seconds = seconds
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
