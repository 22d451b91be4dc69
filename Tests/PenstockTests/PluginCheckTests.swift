import Foundation
import PenstockJSON
import Testing

@Suite struct `Checking plugins` {
    @Test func `the page on the check lists every test`() throws {
        let list = try JSONValue.parse(try Site().penstock("plugin", "check", "--list", "--json").output)
        let items = list["items"]?.arrayValue ?? []
        let rows = items.map { item in
            "| `\(item["id"]?.stringValue ?? "")` | \(item["of"]?.stringValue ?? "") | \(item["asks"]?.stringValue ?? "") |"
        }
        let page = try String(contentsOf: Binary.root.appending(path: "docs/plugin-check.md"), encoding: .utf8)
        #expect(items.count > 20 && page.contains(rows.joined(separator: "\n")), "\(rows.joined(separator: "\n"))")
    }

    @Test func `wrong usage ends with 2 and says what is there`() throws {
        let site = try Site()
        #expect(try site.penstock("plugin", "check").status == 2)
        let unknown = try site.penstock("plugin", "check", "x.so", "--only", "inptu")
        #expect(unknown.status == 2 && unknown.error.contains("is 'input' meant?"), "\(unknown.error)")
        #expect(try site.penstock("plugin", "check", "x.so", "--config", "{").status == 2)
        #expect(try site.penstock("plugin", "check", "x.so").status == 1)
    }
}

/// Alone, and after the other tests: they would have to wait for the processor, and some of them for too long.
@Suite(.serialized, .enabled(if: ProcessInfo.processInfo.environment["PENSTOCK_CHECK_TESTS"] != nil))
struct `A check of a plugin` {
    @Test(
        arguments: ["Match", "JQ", "Template", "Lookup", "Insight", "Signatures", "HTTP", "Mail"],
        [[], ["--isolated"]]
    )
    func `every plugin that ships with Penstock passes, in the host and in a worker`(
        name: String,
        flags: [String]
    ) throws {
        let file = URL(fileURLWithPath: Binary.path).deletingLastPathComponent().appending(path: "lib\(name).so").path
        let checked = try Site().penstock(["plugin", "check", file, "--quick", "--json"] + flags)
        let report = try JSONValue.parse(checked.output)
        #expect(checked.status == 0 && report["ok"] == true, "\(failures(report)) \(checked.error)")
        let skipped = (report["items"]?.arrayValue ?? []).filter { $0["status"] == "skipped" }.compactMap { $0["test"] }
        #expect(!skipped.contains("examples") && !skipped.contains("in-flight"), "\(skipped)")
    }

    @Test(arguments: [
        ("CRASHES_IN_ENTRY", "entry", "it crashed in penstock_plugin_v1 by SIGSEGV"),
        ("HANGS_IN_CONFIGURE", "old-host", "it hangs in configure"),
        ("COMPLETES_TWICE", "in-flight", "completed a token more than once"),
        ("FORGETS_A_TOKEN", "in-flight", "5 of 500 tokens were not completed"),
        ("WRITES_TO_INPUT", "input", "it wrote to the body"),
        ("LEAKS_A_THREAD", "rounds", "threads behind"),
        ("LIES_ABOUT_LENGTH", "output", "into a buffer of"),
        ("LIES_ABOUT_SIZE", "descriptor", "no multiple of 8"),
        ("EXPORTS_MORE", "exports", "one_symbol_too_many"),
        ("LEAKS_MEMORY", "rounds", "bytes behind"),
        ("LEAKS_DESCRIPTORS", "rounds", "descriptors open"),
        ("SPEAKS_IN_ENTRY", "quiet", "the entry calls write"),
        ("READS_BEYOND_HOST", "old-host", "beyond the end of the host's table"),
        ("COMPLETES_LATE", "after-destroy", "after its stage was released"),
        ("REFUSES_SILENTLY", "random-valid", "without reporting an error"),
    ])
    func `a plugin that misbehaves fails the test for it, and the others are told all the same`(
        fault: String,
        test: String,
        sentence: String
    ) throws {
        let site = try Site()
        let file = try misbehaving(fault, in: site)
        let seconds = fault == "HANGS_IN_CONFIGURE" ? "2" : "40"
        let checked = try site.penstock(
            "plugin",
            "check",
            file,
            "--quick",
            "--json",
            "--seed",
            "1",
            "--timeout",
            seconds,
            "--only",
            test,
            "--only",
            "load"
        )
        #expect(checked.status == 1, "\(checked.output) \(checked.error)")
        let report = try JSONValue.parse(checked.output)
        let failures = failures(report)
        #expect(failures.contains { $0.hasPrefix("\(test): ") && $0.contains(sentence) }, "\(failures)")
        let items = report["items"]?.arrayValue ?? []
        #expect(items.contains { $0["test"] == "load" && $0["status"] == "passed" }, "\(checked.output)")
    }

    @Test func `one that behaves passes, and people see a line for each test`() throws {
        let site = try Site()
        let checked = try site.penstock("plugin", "check", try misbehaving("NOTHING", in: site), "--quick")
        #expect(checked.status == 0, "\(checked.output)")
        #expect(checked.output.contains("0 failed") && checked.output.contains("filter:com.example.misbehaving"))
    }

    private func failures(_ report: JSONValue) -> [String] {
        (report["items"]?.arrayValue ?? []).filter { $0["status"] == "failed" }.flatMap { item in
            (item["findings"]?.arrayValue ?? []).map {
                "\(item["test"]?.stringValue ?? ""): \($0["text"]?.stringValue ?? "")"
            }
        }
    }

    private func misbehaving(_ fault: String, in site: Site) throws -> String {
        try site.buildPlugin("misbehaving.c", as: "plugin.so", defines: ["FAULT=\(fault)"])
        return site.path("pipelines/plugins/plugin.so")
    }
}
