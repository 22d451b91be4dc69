import Foundation
import PenstockJSON
import PenstockPipelines
import Testing

/// Every block of YAML in the documentation is what it says that it is, and right.
@Suite(.serialized) struct `YAML in the documentation` {
    /// What examples name beside the catalog, `people.csv` and `mails/`, which are those that ship.
    private static let stubs = ["pipelines/sessions.csv": "session,meetings\nSpring group A,5\n"]

    @Test func `is there, and every block says what it is`() {
        #expect(DocumentedBlock.of(.pipeline).count >= 10 && DocumentedBlock.of(.fragment).count >= 5)
        let unmarked = DocumentedBlock.all.filter { $0.kind == nil }.map(\.testDescription)
        let kinds = DocumentedBlock.Kind.allCases.map(\.rawValue).joined(separator: ", ")
        #expect(unmarked == [], "write ```yaml and one of \(kinds)")
    }

    @Test(arguments: DocumentedBlock.all)
    func `satisfies the schema that editors have`(block: DocumentedBlock) throws {
        let name = block.kind == .fragment ? "pipeline" : block.kind?.rawValue ?? "pipeline"
        let committed = Binary.root.appending(path: "pipelines/schemas/\(name).json")
        guard case .object(var members) = try JSONValue.parse(try String(contentsOf: committed, encoding: .utf8)) else {
            Issue.record("\(committed.path) is no schema")
            return
        }
        if block.kind == .fragment { members["required"] = nil }
        // The stage type of a plugin that is written on the page is in no committed schema.
        guard !block.text.contains("com.example.") || block.kind != .pipeline else { return }
        let schema = try JSONSchema(.object(members))
        let documents = block.documents()
        #expect(!documents.isEmpty)
        for document in documents { #expect(schema.validate(document) == []) }
    }

    /// The blocks in rounds, in which no name of a pipeline comes twice.
    private static func rounds() throws -> [[DocumentedBlock]] {
        var rounds: [(names: Set<String>, blocks: [DocumentedBlock])] = []
        for block in DocumentedBlock.of(.pipeline, .fragment) {
            let names = Set(block.documents().compactMap { $0["name"]?.stringValue })
            if let index = rounds.firstIndex(where: { $0.names.isDisjoint(with: names) }) {
                rounds[index].names.formUnion(names)
                rounds[index].blocks.append(block)
            } else {
                rounds.append((names, [block]))
            }
        }
        return rounds.map(\.blocks)
    }

    @Test func `is checked as pipelines, with the catalog that ships`() throws {
        for blocks in try Self.rounds() {
            let site = try Site(Self.stubs)
            for block in blocks {
                let name = block.page.replacing("/", with: "-")
                try site.write(block.pipeline(), to: "pipelines/\(name)-\(block.line).yaml")
            }
            // The README and the page on plugins use one that they have the reader write.
            let made = try site.shell(
                """
                umask 022
                cp -r '\(Binary.root.appending(path: "pipelines").path)'/{events,mails,people.csv} pipelines
                penstock plugin new one-course --kind filter --lang c
                make -C one-course
                """
            )
            try #require(made.status == 0, "\(made.error)")
            let arguments = ["check", "pipelines", "--without-secrets", "--plugins", "one-course/build"]
            let checked = try site.penstock(arguments)
            #expect(checked.status == 0 && checked.output.contains("no problems"), "\(checked.output)")
        }
    }

    @Test(arguments: DocumentedBlock.of(.catalog))
    func `is checked as a type of the catalog`(block: DocumentedBlock) throws {
        let type = try #require(block.documents().first?["type"]?.stringValue)
        let site = try Site([
            "pipelines/one.yaml": Sample.webhook(to: "http://127.0.0.1:9").replacing("course.completed", with: type)
        ])
        // Those that ship stand beside it: a type may emit others.
        let copied = try site.shell("cp -r '\(Binary.root.appending(path: "pipelines").path)'/events pipelines")
        try #require(copied.status == 0, "\(copied.error)")
        try site.write(block.text, to: "pipelines/events/\(type).yaml")
        let checked = try site.penstock("check", "pipelines")
        #expect(checked.status == 0 && checked.output.contains("no problems"), "\(checked.output)")
    }

    @Test(arguments: DocumentedBlock.of(.source))
    func `is checked as a source, with the catalog that ships`(block: DocumentedBlock) throws {
        let name = block.documents().first?["name"]?.stringValue ?? "lms"
        let site = try Site([
            "pipelines/sources/\(name).yaml": block.text,
            "pipelines/one.yaml": Sample.webhook(to: "http://127.0.0.1:9"),
        ])
        let copied = try site.shell("cp -r '\(Binary.root.appending(path: "pipelines").path)'/events pipelines")
        try #require(copied.status == 0, "\(copied.error)")
        let checked = try site.penstock("check", "pipelines", "--without-secrets")
        #expect(checked.status == 0 && checked.output.contains("no problems"), "\(checked.output)")
    }

    @Test func `is run as tests of the first source on their page`() throws {
        for tests in DocumentedBlock.of(.sourceTest) {
            let source = try #require(DocumentedBlock.of(.source).first { $0.page == tests.page })
            let site = try Site([
                "pipelines/sources/lms.yaml": source.text, "pipelines/sources/lms.test.yaml": tests.text,
                "pipelines/one.yaml": Sample.webhook(to: "http://127.0.0.1:9"),
            ])
            let copied = try site.shell("cp -r '\(Binary.root.appending(path: "pipelines").path)'/events pipelines")
            try #require(copied.status == 0, "\(copied.error)")
            let run = try site.penstock("test", "pipelines")
            #expect(run.status == 0 && run.output.contains("of 1 source passed"), "\(run.output)\(run.error)")
        }
    }

    @Test(arguments: DocumentedBlock.of(.settings))
    func `is checked as settings`(block: DocumentedBlock) throws {
        let site = try Site([
            "pipelines/penstock.yaml": block.text, "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/one.yaml": Sample.webhook(to: "http://127.0.0.1:9"),
        ])
        let checked = try site.penstock("check", "pipelines", "--without-secrets")
        #expect(checked.status == 0 && checked.output.contains("no problems"), "\(checked.output)")
    }
}
