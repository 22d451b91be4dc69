internal import PenstockJSON

/// What an evaluation does with its findings: nothing, or write them down.
protocol Findings {
    /// Whether complaints are kept; otherwise the first one ends the evaluation.
    static var areKept: Bool { get }
    /// Goes into a member or an element.
    mutating func enter(_ token: @autoclosure () -> String)
    /// Comes back from it.
    mutating func leave()
    mutating func add(_ complaint: Complaint)
    mutating func add(_ violations: [SchemaViolation])
    /// Above 0 within a value that its schema marks as secret.
    var secretDepth: Int { get set }
    /// Whether the value at this place must not appear in a message.
    var conceals: Bool { get }
    /// Where the evaluation is; the root where findings are not kept.
    var pointer: JSONPointer { get }
    /// Empty findings at the same place, for trying an alternative.
    var elsewhere: CollectedFindings { get }
}

/// Keeps nothing, so that a value that satisfies its schema costs no allocation.
struct NoFindings: Findings {
    static var areKept: Bool { false }
    @inline(__always) mutating func enter(_ token: @autoclosure () -> String) {}
    @inline(__always) mutating func leave() {}
    @inline(__always) mutating func add(_ complaint: Complaint) {}
    @inline(__always) mutating func add(_ violations: [SchemaViolation]) {}
    var secretDepth: Int {
        get { 0 }
        set {}
    }
    var conceals: Bool { true }
    var pointer: JSONPointer { .root }
    var elsewhere: CollectedFindings { CollectedFindings(concealed: []) }
}

/// Writes violations down with their places.
struct CollectedFindings: Findings {
    static var areKept: Bool { true }
    var violations: [SchemaViolation] = []
    var pointer: JSONPointer
    /// Places whose values must not appear in a message.
    let concealed: Set<JSONPointer>
    var secretDepth = 0

    init(at pointer: JSONPointer = .root, concealed: Set<JSONPointer>) {
        self.pointer = pointer
        self.concealed = concealed
    }

    mutating func enter(_ token: @autoclosure () -> String) { pointer.tokens.append(token()) }
    mutating func leave() { pointer.tokens.removeLast() }

    mutating func add(_ complaint: Complaint) {
        violations.append(
            SchemaViolation(
                pointer: pointer,
                atKey: complaint.key,
                message: complaint.message,
                expected: complaint.expected,
                suggestion: complaint.suggestion,
                wanted: complaint.wanted,
                kind: complaint.kind
            )
        )
    }

    mutating func add(_ violations: [SchemaViolation]) { self.violations += violations }

    var elsewhere: CollectedFindings {
        var findings = CollectedFindings(at: pointer, concealed: concealed)
        findings.secretDepth = secretDepth
        return findings
    }

    var conceals: Bool { secretDepth > 0 || (!concealed.isEmpty && concealed.contains(pointer)) }
}
