internal import Synchronization

/// The expressions that compiled, in this process: libjq compiles its own library along with each, some 20 ms long.
///
/// Only expressions that stand by themselves are here, so that one in parentheses compiles too.
struct KnownExpressions {
    static let shared = Mutex(KnownExpressions())

    /// Bytes of text that are remembered; beyond that, all is forgotten.
    private static let limit = 8 << 20

    private var texts: Set<String> = []
    private var size = 0

    func contain(_ expression: Expression) -> Bool { texts.contains(expression.text) }

    mutating func insert(_ expressions: [Expression]) {
        for expression in expressions where !texts.contains(expression.text) && isSelfContained(expression.text) {
            size += expression.text.utf8.count
            if size > Self.limit {
                texts = []
                size = expression.text.utf8.count
            }
            texts.insert(expression.text)
        }
    }
}
