import Foundation
import PenstockJSON
import PenstockYAML
import Testing

/// A block of YAML in the documentation, and what its info string says that it is: ` ```yaml pipeline `.
struct DocumentedBlock: CustomTestStringConvertible {
    /// What a block can be. A fragment is some keys of a pipeline; tests are `NAME.test.yaml`.
    enum Kind: String, CaseIterable {
        case pipeline, fragment, catalog, settings, test, source
        case sourceTest = "source-test"
    }

    var page: String
    var line: Int
    /// Nil where the info string says nothing that is known.
    var kind: Kind?
    var text: String

    var testDescription: String { "\(page):\(line)" }

    /// Every block of the README and of the pages below `docs`.
    static let all: [DocumentedBlock] = {
        let below =
            (try? FileManager.default.subpathsOfDirectory(atPath: Binary.root.appending(path: "docs").path)) ?? []
        let pages = ["README.md"] + below.filter { $0.hasSuffix(".md") }.map { "docs/\($0)" }.sorted()
        return pages.flatMap { page in
            let text = try? String(contentsOf: Binary.root.appending(path: page), encoding: .utf8)
            return blocks(of: text ?? "", page: page)
        }
    }()

    static func of(_ kinds: Kind...) -> [DocumentedBlock] { all.filter { $0.kind.map(kinds.contains) ?? false } }

    /// A fence may be indented, and then what it holds is, too (CommonMark 0.31.2, section 4.5).
    private static func blocks(of text: String, page: String) -> [DocumentedBlock] {
        var blocks: [DocumentedBlock] = []
        var open: (indentation: Int, block: DocumentedBlock?)?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let content = line.drop { $0 == " " }
            guard content.hasPrefix("```") else {
                let indentation = min(open?.indentation ?? 0, line.count - content.count)
                open?.block?.text += line.dropFirst(indentation) + "\n"
                continue
            }
            guard let ended = open else {
                let words = content.dropFirst(3).split(separator: " ")
                let isYAML = ["yaml", "yml"].contains(words.first?.lowercased())
                let kind = words.count == 2 ? Kind(rawValue: String(words[1])) : nil
                let block = DocumentedBlock(page: page, line: index + 1, kind: kind, text: "")
                open = (line.count - content.count, isYAML ? block : nil)
                continue
            }
            if let block = ended.block { blocks.append(block) }
            open = nil
        }
        return blocks
    }

    /// The documents in it; none when it is no YAML.
    func documents() -> [JSONValue] {
        let (documents, problems) = parseYAML(Array(text.utf8), file: testDescription)
        return problems.isEmpty ? documents.map { $0.json() } : []
    }

    /// The text as a pipeline that is whole: a fragment gets what every pipeline needs.
    func pipeline() -> String {
        guard kind == .fragment, let members = documents().first?.objectValue else { return text }
        var whole = text
        if members["name"] == nil { whole += "name: fragment-\(line)\n" }
        if members["on"] == nil { whole += "on: course.completed\n" }
        if members["stages"] == nil {
            whole += "stages: [{ transport: http, with: { url: \"https://example.com\" } }]\n"
        }
        return whole
    }
}
