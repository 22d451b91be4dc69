import PenstockCore
import PenstockEngine
import PenstockJSON
import Testing

@testable import PenstockDashboard

/// What strangers may write into whatever a page shows.
private let nasty = "\"'><xss onload=x>{{title}}{{{title}}}</title></script>&amp;\u{202E}"

@Suite struct `Pages of events and deliveries` {
    private static let now = Timestamp(microseconds: 1_772_618_400_000_000)
    private static let store = StoreID("k3f9x2pq")
    private static let context = PageContext(path: "/events", csrf: nasty, caller: nasty, now: now, version: "1.2.3")

    private static func event(data: String = JSONValue.string(nasty).text) -> Event {
        let json = Array(#"{"id":"1","data":\#(data)}"#.utf8)
        return Event(
            sequence: EventSequence(1),
            id: nasty,
            source: nasty,
            type: nasty,
            subject: nasty,
            time: now,
            dataContentType: nasty,
            extensions: [EventExtension(name: "tenant", value: nasty)],
            json: json,
            dataRange: 17..<json.count - 1,
            acceptedAt: now,
            contradiction: nasty,
            revision: RevisionID(7)
        )
    }

    private static func record(_ state: DeliveryState = .dead) -> DeliveryRecord {
        DeliveryRecord(
            id: DeliveryID(17),
            pipeline: nasty,
            event: EventSequence(1),
            eventID: nasty,
            type: nasty,
            subject: nasty,
            state: state,
            reason: Reason(code: nasty, text: nasty, stage: nasty),
            attempts: 3,
            revision: RevisionID(7),
            createdAt: now,
            updatedAt: now,
            due: nil,
            replayOf: DeliveryID(3),
            hasRendered: true,
            duplicateOf: DeliveryID(4),
            duplicateOfEvent: nasty,
            job: JobID(5),
            lastStatus: 503
        )
    }

    private static func attempt(_ number: Int, _ timings: Timings = Timings(connect: 200, total: 5000)) -> Attempt {
        var result = AttemptResult(.permanent)
        result.status = 503
        result.timings = timings
        result.code = nasty
        result.sentence = nasty
        result.responseHead = Array("HTTP/1.1 503 \(nasty)\r\nServer: \(nasty)\r\n".utf8)
        result.responseBody = Array(nasty.utf8)
        result.isTruncated = true
        result.retryAfter = .seconds(30)
        result.recipients = [Recipient(address: nasty, outcome: .permanent, status: 550, reply: nasty)]
        result.attributes = [EventExtension(name: nasty, value: nasty)]
        return Attempt(
            number: number,
            startedAt: now + .seconds(number),
            result: result,
            revision: RevisionID(7),
            request: RequestHead(
                method: nasty,
                target: nasty,
                headers: [EventExtension(name: nasty, value: nasty)],
                isCut: true
            )
        )
    }

    private static func delivery(_ attempts: [Attempt], _ state: DeliveryState = .dead) -> DeliveryExplanation {
        let stage = StageOutline(label: nasty, kind: nasty, type: nasty)
        return DeliveryExplanation(
            record: record(state),
            attempts: attempts,
            path: .known([StageTrace(stage: stage, end: .failed, text: nasty, revision: RevisionID(3))]),
            next: nasty
        )
    }

    private static let job: Job = {
        let request = JSONValue.object(["pipeline": .string(nasty), "state": [.string(nasty)], "type": .string(nasty)])
        return Job(
            id: JobID(5),
            kind: .retry,
            state: .running,
            request: request.serialized(),
            end: 100,
            cursor: 25,
            total: 8,
            done: 2,
            skipped: 0,
            reason: Reason(code: nasty, text: nasty, stage: nasty),
            createdAt: now,
            updatedAt: now
        )
    }()

    private static func values(_ names: [String]) -> [String: String] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, nasty) })
    }

    /// Every page, with the same in every place.
    static let pages: [(name: String, page: any PenstockDashboard.Page)] = {
        let match = MatchExplanation(pipeline: nasty, isMatched: false, clause: .on, reason: nasty)
        let event = EventRecord(event: Self.event(), deliveryCount: 1)
        let explanation = EventExplanation(
            event,
            matches: [match, MatchExplanation(pipeline: nasty + "2", isMatched: true, reason: nasty)],
            deliveries: [delivery([attempt(1)])],
            timers: [
                TimerRecord(
                    id: TimerID(5),
                    event: EventSequence(1),
                    eventID: nasty,
                    type: nasty,
                    emit: nasty,
                    offset: -30,
                    due: now,
                    state: .cancelled,
                    isMoved: true,
                    person: nasty,
                    reason: Reason(code: nasty, text: nasty)
                )
            ],
            catalog: [nasty]
        )
        let lonely = EventExplanation(event, matches: [match], deliveries: [], catalog: [nasty])
        let message = RenderedMessage(
            body: Array(nasty.utf8),
            contentType: nasty,
            headers: [EventExtension(name: nasty, value: nasty)],
            attributes: [EventExtension(name: nasty, value: nasty)],
            revision: RevisionID(3)
        )
        let position = ListPosition(cursor: "e5", next: "e4", lookedBackTo: now)
        var request = JobRequest(.retry(render: true))
        (request.pipeline, request.type, request.subject, request.source) = (nasty, nasty, nasty, nasty)
        var finding = Finding()
        finding.count = 3
        finding.types = [nasty: 3]
        let all = ["text", "person", "type", "subject", "source", "since", "until", "unmatched", "state", "pipeline"]
        let lane = PipelineBacklog(
            pipeline: PipelineID(1),
            name: nasty,
            pending: 0,
            waiting: 0,
            dead: 3,
            held: 0,
            oldest: nil,
            deadSince: now,
            hold: nil
        )
        return [
            ("events", EventsPage(values: values(all), types: [nasty], records: [event], position: position)),
            ("event", EventPage(explanation, store: store, learner: nasty)),
            ("event without", EventPage(lonely, store: store)),
            (
                "deliveries",
                DeliveriesPage(
                    values: values(all),
                    pipelines: [nasty],
                    types: [nasty],
                    records: [record()],
                    position: position,
                    store: store
                )
            ),
            (
                "delivery",
                DeliveryPage(delivery([attempt(1), attempt(2)]), event: event.event, rendered: message, store: store)
            ),
            (
                "dead",
                DeadPage(
                    values: values(all),
                    types: [nasty],
                    records: [record()],
                    position: position,
                    backlog: [lane],
                    store: store
                )
            ),
            ("bulk", BulkPage(request, finding: finding, values: values(all))), ("job", JobPage(job, store: store)),
            ("jobs", JobsPage([job], position: position, store: store)),
        ]
    }()

    @Test(arguments: pages.map(\.name))
    func `show HTML, script and templates in every field as text`(name: String) throws {
        let page = try #require(Self.pages.first { $0.name == name }?.page)
        let html = page.html(Self.context)
        // What it has of its own has no such element; what is shown of it is escaped, and its templates are not filled.
        #expect(!html.contains("<xss") && !html.contains("\u{202E}"))
        // Pictures have titles too; what ends one is what began it.
        #expect(!html.contains("'><") && html.components(of: "</title>") == html.components(of: "<title"), "\(html)")
        #expect(html.components(of: "&lt;xss onload=x&gt;{{title}}{{{title}}}") > 1)
    }

    @Test func `a page whose reader may change nothing has no buttons`() {
        var context = Self.context
        context.mayChange = false
        for (_, page) in Self.pages {
            #expect(!page.html(context).contains("method=\"post\" action=\"/deliveries"))
            #expect(!page.html(context).contains("method=\"post\" action=\"/bulk"))
        }
    }

    @Test(
        arguments: [
            (.dead, ["/retry", "/cancel"]), (.delivered, ["/retry"]), (.pending, ["/cancel"]),
            (.waiting, ["/retry", "/cancel"]), (.held, ["/retry", "/cancel"]), (.cancelled, ["/retry"]),
            (.filtered, ["/retry"]), (.duplicate, []),
        ] as [(DeliveryState, [String])]
    )
    func `a delivery has the buttons that its state allows`(state: DeliveryState, actions: [String]) {
        let page = DeliveryPage(Self.delivery([], state), event: Self.event(), rendered: nil, store: Self.store)
        let html = page.html(Self.context)
        for action in ["/retry", "/cancel"] {
            let isThere = html.contains("action=\"/deliveries/dlv_k3f9x2pq_17\(action)\"")
            #expect(isThere == actions.contains(action), "\(action)")
        }
    }

    @Test(
        arguments: [
            (Timings(), []), (Timings(total: 10), ["Until its end 0..<10"]),
            (
                Timings(name: 5, connect: 8, tls: 20, firstByte: 25, total: 30),
                [
                    "Looking up the name 0..<5", "Connecting 5..<8", "TLS 8..<20", "Until the answer began 20..<25",
                    "Until its end 25..<30",
                ]
            ),
            // What goes backward or stands still is no part.
            (Timings(connect: 8, tls: 0, firstByte: 4, total: 30), ["Connecting 0..<8", "Until its end 8..<30"]),
        ] as [(Timings, [String])]
    )
    func `an exchange is told in its parts`(timings: Timings, expected: [String]) {
        #expect(AttemptPhases(timings).all.map { "\($0.name) \($0.range)" } == expected)
    }

    @Test func `a try shows what it sent and what came back, the last one at once`() {
        let shown = RequestHead(
            method: "POST",
            target: "https://hr.example.com/?a=<b>",
            headers: [EventExtension(name: "authorization", value: "Bearer ***")],
            isCut: true
        )
        var attempts = [Self.attempt(1), Self.attempt(2)]
        attempts[1].request = shown
        let message = RenderedMessage(
            body: [],
            contentType: "text/plain",
            headers: [],
            attributes: [],
            revision: RevisionID(7)
        )
        func html(_ rendered: RenderedMessage?) -> String {
            DeliveryPage(Self.delivery(attempts), event: Self.event(), rendered: rendered, store: Self.store)
                .html(Self.context)
        }
        let page = html(message)
        #expect(page.components(of: "<details open>") == 2 && page.components(of: "<details>") == 2)
        #expect(page.contains("POST https://hr.example.com/?a=&lt;b&gt;\nauthorization: Bearer ***</pre>"))
        #expect(page.contains("the rest is not kept"))
        // The message that is kept is the one that these tries sent; one of another revision is not.
        #expect(page.components(of: "href=\"#message\"") == 3)
        var other = message
        other.revision = RevisionID(3)
        #expect(html(other).components(of: "href=\"#message\"") == 1)
        (attempts[1].request, attempts[1].result) = (nil, AttemptResult(.delivered))
        let bare = html(nil)
        #expect(bare.contains("Its head is not kept") && bare.contains("Nothing of it is kept, or nothing came."))
    }

    @Test func `bars of all tries have one scale`() {
        let phases = AttemptPhases(Timings(connect: 250, total: 500)).all
        let svg = TimingBars(phases: phases, longest: 1000, label: "a \"b\"").svg.html
        #expect(svg.contains("aria-label=\"a &quot;b&quot;\""))
        #expect(
            svg.contains("x=\"0.0\" y=\"0\" width=\"250.0\"") && svg.contains("x=\"250.0\" y=\"0\" width=\"250.0\"")
        )
    }

    @Test func `JSON is put in order, long bodies are cut, and bytes that are no text are shown`() {
        #expect(
            ShownBody(Array(#"{"b":1.50,"a":["é"]}"#.utf8)).text == "{\n  \"b\": 1.50,\n  \"a\": [\n    \"é\"\n  ]\n}"
        )
        #expect(ShownBody(Array("{not json".utf8)).text == "{not json")
        #expect(ShownBody(Array("HTTP/1.1 200\r\nA: b\r\n\r\n".utf8)).text == "HTTP/1.1 200\r\nA: b")
        #expect(ShownBody([0x61, 0xFF]).text == "a\u{FFFD}")
        let long = ShownBody(Array(repeating: UInt8(ascii: "["), count: 70_000))
        #expect(long.text.utf8.count == 65_536 && long.cutFrom == 70_000)
    }

    @Test func `a filter shows again what was given, and its links carry it on`() {
        let page = DeliveriesPage(
            values: ["state": "dead,held", "pipeline": "gone-by-now", "text": "a b&c", "since": ""],
            pipelines: ["hr"],
            types: [],
            records: [],
            position: ListPosition(next: "d9"),
            store: Self.store
        )
        let html = page.html(Self.context)
        #expect(html.contains("<option selected>dead,held</option>") && html.contains("<option>dead</option>"))
        #expect(html.contains("<option selected>gone-by-now</option>"))
        #expect(html.contains("value=\"a b&amp;c\""))
        let query = "pipeline=gone-by-now&amp;state=dead%2Cheld&amp;text=a%20b%26c"
        #expect(html.contains("href=\"/deliveries?\(query)&amp;cursor=d9\""), "\(html)")
        #expect(html.contains("href=\"/v1/deliveries?\(query)&amp;format=csv\""))
    }

    @Test(
        arguments: [
            ([:], true), (["state": "waiting,held", "type": "course.*"], true), (["state": "dead"], true),
            (["state": "delivered"], false), (["state": "dead,delivered"], false),
        ] as [([String: String], Bool)]
    )
    func `a list offers to cancel all that are like it, where that can be`(values: [String: String], isThere: Bool) {
        func page(_ more: [String: String] = [:]) -> String {
            DeliveriesPage(
                values: values.merging(more) { $1 },
                pipelines: ["hr"],
                types: [],
                records: [Self.record()],
                position: ListPosition(),
                store: Self.store
            ).html(Self.context)
        }
        let html = page()
        #expect(html.contains("name=\"work\" value=\"cancel\"") == isThere)
        for (name, value) in values where isThere {
            #expect(html.contains("type=\"hidden\" name=\"\(name)\" value=\"\(value)\""), "\(html)")
        }
        // A job that cannot be told all of it would be about more than the list.
        for name in ["text", "person", "status"] {
            let narrowed = page([name: "x"])
            #expect(!narrowed.contains("value=\"cancel\""))
            #expect(narrowed.contains("a job knows no other filter") == isThere)
        }
    }

    @Test func `what jobs know of dead letters is said to them, and what they do not know is not passed over`() {
        func page(_ values: [String: String]) -> String {
            DeadPage(
                values: values,
                types: [],
                records: [Self.record()],
                position: ListPosition(next: "d9"),
                backlog: [],
                store: Self.store
            ).html(Self.context)
        }
        let known = page(["pipeline": "hr", "source": "/lms", "since": "2h"])
        for field in ["name=\"source\" value=\"/lms\"", "name=\"since\" value=\"2h\"", "value=\"cancel\""] {
            #expect(known.contains(field), "\(field)")
        }
        for name in ["person", "text", "status"] {
            let narrowed = page(["pipeline": "hr", name: "x"])
            #expect(!narrowed.contains("action=\"/bulk\"") && narrowed.contains("a job knows no other filter"))
            #expect(narrowed.contains("\(name)=x&amp;cursor=d9"), "\(narrowed)")
            #expect(narrowed.contains("\(name)=x&amp;state=dead&amp;format=csv"), "\(narrowed)")
        }
    }

    @Test func `a job tells how far it is, by what was counted or by what was looked at`() {
        var job = Self.job
        #expect(JobPage(job, store: Self.store).html(Self.context).contains("value=\"250\""))
        (job.total, job.cursor) = (nil, 50)
        #expect(JobPage(job, store: Self.store).html(Self.context).contains("value=\"500\""))
        (job.end, job.state) = (0, .done)
        let done = JobPage(job, store: Self.store).html(Self.context)
        #expect(done.contains("value=\"1000\"") && !done.contains("data-refresh"))
    }
}

extension String {
    /// How many pieces another text cuts it into.
    fileprivate func components(of text: String) -> Int {
        split(separator: text, omittingEmptySubsequences: false).count
    }
}
