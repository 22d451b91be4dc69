import Foundation
import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@testable import PenstockDashboard

@Suite struct `Every page` {
    /// Every page, with a hostile text wherever a text can come from outside.
    static let all: [any PenstockDashboard.Page] = {
        var json = TestDraft(sampleOf: Sample.eventType)
        json.isJSON = true
        json.attributes = ["subject": hostile]
        let outcome = TestPage.Outcome(
            event: ["type": .string(hostile)],
            reports: [Sample.report, Sample.other],
            isLive: true,
            contradiction: hostile
        )
        return [
            overview(), overview(isUnread: true), PipelinesPage(pipelines: [Sample.standing], revision: RevisionID(3)),
            PipelinesPage(pipelines: [], revision: RevisionID(1)), pipeline,
            PluginsPage(plugins: plugins, quarantined: [hostile]), PluginsPage(plugins: []),
            CatalogPage(types: [Sample.eventType]), CatalogPage(types: []),
            EventTypePage(type: Sample.eventType, trials: [Sample.report, Sample.other]),
            EventTypePage(type: EventTypeSummary(type: hostile), refusal: hostile),
            TestPage(types: [Sample.eventType], pipelines: [hostile], draft: TestDraft(sampleOf: nil)),
            TestPage(types: [Sample.eventType], pipelines: [hostile], draft: TestDraft(sampleOf: Sample.eventType)),
            TestPage(
                types: [Sample.eventType],
                pipelines: [hostile],
                draft: json,
                complaint: hostile,
                outcome: outcome
            ),
            LinkPage(pipelines: [], draft: LinkDraft()),
            LinkPage(pipelines: [hostile], draft: Sample.linkDraft, complaint: hostile, report: Sample.linkReport),
            ReferencePage(about: hostile, topics: [topic]), ReferenceTopicPage(topic),
            ProblemPage(title: hostile, detail: hostile, advice: hostile + "`<b>`"),
        ] + `Pages of events and deliveries`.pages.map { $0.page } + `Pages of sources and receivers`.pages
            + `Pages of learners`.pages
    }()

    private static func overview(isUnread: Bool = false) -> OverviewPage {
        let lane = OverviewPage.Lane(
            backlog: Sample.backlog(),
            inFlight: 2,
            oldestDue: noon + .seconds(-400),
            failing: Sample.failing
        )
        let kinds: [Concern.Kind] = [
            .dead, .breaker, .pipelineHeld, .held, .late, .plugin, .disk, .clock, .files, .sourceSilent,
        ]
        return OverviewPage(
            concerns: isUnread ? [] : kinds.map { Concern(kind: $0, pipeline: hostile, text: hostile) },
            lanes: isUnread ? nil : [lane],
            metrics: EngineMetrics(),
            traffic: isUnread ? TrafficHistory(since: noon, steady: noon) : Sample.traffic,
            window: isUnread ? .day : .hour,
            startedAt: noon + .seconds(-7200),
            revision: RevisionID(3)
        )
    }

    private static var topic: ReferenceTopic {
        let schema: JSONValue = [
            "type": "object", "properties": .object([hostile: ["type": "string", "description": .string(hostile)]]),
        ]
        let form = ReferenceTopic.Form(
            contentType: hostile,
            schema: ["type": "array", "items": ["$ref": "#/$defs/A"], "$defs": ["A": schema]],
            examples: [(hostile, .string(hostile))]
        )
        var operation = ReferenceTopic.Operation(
            id: "getIt",
            method: "GET",
            path: hostile,
            summary: hostile,
            details: hostile + "\n\n" + hostile
        )
        operation.parameters = [
            ReferenceTopic.Parameter(name: hostile, place: "query", schema: ["type": "string"], description: hostile)
        ]
        operation.body = [form]
        operation.answers = [
            ReferenceTopic.Answer(status: 200, description: hostile, forms: [form], problems: [hostile])
        ]
        return ReferenceTopic(name: hostile, about: hostile, operations: [operation])
    }

    private static var pipeline: PipelinePage {
        PipelinePage(
            standing: Sample.standing,
            effective: ["name": .string(hostile)],
            written: "name: \(hostile)\non: x\n",
            revisions: [RevisionRecord(id: RevisionID(2), adoptedAt: noon, pipelineCount: 1)],
            running: RevisionID(3),
            compared: (RevisionID(2), "name: old\non: x\n")
        )
    }

    private static let plugins = [
        PluginSummary(
            file: hostile,
            id: hostile,
            version: hostile,
            vendor: hostile,
            digest: hostile,
            placement: .init(isWorker: true, reason: hostile),
            stageTypes: [StageTypeSummary(kind: "filter", id: hostile, summary: hostile, schema: "{}")],
            problems: [.init(isError: false, sentence: hostile)]
        ),
        PluginSummary(file: hostile, problems: [.init(isError: true, sentence: hostile)]),
    ]

    @Test(arguments: all.indices)
    func `is well-formed, accessible, and shows what came from outside as text`(index: Int) {
        let html = Self.all[index].html(context(path: "/pipelines/x"))
        let check = HTMLCheck(html)
        #expect(check.complaints.isEmpty, "\(type(of: Self.all[index])): \(check.complaints.joined(separator: "\n"))")
        #expect(check.count("script") == 1 && !html.contains("alert(1)</script>"))
        // No template read it once more, and nothing that steers text is left.
        #expect(check.text.contains("{{title}}"))
        #expect(!html.unicodeScalars.contains { $0.steersText && $0 != "\n" })
        #expect(html.contains("<script>") == false)
    }

    @Test func `reads as well-formed to Python too`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "penstock-pages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (index, page) in Self.all.enumerated() {
            try Data(page.html(context()).utf8).write(to: directory.appending(path: "\(index).html"))
        }
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        python.arguments = ["python3", "-c", Self.reader, directory.path]
        let output = Pipe()
        python.standardOutput = output
        try python.run()
        let said = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        python.waitUntilExit()
        #expect(said == "\(Self.all.count) pages\n" && python.terminationStatus == 0)
    }

    private static let reader = """
        import html.parser, pathlib, sys
        void = {'meta', 'link', 'img', 'input', 'br'}
        class Reader(html.parser.HTMLParser):
            def __init__(self): super().__init__(); self.open = []
            def handle_starttag(self, tag, attrs):
                assert not any(name.startswith('on') or name == 'style' for name, _ in attrs), (tag, attrs)
                if tag == 'script': assert dict(attrs)['src'].startswith('/assets/')
                if tag not in void: self.open.append(tag)
            def handle_endtag(self, tag):
                assert self.open.pop() == tag, tag
        files = list(pathlib.Path(sys.argv[1]).glob('*.html'))
        for file in files:
            reader = Reader(); reader.feed(file.read_text()); reader.close()
            assert not reader.open, (file, reader.open)
        print(len(files), 'pages')
        """

    @Test func `to log in says nothing of the others`() {
        let check = HTMLCheck(LogInPage(next: hostile, message: hostile).html)
        #expect(check.complaints == ["a landmark is missing"] && check.count("script") == 0)
        #expect(check.text.contains("{{title}}") && check.count("a") == 0)
    }

    @Test func `marks where one is, and has a way past the links`() {
        let html = PluginsPage(plugins: []).html(context(path: "/plugins"))
        #expect(html.contains(#"<a href="/plugins" aria-current="page">Plugins</a>"#))
        #expect(html.components(separatedBy: "aria-current").count == 2)
        #expect(html.contains(##"<a class="skip" href="#main">"##) && html.contains(#"<main id="main""#))
        let within = EventTypePage(type: Sample.eventType).html(context(path: "/catalog/x"))
        #expect(within.contains(#"<a href="/catalog" aria-current="true">"#))
    }

    @Test func `shows switches to those alone who may use them`() {
        let page = PipelinesPage(pipelines: [Sample.standing], revision: RevisionID(1))
        #expect(page.html(context()).contains("<form method=\"post\" action=\"/pipelines/"))
        #expect(!page.html(context(mayChange: false)).contains("action=\"/pipelines/"))
        let test = TestPage(types: [Sample.eventType], pipelines: [], draft: TestDraft(sampleOf: Sample.eventType))
        #expect(!test.html(context(mayChange: false)).contains("value=\"run\""))
    }
}
