internal import Synchronization

/// Compiles many expressions as one program: a thousand cost then little more than a few do alone.
enum Foresight {
    /// How many go into one program: a function of libjq has no more than 64 KiB of code.
    private static let most = 250

    /// Finds out which of these compile, and remembers them. The others are compiled alone when they are configured, so
    /// that what is wrong with them is placed.
    static func check(_ expressions: [Expression]) {
        var seen: Set<String> = []
        let unknown = KnownExpressions.shared.withLock { known in
            expressions.filter { !known.contain($0) && $0.isSound && isSelfContained($0.text) }
        }.filter { seen.insert($0.text).inserted }
        var rest = unknown[...]
        while !rest.isEmpty {
            check(together: Array(rest.prefix(most)))
            rest = rest.dropFirst(most)
        }
    }

    private static func check(together expressions: [Expression]) {
        var expressions = expressions
        // One alone is compiled when it is configured, and kept.
        while expressions.count > 1 {
            let source = Source(together: expressions)
            do {
                _ = try Program(source.text)
                KnownExpressions.shared.withLock { $0.insert(expressions) }
                return
            } catch {
                let wrong = source.culprits(error)
                guard !wrong.isEmpty else {
                    let half = expressions.count / 2
                    check(together: Array(expressions[..<half]))
                    check(together: Array(expressions[half...]))
                    return
                }
                expressions = expressions.enumerated().filter { !wrong.contains($0.offset) }.map(\.element)
            }
        }
    }
}
