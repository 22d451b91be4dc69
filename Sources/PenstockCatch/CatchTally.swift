package import PenstockSignatures

/// What a receiver has seen, counted.
package struct CatchTally: Sendable, Equatable {
    package private(set) var requests = 0
    package private(set) var good = 0
    package private(set) var failed = 0
    package private(set) var valid = 0
    package private(set) var invalid = 0

    package init() {}

    package mutating func count(_ answer: CatchAnswer, _ diagnosis: SignatureDiagnosis?) {
        requests += 1
        if answer.isGood { good += 1 } else { failed += 1 }
        if let diagnosis { if diagnosis.isValid { valid += 1 } else { invalid += 1 } }
    }

    /// The summary for people.
    package var text: String {
        guard requests > 0 else { return "nothing arrived" }
        var parts = ["\(requests) \(requests == 1 ? "request" : "requests")", "\(good) answered well"]
        if failed > 0 { parts.append("\(failed) failed as told") }
        if valid + invalid > 0 { parts.append("signatures: \(valid) valid, \(invalid) not") }
        return parts.joined(separator: ", ")
    }
}
