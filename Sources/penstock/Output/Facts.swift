/// One thing in detail, for people: names on the left, what they are on the right.
struct Facts {
    private var facts: [(name: String, value: String)] = []

    /// Adds a fact; one that is unknown is left out.
    mutating func add(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        facts.append((name, value.printable))
    }

    func rendered(for terminal: Terminal) -> String {
        let width = facts.map(\.name.count).max() ?? 0
        return facts.map { name, value in
            terminal.styled(name, .dim) + String(repeating: " ", count: width - name.count + 2) + value + "\n"
        }.joined()
    }
}
