/// Lines that hang below one another, for people.
struct Tree {
    var text: String
    var branches: [Tree]

    init(_ text: String, _ branches: [Tree] = []) {
        self.text = text
        self.branches = branches
    }

    /// The line, and its branches below it.
    func rendered() -> String { text + "\n" + rest(behind: "") }

    private func rest(behind margin: String) -> String {
        branches.enumerated().map { index, branch in
            let isLast = index == branches.count - 1
            return margin + (isLast ? "└─ " : "├─ ") + branch.text + "\n"
                + branch.rest(behind: margin + (isLast ? "   " : "│  "))
        }.joined()
    }
}
