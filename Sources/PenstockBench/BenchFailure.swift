internal import Glibc

/// Why a bench could not be run, in a sentence for people.
package struct BenchFailure: Error, CustomStringConvertible, Sendable {
    /// What happened, and what to do where something can be done.
    package var description: String

    /// Makes a failure of a sentence.
    package init(_ description: String) { self.description = description }

    /// A failure with what the system said last.
    static func system(_ sentence: String) -> BenchFailure {
        BenchFailure("\(sentence): \(errorText(errno))")
    }

    /// A person ended it.
    package static let interrupted = BenchFailure("interrupted")

    private static func errorText(_ code: Int32) -> String {
        guard let text = unsafe strerror(code) else { return "error \(code)" }
        return unsafe String(cString: text)
    }
}
