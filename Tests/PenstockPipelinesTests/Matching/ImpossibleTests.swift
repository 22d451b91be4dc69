import PenstockCore
@testable import PenstockPipelines
import Testing

@Suite struct `Pipelines that no event is for` {
    static let pipelines: [(String, [String])] = [
        (pipeline(keys: ["subject: course/*", "except: course/PILOT-*"]), []),
        (
            pipeline(keys: ["subject: [course/WS-101, course/FS-*]", "except: [course/*]"]),
            [
                "p.yaml:3:11: warning: what 'subject' chooses, 'except' takes out again, so no event is for this pipeline"
            ]
        ),
        (
            pipeline(keys: ["except: '*'"]),
            ["p.yaml:3:9: warning: every item is excepted, so no event that has one is for this pipeline"]
        ),
        (
            pipeline(on: "\"*.dead\""),
            [
                "p.yaml:2:5: warning: '*.dead' matches no type: a star never matches a penstock. type, which must be named"
            ]
        ),
        (pipeline(on: "yes"), ["p.yaml:2:5: warning: 'on' names event types, and 'yes' is hardly one"]),
        (pipeline(on: "penstock.*"), []),
        (pipeline(on: "\"*\""), []),
        // Subjects in another form than the catalog makes them.
        (
            pipeline(keys: ["subject: [course/WS-101, WS-101]"]),
            ["p.yaml:3:26: warning: no event here has such a subject -> course/WS-101"]
        ),
        (
            pipeline(keys: ["subject: courses/WS-*"]),
            ["p.yaml:3:10: warning: no event here has such a subject -> course/WS-*"]
        ),
        (pipeline(keys: ["subject: '*-101'"]), []),
        (pipeline(keys: ["subject: cour*"]), []),
        (pipeline(keys: ["subject: course/"]), ["p.yaml:3:10: warning: no event here has such a subject"]),
        (
            pipeline(keys: ["except: PILOT-*"]),
            ["p.yaml:3:9: warning: this excepts no event -> course/PILOT-*"]
        ),
        (pipeline(on: "[course.completed, ilt.completed]", keys: ["subject: ilt/Forklift"]), []),
        (
            pipeline(on: "[course.completed, ilt.completed]", keys: ["subject: user/ada"]),
            ["p.yaml:3:10: warning: no event here has such a subject"]
        ),
        // A type that nobody knows may have any subject.
        (
            pipeline(on: "[course.completed, x.y]", keys: ["subject: WS-101"]),
            ["p.yaml:2:24: warning: the catalog has no event type 'x.y'"]
        ),
    ]

    @Test(arguments: pipelines)
    func `are told with what was probably meant`(text: String, complaints: [String]) throws {
        let directory = try PipelineDirectory(["p.yaml": text])
        #expect(directory.complaints(directory.load().diagnostics) == complaints)
    }

    @Test func `show the forms there are`() throws {
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(on: "[course.completed, ilt.completed]", keys: ["subject: x"])
        ])
        let expected = directory.load().diagnostics.first?.expected
        #expect(expected == "a subject such as 'course/{{data.catalog_id}}' or 'ilt/{{data.program_name}}'")
    }

    @Test(arguments: [
        ("*", "a*b", true), ("a*", "a*b", true), ("a*", "ab", true), ("ab", "ab", true), ("ab", "a*", false),
        ("a*b", "a*", false), ("*b", "a*", false), ("a*", "*", false),
    ])
    func `a pattern covers another`(one: String, other: String, covers: Bool) {
        #expect(Glob(one).covers(Glob(other)) == covers)
    }
}
