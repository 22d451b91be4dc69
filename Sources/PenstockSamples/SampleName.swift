/// The name of a new plugin: small letters, digits and single hyphens, so that it fits a file, a pipeline, a URL, a
/// module of Swift and a crate of Rust.
package struct SampleName: Sendable, Equatable {
    package let text: String

    /// Takes a name that is one; nil for any other text.
    package init?(_ text: String) {
        guard text.wholeMatch(of: /[a-z][a-z0-9]*(-[a-z0-9]+)*/) != nil, text.utf8.count <= 40 else { return nil }
        self.text = text
    }

    /// A name made of a text that is none, to be proposed; nil when nothing of it can stay.
    package static func near(_ text: String) -> SampleName? {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        return SampleName(String(words.joined(separator: "-").drop { $0.isNumber || $0 == "-" }.prefix(40)))
    }

    /// The module of Swift. With a word of ours at its end, it is no module that exists and no type in it.
    var module: String {
        text.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined() + "Plugin"
    }

    /// The crate of Rust, as it is written in the language; for the same reason it is never a keyword.
    var crate: String { text.replacing("-", with: "_") + "_plugin" }
}

/// The id of a new plugin and of its stage type, in reverse DNS.
package struct SampleID: Sendable, Equatable {
    package let text: String

    /// Takes an id that is one; nil for any other text.
    package init?(_ text: String) {
        let isWhole = text.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)+/) != nil
        guard isWhole, text.utf8.count <= 100 else { return nil }
        self.text = text
    }

    /// The id of a plugin whose author named none.
    package init(example name: SampleName) { text = "com.example.\(name.text)" }

    /// Who stands behind it: the domain, the right way round.
    var vendor: String { text.split(separator: ".").dropLast().reversed().joined(separator: ".") }
}
