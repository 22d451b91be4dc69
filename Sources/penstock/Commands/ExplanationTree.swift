internal import PenstockJSON

/// What became of an event, for people: a tree for each pipeline that took it, then those that did not.
struct ExplanationTree {
    private let explanation: JSONValue
    private let showsAll: Bool

    /// How many pipelines that did not take it are shown.
    private static let nearest = 5

    init(_ explanation: JSONValue, showsAll: Bool) {
        self.explanation = explanation
        self.showsAll = showsAll
    }

    func rendered(for terminal: Terminal) -> String {
        let parts = explanation.elements("pipelines")
        let taken = parts.filter { $0["deliveries"] != nil || $0["matched"]?.boolValue == true }
        let trees = taken.map { tree($0, terminal).rendered() }
        let rest = others(parts.filter { $0["deliveries"] == nil && $0["matched"]?.boolValue != true }, terminal)
        return ([event] + trees + [rest, timers]).filter { !$0.isEmpty }.joined(separator: "\n")
    }

    private var event: String {
        let event = explanation["event"] ?? [:]
        let what = ["id", "type", "subject"].compactMap { event.shown($0) } + ["from \(event.shown("source") ?? "?")"]
        let time = event.shown("accepted_at")?.shortTime ?? "?"
        let remark = event.shown("contradiction").map { "it contradicts the catalog: \($0)".printable + "\n" } ?? ""
        return what.joined(separator: "  ").printable + "\n"
            + "accepted \(time), matched with revision \(event.shown("revision") ?? "?")\n" + remark
    }

    private var timers: String {
        explanation.elements("timers").map { timer in
            let words = ["id", "emit", "state"].compactMap { timer.shown($0) }
            return "timer \(words.joined(separator: "  "))  due \(timer.shown("due")?.shortTime ?? "?")".printable
                + "\n"
        }.joined()
    }

    // MARK: - Pipelines that took it

    private func tree(_ part: JSONValue, _ terminal: Terminal) -> Tree {
        let name = terminal.styled((part.shown("pipeline") ?? "?").printable, .bold)
        let reason = part.shown("reason")?.printable
        let deliveries = part.elements("deliveries")
        let head =
            switch part["matched"]?.boolValue {
            case true: "took it: \(reason ?? "")"
            case false: "did not take it (\(reason ?? "")), but a job made a delivery"
            default: "was not asked: a job made the delivery"
            }
        let gone = deliveries.isEmpty ? [Tree("what it made of it is no longer kept")] : []
        return Tree("\(name)  \(head)", deliveries.map { delivery($0, terminal) } + gone)
    }

    private func delivery(_ delivery: JSONValue, _ terminal: Terminal) -> Tree {
        let state = delivery.shown("state") ?? "?"
        var words = [delivery.shown("id") ?? "?", terminal.styled(state, Deliveries.style(ofState: state))]
        if let revision = delivery.shown("revision") { words.append("revision \(revision)") }
        for (key, name) in [("job", "of"), ("replay_of", "again"), ("duplicate_of", "repeats")] {
            if let id = delivery.shown(key) { words.append("\(name) \(id)") }
        }
        let stages = delivery.elements("stages")
        var branches = stages.map { stage($0, of: delivery, width: Self.width(stages), terminal) }
        if let why = delivery.shown("stages_unknown") {
            branches.append(Tree("what its stages did is not known: \(why)".printable))
            branches += attempts(delivery)
        }
        let told = stages.compactMap { $0.shown("text") }
        if let reason = delivery["reason"]?.shown("text"), !told.contains(reason) {
            branches.append(Tree("because: \(reason)".printable))
        }
        if let next = delivery.shown("next") { branches.append(Tree("next: \(next)".printable)) }
        return Tree(words.joined(separator: "  "), branches)
    }

    private static func name(_ stage: JSONValue) -> String {
        ["kind", "type"].compactMap { stage.shown($0) }.joined(separator: " ")
            + (stage.shown("name").map { " (\($0))" } ?? "")
    }

    private static func width(_ stages: [JSONValue]) -> Int { stages.map { name($0).count }.max() ?? 0 }

    private func stage(_ stage: JSONValue, of delivery: JSONValue, width: Int, _ terminal: Terminal) -> Tree {
        let end = stage.shown("end") ?? "?"
        let style: Style? =
            switch end {
            case "passed", "delivered": .green
            case "dropped": .yellow
            case "failed": .red
            default: .dim
            }
        let name = Self.name(stage).printable
        var line = name.padded(to: width) + "  "
        line += terminal.styled(end.replacing("-", with: " "), style)
        // What the last try says stands below.
        let said = delivery.elements("attempts").last?.shown("text")
        if let text = stage.shown("text"), text != said { line += ": \(text.printable)" }
        if let revision = stage.shown("revision") { line += terminal.styled("  by revision \(revision)", .dim) }
        return Tree(line, stage.shown("kind") == "transport" ? attempts(delivery) : [])
    }

    private func attempts(_ delivery: JSONValue) -> [Tree] {
        delivery.elements("attempts").map { attempt in
            var words = ["try \(attempt.shown("number") ?? "?")", attempt.shown("started_at")?.shortTime ?? "?"]
            words.append(["outcome", "status"].compactMap { attempt.shown($0) }.joined(separator: " "))
            if let revision = attempt.shown("revision"), revision != delivery.shown("revision") {
                words.append("revision \(revision)")
            }
            if let made = attempt.shown("rendering_revision") { words.append("with the message of revision \(made)") }
            if attempt.shown("outcome") != "delivered", let text = attempt.shown("text") { words.append(text) }
            return Tree(words.joined(separator: "  ").printable)
        }
    }

    // MARK: - Pipelines that did not

    private func others(_ parts: [JSONValue], _ terminal: Terminal) -> String {
        var text = ""
        if !parts.isEmpty {
            let shown = showsAll ? parts[...] : parts.prefix(Self.nearest)
            let left = parts.count - shown.count
            let more = left > 0 ? [Tree(terminal.styled("and \(left) more; --all lists them", .dim))] : []
            text = Tree("not for", shown.map { Tree(Self.refusal($0, terminal)) } + more).rendered()
        }
        if let hint = explanation.shown("hint") { text += "\(hint.printable)\n" }
        return text
    }

    private static func refusal(_ part: JSONValue, _ terminal: Terminal) -> String {
        let clause = part.shown("clause").map { "`\($0)`: " } ?? ""
        return "\((part.shown("pipeline") ?? "?").printable)  \(clause)\((part.shown("reason") ?? "").printable)"
    }
}
