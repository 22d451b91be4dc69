import PenstockCore
import PenstockEngine
import PenstockPipelines
import PenstockPlugins
import Testing

@testable import PenstockDashboard

@Suite struct `Pages of sources and receivers` {
    static var pages: [any PenstockDashboard.Page] {
        var quiet = Sample.outline
        (quiet.isEnabled, quiet.learns, quiet.hooks, quiet.rules) = (false, false, [], [])
        quiet.call = SourceCall(.standardWebhooks([], tolerance: .seconds(300)))
        var bare = Sample.caught
        (bare.headers, bare.body, bare.text) = ([], [], nil)
        let draft = SignatureDraft(request: hostile, form: hostile, at: hostile)
        return [
            SourcesPage(sources: [Sample.sourceStanding, SourceStanding(source: quiet)]), SourcesPage(sources: []),
            SourcePage(standing: Sample.sourceStanding, learned: [Sample.kept], server: hostile),
            SourcePage(standing: SourceStanding(source: quiet), server: hostile), LearnedPage(Sample.kept),
            SignaturesPage(codes: [Sample.code]),
            SignaturesPage(
                codes: [Sample.code],
                draft: draft,
                complaint: hostile,
                verdict: SignatureVerdictView(Sample.diagnosis, notes: [hostile])
            ),
            InboxesPage(
                requests: [Sample.caught, bare],
                inbox: hostile,
                capacity: 100,
                bodyLimit: 64 << 10,
                server: hostile
            ),
            CaughtPage(Sample.caught), CaughtPage(bare),
        ]
    }

    private static let source: SourceStanding = {
        var outline = SourceOutline(
            name: "axis",
            verification: "header x-secret",
            position: SourcePosition(file: "sources/axis.yaml", line: 1, column: 1),
            written: "name: axis\n"
        )
        outline.hooks = ["course.*", "it's"]
        outline.learns = true
        outline.call = SourceCall(
            .any([
                .standardWebhooks([], tolerance: .seconds(300)), .header("x-secret", SourceSecret([])),
                .query("secret", SourceSecret([])),
            ])
        )
        return SourceStanding(source: outline)
    }()

    @Test func `say in a sentence how a source fares`() {
        var standing = Self.source
        #expect(standing.sentence(noon) == "nothing was verified yet")
        standing.memory.lastVerified = noon + .seconds(-180)
        standing.memory.refuse("wrong secret", "", at: noon + .seconds(-9))
        standing.memory.refuse("wrong secret", "", at: noon + .seconds(-8))
        #expect(standing.sentence(noon) == "last verified 3 minutes ago; 2 refused: wrong secret")
        standing.memory.refuse("no secret", "", at: noon)
        standing.learned = 3
        #expect(
            standing.sentence(noon)
                == "last verified 3 minutes ago; 3 refused: 1 no secret, 2 wrong secret; 3 learned"
        )
    }

    @Test func `tell of a silence for as long as it lasts`() {
        var standing = Self.source
        standing.source.expected = .seconds(3600)
        standing.memory.lastEvent = noon + .seconds(-3600)
        #expect(standing.silence(noon) == nil)
        standing.memory.lastEvent = noon + .seconds(-3601)
        // It was told already, and still is so.
        standing.memory.toldSilence = standing.memory.lastEvent
        #expect(standing.sentence(noon).hasSuffix("; silent since 2026-03-04 10:59:59 UTC"))
        let html = SourcesPage(sources: [standing]).html(context())
        #expect(html.contains(">silent</span>") && !html.contains(">enabled</span>"))
        standing.source.isEnabled = false
        #expect(standing.silence(noon) == nil)
    }

    @Test func `show how a source is tried, with the way that needs no signature`() {
        let html = SourcePage(standing: Self.source, server: "http://127.0.0.1:8080").html(context())
        let command = "curl -X POST &#39;http://127.0.0.1:8080/in/axis/it%27s&#39; \\\n"
        #expect(html.contains(command + "    -H &#39;x-secret: SECRET&#39; \\\n"), "\(html)")
        #expect(html.contains("<code>/in/axis/course.*</code>"))
        var signed = Self.source
        signed.source.call = SourceCall(.standardWebhooks([], tolerance: .seconds(300)))
        let other = SourcePage(standing: signed, server: "http://127.0.0.1:8080").html(context())
        #expect(!other.contains("curl -X") && other.contains("Its requests are signed"))
    }

    @Test(
        arguments: [
            (SourceVerification.bearer(SourceSecret([])), "-H 'Authorization: Bearer SECRET'"),
            (.basic(username: "resolved-name", password: SourceSecret([])), "-u 'NAME:SECRET'"),
            (.header("x-'; rm", SourceSecret([])), #"-H 'x-'\''; rm: SECRET'"#),
            (.query("a&b", SourceSecret([])), "'http://h/in/a?a%26b=SECRET'"),
        ]
    )
    func `quote what a shell would read`(verification: SourceVerification, words: String) {
        let command = SourceCall(verification).command("POST", to: "http://h", Path("in", "a")) ?? ""
        #expect(command.contains(words) && !command.contains("resolved-name"), "\(command)")
    }

    @Test func `offer to forget and to clear to those alone who may`() {
        let pages: [(page: any PenstockDashboard.Page, action: String)] = [
            (LearnedPage(Sample.kept), "/forget\""),
            (
                InboxesPage(requests: [Sample.caught], capacity: 100, bodyLimit: 1024, server: "http://h"),
                "action=\"/inboxes/clear\""
            ),
        ]
        for (page, action) in pages {
            #expect(page.html(context()).contains(action))
            #expect(!page.html(context(mayChange: false)).contains(action))
        }
        // Whoever may look may verify.
        #expect(SignaturesPage(codes: []).html(context(mayChange: false)).contains("action=\"/signatures\""))
    }

    @Test func `keep the lines of what is copied`() {
        let page = InboxesPage(requests: [], capacity: 100, bodyLimit: 64 << 10, server: "http://h:1")
        let html = page.html(context())
        #expect(html.contains("- transport: http\n  with: { url: &quot;http://h:1/inbox/hr&quot; }</pre>"))
        #expect(html.contains("Nothing has arrived") && html.contains("the first 64 KiB"))
        var code = Sample.code
        code.text = "def a():\n    b"
        #expect(SignaturesPage(codes: [code]).html(context()).contains("def a():\n    b</pre>"))
    }

    @Test func `let no signature be verified of what is not all there`() {
        var cut = Sample.caught
        cut.text = nil
        #expect(!CaughtPage(cut).html(context()).contains("action=\"/signatures\""))
        #expect(CaughtPage(cut).html(context()).contains("bytes of it are not kept"))
        #expect(CaughtPage(Sample.caught).html(context()).contains("action=\"/signatures\""))
    }
}
