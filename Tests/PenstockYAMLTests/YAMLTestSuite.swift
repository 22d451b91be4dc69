import Foundation
import PenstockJSON
import PenstockYAML

/// The public yaml-test-suite, which lies beside the checkout in CI and on developers' machines.
enum YAMLTestSuite {
    /// One case of the suite.
    struct Case: Sendable, CustomStringConvertible {
        /// The file's name, and the case's number when the file has several: `DK95/3`.
        var id: String
        var yaml: [UInt8]
        /// The documents it stands for; nil when the suite gives none.
        var json: [JSONValue]?
        /// Whether the text is no YAML.
        var fails: Bool
        var description: String { id }
    }

    /// Where the suite lies: in the folder that `PENSTOCK_SUITES` names, or in `../shared/data` beside the checkout.
    static let directory: URL = {
        let beside = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../shared/data")
        let suites = ProcessInfo.processInfo.environment["PENSTOCK_SUITES"].map { URL(filePath: $0) } ?? beside
        return suites.appending(path: "yaml-test-suite").standardizedFileURL
    }()

    static let isPresent = FileManager.default.fileExists(atPath: directory.path)

    /// All cases; none when the suite is absent.
    static let cases: [Case] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: directory.path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().flatMap { name in
            let bytes = (try? Data(contentsOf: directory.appending(path: name))).map(Array.init) ?? []
            // The files are YAML themselves, so the parser under test reads them; `noCaseIsLost` checks that it can.
            let items = parseYAML(bytes, file: name).documents.first?.sequence ?? []
            return items.enumerated().filter { $0.element["skip"] == nil }.compactMap { index, item in
                item["yaml"]?.scalar.map { yaml in
                    let id = name.dropLast(".yaml".count) + (items.count > 1 ? "/\(index)" : "")
                    return Case(
                        id: String(id),
                        yaml: Array(visible(yaml.text).utf8),
                        json: (item["json"]?.scalar).map { documents($0.text) },
                        fails: item["fail"] != nil
                    )
                }
            }
        }
    }()

    /// Turns the suite's visible signs into the characters they stand for.
    private static func visible(_ text: String) -> String {
        var text = text.replacing("␣", with: " ").replacing("⇔", with: "\u{FEFF}").replacing("←", with: "\r")
        text = text.replacing(/—*»/, with: "\t").replacing("↵", with: "")
        return text.replacing(/∎\n$/, with: "")
    }

    /// The JSON values of a text, one after the other.
    private static func documents(_ text: String) -> [JSONValue] {
        var rest = Array(text.utf8)
        var documents: [JSONValue] = []
        while let range = JSONScanner.range(of: .root, in: rest.span),
            let value = try? JSONValue.parse(Array(rest[range]))
        {
            documents.append(value)
            rest.removeFirst(range.upperBound)
        }
        return documents
    }
}
