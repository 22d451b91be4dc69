internal import PenstockImport
internal import PenstockJSON

/// What came of an import, for people and for programs.
struct ImportReport {
    private let tally: ImportTally
    private let isDry: Bool
    private let isStopped: Bool
    private let seconds: Double

    init(_ tally: ImportTally, isDry: Bool, isStopped: Bool, seconds: Double) {
        self.tally = tally
        self.isDry = isDry
        self.isStopped = isStopped
        self.seconds = seconds
    }

    var text: String {
        var parts = ["\(tally.accepted) \(isDry ? "would be accepted" : "accepted")"]
        if tally.duplicates > 0 {
            let differing = tally.differing > 0 ? ", \(tally.differing) of them with other data, which stands" : ""
            parts.append("\(tally.duplicates) there before\(differing)")
        }
        if tally.refused > 0 { parts.append("\(tally.refused) not taken") }
        let rate = seconds > 0 ? " (\(Int((Double(tally.rows) / seconds).rounded())) rows/s)" : ""
        var text = "\(counted(tally.rows, "row")): \(parts.joined(separator: "; "))\(rate)\n"
        for refusal in tally.refusals {
            text += "  \(refusal.file.printable):\(refusal.line): \(refusal.reason.printable)\n"
        }
        let rest = tally.refused - tally.refusals.count
        if rest > 0 { text += "  and \(rest) more\n" }
        if isStopped {
            text += "It was stopped. Run it again once that is mended: rows that are in are recognised"
            text += tally.refused > 0 ? "; --continue-on-error leaves the others out.\n" : ".\n"
        }
        return text
    }

    var json: JSONValue {
        func count(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }
        return [
            "dry_run": .bool(isDry), "rows": count(tally.rows), "accepted": count(tally.accepted),
            "duplicates": count(tally.duplicates), "differing": count(tally.differing),
            "refused": count(tally.refused), "stopped": .bool(isStopped),
            "refusals": .array(
                tally.refusals.map { refusal in
                    [
                        "file": .string(refusal.file), "line": count(refusal.line), "reason": .string(refusal.reason),
                    ]
                }
            ),
        ]
    }
}
