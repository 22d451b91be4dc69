import Foundation
import PenstockCore
import PenstockJSON
import PenstockYAML
import Testing

/// Cases of the suite that come out differently here, and why.
struct Deviation: Sendable, CustomTestStringConvertible {
    var reason: String
    var ids: [String]
    var testDescription: String { reason }

    init(_ reason: String, _ ids: String) {
        self.reason = reason
        self.ids = ids.split(separator: " ").map(String.init)
    }

    /// Valid YAML with known JSON that is refused, or read as something else.
    static let strict = [
        Deviation(
            "tags beyond the core schema are refused, because nothing here would know what they mean",
            "2XXW 565N 5TYM 6CK3 6WLZ 7FWL 9WXW C4HZ CC74 CUP7 J7PZ M5C3 P76L UGM3 Z67P Z9M4"
        ),
        Deviation(
            "a document without any content is skipped instead of being null",
            "6XDY 6ZKB 9DXL DK95/7 MUS6/2 PUW8"
        ),
        Deviation("the tag '!' makes text of nothing, and the suite null (YAML 1.2.2, section 6.9.1)", "UKK6/2"),
        Deviation(
            "libyaml takes a key in '{…}' only when its ':' is on the same line",
            "4MUZ/0 4MUZ/2 5MUD K3WX VJP3/1"
        ),
        Deviation("libyaml takes a key in '{…}' only when it is on one line", "9SA2 NJ66 UT92"),
        Deviation(
            "libyaml has no text that begins with ':' or '?' in '{…}' and '[…]'",
            "58MP 5T43 652Z DBG4 HM87/0 HM87/1"
        ),
        Deviation("libyaml has no tabs between '-' or ':' and what follows", "6BCT A2M4 Y79Y/10"),
        Deviation(
            "libyaml takes a tab where indentation is possible for a mistake",
            "6CA3 96NN/0 DK95/0 DK95/3 DK95/4 Q5MG R4YG Y79Y/1"
        ),
        Deviation("libyaml wants '---' before every document but the first", "7Z25 HWV9 M7A3 QT73 W4TN"),
        Deviation("libyaml wants block text of a whole document indented", "DK3J FP8R"),
        Deviation("libyaml knows no directives but %YAML up to 1.2 and %TAG", "2LFX 6LVF BEC7"),
        Deviation("libyaml's anchors have letters, digits, '-' and '_' only", "2SXE 8XYN W5VH Y2GN"),
        Deviation("libyaml takes no ':' alone at the very end of the text", "SM9W/1"),
        Deviation("libyaml keeps a line break after a line of spaces that ends the text", "L24T/1"),
    ]

    /// Text that is no YAML and is taken all the same.
    static let lax = [
        Deviation("libyaml allows lines of '[…]' and of quoted text that are not indented", "9C9N QB6E DK95/1 Y79Y/3"),
        Deviation("libyaml allows a comment that follows without a space", "9JBA CVW2 SU5Z X4QW"),
        Deviation("libyaml allows a lone '-' in '[…]'", "G5U8 YJV2"),
        Deviation("libyaml allows directives without '...' before them, and unclean ones", "EB22 MUS6/0 MUS6/1 RHX7"),
        Deviation("libyaml allows deeper empty lines before block text", "S98Z"),
    ]
}

@Suite(
    .enabled(
        if: YAMLTestSuite.isPresent,
        "no yaml-test-suite in ../shared/data or in the folder that PENSTOCK_SUITES names"
    )
)
struct `YAML test suite` {
    static let comparable = YAMLTestSuite.cases.filter { $0.json != nil && !$0.fails }

    /// The documents as JSON; nil when there are errors.
    private func read(_ item: YAMLTestSuite.Case) -> [JSONValue]? {
        let (documents, problems) = parseYAML(item.yaml, file: item.id)
        return problems.contains { $0.severity == .error } ? nil : documents.map { $0.json() }
    }

    @Test func `is read without losing a case`() {
        #expect(YAMLTestSuite.cases.count == 405)
        #expect(Self.comparable.count == 273)
    }

    @Test(arguments: comparable.filter { item in !Deviation.strict.contains { $0.ids.contains(item.id) } })
    func `gives the JSON that the suite has for it`(item: YAMLTestSuite.Case) throws {
        #expect(read(item) == item.json)
    }

    @Test(arguments: Deviation.strict)
    func `deviates only where it is known to`(deviation: Deviation) throws {
        for id in deviation.ids {
            let item = try #require(Self.comparable.first { $0.id == id })
            #expect(read(item) != item.json, "\(id) matches now")
        }
    }

    @Test(
        arguments: YAMLTestSuite.cases.filter { item in
            item.fails && !Deviation.lax.contains { $0.ids.contains(item.id) }
        }
    )
    func `refuses what is no YAML and says where`(item: YAMLTestSuite.Case) throws {
        let problem = try #require(parseYAML(item.yaml, file: item.id).problems.first)
        #expect(problem.severity == .error && problem.position.line > 0 && problem.position.column > 0)
        #expect(problem.sourceLine != nil)
    }

    @Test(arguments: Deviation.lax)
    func `is laxer only where it is known to be`(deviation: Deviation) throws {
        for id in deviation.ids {
            let item = try #require(YAMLTestSuite.cases.first { $0.id == id })
            #expect(item.fails)
            #expect(read(item) != nil, "\(id) is refused now")
        }
    }

    @Test func `comes out as docs/reliability.md says`() throws {
        let page = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/reliability.md")
        let text = try String(contentsOf: page.standardizedFileURL, encoding: .utf8)
        let passed = Self.comparable.count { read($0) == $0.json }
        let bad = YAMLTestSuite.cases.filter(\.fails)
        let refused = bad.count { read($0) == nil }
        let rows =
            [
                "| YAML that the suite gives JSON for | \(Self.comparable.count) | \(passed) |",
                "| text that is no YAML | \(bad.count) | \(refused) |",
            ] + (Deviation.strict + Deviation.lax).map { "| \($0.reason) | \($0.ids.count) |" }
        let missing = rows.filter { !text.contains($0) }
        #expect(missing.isEmpty, "write there: \(missing.joined(separator: "\n"))")
    }

    @Test func `is survived when it is cut off anywhere`() {
        for item in YAMLTestSuite.cases {
            for length in stride(from: 0, to: item.yaml.count, by: 7) {
                _ = parseYAML(Array(item.yaml[..<length]), file: item.id).documents.map { $0.json() }
            }
        }
    }
}
