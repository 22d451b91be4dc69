import Foundation
import PenstockJSON
import Testing

/// Files that are no files, or that nobody can want: `penstock check` says so, waits for nothing, and stays small.
@Suite(.serialized) struct `Hostile files` {
    /// A pipeline with a file of its own, and a reference to another.
    private static let pipeline = """
        name: one
        on: course.completed
        stages:
          - transform: template
            with: { body: { file: body.mustache } }
          - transport: http
            with: { url: "http://127.0.0.1:9/${file:token}" }
        """

    private func site() throws -> Site {
        try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted, "pipelines/one.yaml": Self.pipeline,
            "pipelines/body.mustache": "{}", "pipelines/token": "t",
        ])
    }

    /// Checks within two gigabytes of addresses and a minute of processor time.
    private func check(_ site: Site) throws -> Finished {
        try site.shell("ulimit -v 2000000 -t 60; penstock check pipelines")
    }

    static let places = [
        ("one.yaml", "pipelines/one.yaml: error: the file"),
        ("events/course.completed.yaml", "pipelines/events/course.completed.yaml: error: the file"),
        ("penstock.yaml", "pipelines/penstock.yaml: error: the file"), (".env", "pipelines/.env: error: the file"),
        ("body.mustache", "pipelines/body.mustache"), ("token", "${file:token} cannot be read: "),
    ]

    @Test(.timeLimit(.minutes(2)), arguments: places)
    func `a pipe is refused wherever a file is wanted`(file: String, said: String) throws {
        let site = try site()
        try #require(try site.shell("rm -f pipelines/\(file); mkfifo -m 600 pipelines/\(file)").status == 0)
        let checked = try check(site)
        #expect(checked.status == 78)
        #expect(checked.output.contains(said), "\(checked.output)")
        #expect(checked.output.contains("is a pipe, a socket or a device; only a plain file is read"))
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            ("ln -s /dev/zero x.yaml", "is a pipe, a socket or a device"), ("mkdir x.yaml", "is a directory"),
            ("ln -s x.yaml x.yaml", "is a symbolic link to x.yaml, which leads nowhere"),
            ("ln -s nowhere penstock.yaml", "is a symbolic link to nowhere, which leads nowhere"),
            ("truncate -s 100M x.yaml", "is larger than 4 MiB; divide it"),
            ("truncate -s 100M penstock.yaml", "is larger than 4 MiB; divide it"),
            ("truncate -s 100M events/x.yaml", "is larger than 4 MiB; divide it"),
            ("truncate -s 100M token", "is larger than 1 MiB; divide it"),
            ("install -m 600 /dev/null .env; truncate -s 100M .env", "is larger than 1 MiB; divide it"),
        ]
    )
    func `what is no file, or too large a one, is refused by name`(command: String, said: String) throws {
        let site = try site()
        try #require(try site.shell("cd pipelines; \(command)").status == 0)
        let checked = try check(site)
        #expect(checked.status == 78 && checked.output.contains(said), "\(checked.output) \(checked.error)")
    }

    private static let most = 4_000_000

    /// Texts of about 4 MB that are costly to read.
    static let texts: [(name: String, text: String)] = [
        ("a name of 4 MB", pipeline.replacing("one", with: String(repeating: "n", count: most))),
        ("a line of 4 MB", "{ a: [" + String(repeating: "{},", count: most / 3) + "] }"),
        ("documents", String(repeating: "--- a\n", count: most / 6)),
        ("unknown keys", (0..<200_000).map { "key\($0): x\n" }.joined()),
        ("event types", "on: [" + (0..<240_000).map { "\"a\($0)\"," }.joined() + "]"),
        ("directives", (0..<300_000).map { "%TAG !\($0)! x\n" }.joined()),
        (
            "aliases",
            "a: &a [x, x, x, x, x, x, x, x, x]\n"
                + "bcdefghijk".reduce(into: ("", "a")) { text, letter in
                    text.0 +=
                        "\(letter): &\(letter) [" + Array(repeating: "*\(text.1)", count: 9).joined(separator: ", ")
                        + "]\n"
                    text.1 = "\(letter)"
                }.0
        ),
        ("depth", String(repeating: "[", count: most)), ("NUL", String(repeating: "\0", count: most)),
    ]

    // Alone, after the other tests: each wants a processor for itself.
    @Test(
        .enabled(if: ProcessInfo.processInfo.environment["PENSTOCK_HOSTILE_TESTS"] != nil),
        .timeLimit(.minutes(5)),
        arguments: texts.indices
    )
    func `a text that is costly to read ends in a few complaints`(index: Int) throws {
        let site = try site()
        for file in ["x.yaml", "penstock.yaml", "events/x.yaml"] {
            try site.write(Self.texts[index].text, to: "pipelines/\(file)")
            let checked = try check(site)
            let name = "\(Self.texts[index].name) in \(file): \(checked.output.prefix(2_000)) \(checked.error)"
            #expect(checked.status == 78, "\(name)")
            #expect(checked.output.contains("pipelines/\(file):") && checked.output.utf8.count < 1 << 20, "\(name)")
            try FileManager.default.removeItem(atPath: site.path("pipelines/\(file)"))
        }
    }
}
