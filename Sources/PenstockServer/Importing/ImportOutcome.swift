internal import PenstockEngine
internal import PenstockJSON

/// What came of the rows of a batch.
struct ImportOutcome: Sendable {
    enum State: String, CaseIterable, Sendable {
        case accepted, duplicate, unmapped, refused
    }

    struct Row: Sendable {
        var state: State
        /// Why it became no event.
        var reason: String?
        /// Its events.
        var ids: [String] = []
        /// Whether what was there before has other data.
        var differs = false

        init(_ refusal: RowRefusal) {
            state = refusal.kind == .unmapped ? .unmapped : .refused
            reason = refusal.reason
        }

        /// A row all of whose events were there before is a repetition.
        init(_ acceptances: [Acceptance]) {
            state = acceptances.allSatisfy(\.isDuplicate) ? .duplicate : .accepted
            ids = acceptances.map(\.id)
            differs = acceptances.contains(where: \.differs)
        }
    }

    var rows: [Row]

    func count(_ state: State) -> Int { rows.count { $0.state == state } }
}

extension JSONWriter {
    /// Writes what came of an import, row by row.
    mutating func outcome(_ outcome: ImportOutcome, of parameters: ImportParameters) {
        object { json in
            json.member("import", parameters.name)
            json.member("dry_run", parameters.isDry)
            for state in ImportOutcome.State.allCases { json.member(state.rawValue, outcome.count(state)) }
            json.key("rows")
            json.array(outcome.rows) { json, row in
                json.object { json in
                    json.member("state", row.state.rawValue)
                    json.member("reason", row.reason)
                    json.member("ids", row.ids)
                    if row.differs { json.member("differs", true) }
                }
            }
        }
    }
}
