import Foundation
import Testing

/// `penstock.h` is the documentation of the interface: what it does not say is said nowhere.
@Suite struct `The header as a document` {
    /// A field or a function pointer of a table.
    private struct Member {
        var name: String
        var isFunction: Bool
        /// What stands before it, or behind it on its line.
        var comment: String
    }

    private let header: String

    init() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        header = try String(contentsOf: root.appending(path: "Sources/CPenstock/include/penstock.h"), encoding: .utf8)
    }

    private var members: [Member] {
        header.matches(of: /typedef struct (\w+) \{([^}]*)\} \w+;/).flatMap { table in
            var members: [Member] = []
            var comment = ""
            for part in table.output.2.matches(of: /\/\*\*(<?)([\s\S]*?)\*\/|([^;\/]+);/) {
                if let code = part.output.3 {
                    let function = code.firstMatch(of: /\(\*PENSTOCK_[A-Z]+ (\w+)\)\(/)?.output.1
                    let name = function ?? code.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.last ?? ""
                    members.append(
                        Member(name: "\(table.output.1).\(name)", isFunction: function != nil, comment: comment)
                    )
                    comment = ""
                } else if part.output.1 == "<", !members.isEmpty {
                    members[members.count - 1].comment += part.output.2 ?? ""
                } else {
                    comment = String(part.output.2 ?? "")
                }
            }
            return members
        }
    }

    @Test func `every function says on which thread it is called`() {
        let functions = members.filter(\.isFunction)
        let silent = functions.filter { !$0.comment.contains(/\[(main|stage|any|same)-thread[^\]]*\]\s*$/) }
        #expect(silent.map(\.name) == [])
        #expect(functions.count == header.matches(of: /\(\*PENSTOCK_[A-Z]+ \w+\)\(/).count)
        #expect(functions.count >= 26)
        let entry = header.firstRange(of: "PENSTOCK_EXPORT const penstock_library")
        #expect(entry.map { header[..<$0.lowerBound].hasSuffix("[main-thread]\n */\n") } == true)
    }

    @Test func `every field says what it means`() {
        // These two are explained once, at the top.
        let fields = members.filter { !$0.name.hasSuffix(".size") && !$0.name.hasSuffix(".reserved") }
        #expect(fields.filter { !$0.comment.contains(/\w/) }.map(\.name) == [])
        #expect(fields.count >= 100)
    }

    @Test func `every constant says what it means`() {
        var silent: [Substring] = []
        var lineBefore: Substring = ""
        for line in header.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.contains(/^#define PENSTOCK_\w+ \(?[-"0-9]/), !line.contains("/**<") {
                if !lineBefore.hasSuffix("*/") && !lineBefore.hasPrefix("#define PENSTOCK_ABI_MAJOR") {
                    silent.append(line)
                }
            }
            lineBefore = line
        }
        #expect(silent == [])
    }
}
