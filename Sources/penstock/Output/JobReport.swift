internal import PenstockJSON

/// What a job would be about, for people.
struct JobFinding {
    private let found: JSONValue
    private let kind: JobKind

    init(_ found: JSONValue, _ kind: JobKind) { (self.found, self.kind) = (found, kind) }

    var count: Int { found.number("count") }
    var isEmpty: Bool { count == 0 && isComplete }
    private var isComplete: Bool { found["complete"]?.boolValue ?? true }

    var rendered: String {
        guard !isEmpty else { return "\(kind.things(0)): nothing fits\n" }
        var text = isComplete ? kind.things(count) : "at least \(kind.things(count))"
        if let first = found.shown("first")?.shortTime, let last = found.shown("last")?.shortTime {
            text += first == last ? ", accepted \(first)" : ", accepted from \(first) to \(last)"
        }
        text += "\n"
        let types = found["types"]?.objectValue ?? [:]
        let width = types.map { $0.value.text.count }.max() ?? 0
        for (type, count) in types {
            text += "  \(String(repeating: " ", count: width - count.text.count))\(count.text)  \(type.printable)\n"
        }
        let unfinished = found.number("unfinished")
        if unfinished > 0 {
            text += "\(counted(unfinished, "delivery", "deliveries")) not finished, to be cancelled\n"
        }
        return text
    }
}

/// One job for people.
struct JobReport {
    private let job: JSONValue
    private let kind: JobKind

    init(_ job: JSONValue, _ kind: JobKind) { (self.job, self.kind) = (job, kind) }

    var rendered: String {
        let state = job.shown("state") ?? "?"
        var text = "\((job.shown("id") ?? "?").printable) is "
        text += Terminal.output.styled(state, Self.style(ofState: state)) + ": " + kind.outcome(job.number("done"))
        if state == "running", let total = job.shown("total") { text += " of \(total)" }
        let skipped = job.number("skipped")
        if skipped > 0 { text += ", \(skipped) passed over (\(kind.passedOver))" }
        text += "\n"
        if let reason = job["reason"]?.shown("text") { text += "reason: \(reason.printable)\n" }
        if kind == .erasure, let found = job["found"] { text += JobFinding(found, kind).rendered }
        return text
    }

    /// What was asked for, in a line.
    static func summary(_ request: JSONValue?) -> String {
        (request?.objectValue ?? [:]).filter { $0.key != "person_digest" }.map { name, value in
            "\(name) \(value.arrayValue?.compactMap(\.shown).joined(separator: ",") ?? value.shown ?? "")"
        }.joined(separator: ", ")
    }

    static func style(ofState state: String) -> Style? {
        switch state {
        case "done": .green
        case "failed": .red
        case "running": .yellow
        default: .dim
        }
    }
}
