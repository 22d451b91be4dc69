/// How a receiver is to behave, said beforehand.
package struct CatchPlan: Sendable, Equatable {
    /// What is done instead of a good answer.
    package enum Failing: Sendable, Equatable {
        case status(Int)
        /// The connection is reset, with no answer.
        case reset
    }

    /// A failure, so many times; for ever where there is no number.
    package struct Step: Sendable, Equatable {
        package var failing: Failing
        package var times: Int?

        package init(_ failing: Failing, times: Int? = nil) { (self.failing, self.times) = (failing, times) }
    }

    /// One after the other; after the last comes a good answer.
    package var steps: [Step] = []
    /// The status of a good answer.
    package var status = 200
    package var body = ""
    /// How long an answer waits.
    package var delay = Duration.zero
    /// Seconds, told with each failing answer.
    package var retryAfter: Int?

    package init() {}
}

extension CatchPlan.Step {
    /// What is wrong with the text of a step.
    package struct Complaint: Error, Sendable, Equatable {
        package var text: String
    }

    /// Reads `503`, `503:3`, `reset` or `reset:2`.
    package init(_ text: String) throws(Complaint) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        if parts[0] == "reset" {
            failing = .reset
        } else if let status = Int(parts[0]), (300...599).contains(status) {
            failing = .status(status)
        } else {
            throw Complaint(text: "'\(text.prefix(40))' is no failure: write a status from 300 to 599, or reset")
        }
        guard parts.count == 2 else { return }
        guard let times = Int(parts[1]), times > 0 else {
            throw Complaint(text: "'\(parts[1].prefix(40))' is no number of times: write one such as 503:3")
        }
        self.times = times
    }
}
