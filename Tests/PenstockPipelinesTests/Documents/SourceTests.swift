import PenstockPipelines
import PenstockPlugins
import Testing

/// The text of a pipeline that is kept with its revision.
@Suite struct `The text of a pipeline` {
    @Test func `is the document as written, comments too, without its tests`() throws {
        let directory = try PipelineDirectory([
            "p.yaml": """
            # First.
            name: one
            on: course.completed
            tests:
              - name: x
                event: { sample: course.completed }

            # Where to.
            stages:
              - transport: http
                with: { url: "https://a.example.com" } # here
            ---
            # Second.
            { name: two, on: course.completed, stages: [{ transport: http, with: { url: "https://b.example.com" } }] }

            """
        ])
        let (set, diagnostics) = directory.load()
        #expect(diagnostics == [])
        #expect(
            set?["one"]?.source == """
                # First.
                name: one
                on: course.completed
                stages:
                  - transport: http
                    with: { url: "https://a.example.com" } # here

                """
        )
        #expect(
            set?["two"]?.source == """
                # Second.
                { name: two, on: course.completed, stages: [{ transport: http, with: { url: "https://b.example.com" } }] }

                """
        )
    }

    @Test func `changes no revision by its tests`() throws {
        func digest(_ tests: String) throws -> String? {
            let stages = "stages: [{ transport: http, with: { url: 'https://a.example.com' } }]\n"
            return try PipelineDirectory(["p.yaml": "name: one\non: course.completed\n\(stages)\(tests)"]).load().set?
                .digest
        }
        let plain = try digest("")
        #expect(plain != nil)
        #expect(try digest("tests: [{ name: x, event: { sample: course.completed } }]\n") == plain)
        #expect(try digest("description: x\n") != plain)
    }

    @Test(arguments: [
        ("password: hunter22 # why", "password: '***' # why"), ("password: 'hunter22'", "password: '***'"),
        ("password: |\n          hunter22\n          more", "password: '***'\n\n"),
        ("password: ${env:PASSWORD}", "password: ${env:PASSWORD}"),
    ])
    func `shows no secret that stands in it`(written: String, shown: String) throws {
        let directory = try PipelineDirectory([
            "p.yaml": """
            name: one
            on: course.completed
            stages:
              - transport: http
                with:
                    url: "https://a.example.com"
                    \(written)
            description: last

            """
        ])
        let types = StageDoubles(types: [
            StageDouble(
                kind: .transport,
                id: "http",
                schema: #"{"properties": {"password": {"type": "string", "x-penstock-secret": true}}}"#
            )
        ])
        let (set, _) = directory.load(stageTypes: types, environment: ["PASSWORD": "hunter22"])
        #expect(
            set?["one"]?.source == """
                name: one
                on: course.completed
                stages:
                  - transport: http
                    with:
                        url: "https://a.example.com"
                        \(shown)
                description: last

                """
        )
    }
}
