import Foundation
import Testing

/// `docs/tutorial.md` is followed as it stands: its files are written, its commands run one after the other, and they
/// print what it shows. `PENSTOCK_WRITE_TUTORIAL=1` writes into the page what they print.
@Suite struct `The tutorial` {
    private let place = Binary.root.appending(path: "docs/tutorial.md")

    @Test func `shows what its commands print`() throws {
        let page = try String(contentsOf: place, encoding: .utf8)
        let blocks = TutorialBlock.all(of: page)
        let printed = try follow(blocks)
        let shown = blocks.filter { $0.kind == .output }.map(\.text)
        try #require(shown.count == printed.count && shown.count >= 8)
        if ProcessInfo.processInfo.environment["PENSTOCK_WRITE_TUTORIAL"] == "1" {
            let changed = zip(shown, printed).filter { TutorialBlock.comparable($0) != TutorialBlock.comparable($1) }
            let written = changed.reduce(page) { page, pair in
                page.replacing("```text\n\(pair.0)```", with: "```text\n\(pair.1)```", maxReplacements: 1)
            }
            try written.write(to: place, atomically: true, encoding: .utf8)
            return
        }
        for (shown, printed) in zip(shown, printed) {
            #expect(TutorialBlock.comparable(printed) == TutorialBlock.comparable(shown))
        }
    }

    /// Does what the page says.
    /// - Returns: For each block of output, what was printed.
    private func follow(_ blocks: [TutorialBlock]) throws -> [String] {
        let site = try Site()
        try FileManager.default.removeItem(atPath: site.path("pipelines"))
        let receiver = try Receiver()
        // The page has the ports of a reader; here they may be in use.
        let receiving = "127.0.0.1:\(receiver.port)"
        var server: Server?
        var printed = ""
        var outputs: [String] = []
        for block in blocks {
            let text = block.text.replacing("127.0.0.1:9902", with: receiving)
            switch block.kind {
            case .file(let path, let appends):
                let before = appends ? try String(contentsOfFile: site.path(path), encoding: .utf8) : ""
                try site.write(before + text, to: path)
            case .background:
                let started = try Server(site, environment: ["PASSED_URL": "http://\(receiving)/passed"])
                printed = started.announcement.replacing(":\(started.port) ", with: ":8080 ") + "\n"
                server = started
            case .commands:
                let address = server.map { "export PENSTOCK_SERVER=\($0.url)\n" } ?? ""
                printed = try site.shell("exec 2>&1; set +e\n\(address)\(text)").output
                    .replacing(receiving, with: "127.0.0.1:9902")
            case .output:
                outputs.append(printed)
            }
        }
        // One event of the two, by both pipelines.
        #expect(receiver.all.requests.count == 2)
        #expect(server?.end(by: SIGTERM) == 0)
        return outputs
    }
}
