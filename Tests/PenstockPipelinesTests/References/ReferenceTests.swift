import Foundation
import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

@Suite struct `References` {
    /// A pipeline whose `subject` of a mail is a text, in single quotes.
    private static func mail(_ text: String, key: String = "cc") -> String {
        pipeline(stages: [
            "transform: email", "  with: { to: a@example.com, \(key): '\(text)' }", "transport: smtp",
            "  with: { url: x }",
        ])
    }

    private static func resolved(
        _ text: String,
        environment: [String: String] = [:],
        files: [String: String] = [:]
    ) throws -> JSONValue? {
        let directory = try PipelineDirectory(files)
        try directory.write(mail(text), to: "p.yaml")
        guard let stage = directory.load(environment: environment).set?["one"]?.stages.first else { return nil }
        return try JSONValue.parse(stage.configuration)["cc"]
    }

    @Test(arguments: [
        ("a${env:X}b", "a1b"), ("${env:X}${env:Y}", "12"), ("$${env:X}", "${env:X}"), ("$$${env:X}", "$${env:X}"),
        ("$ $$ {}", "$ $$ {}"), ("${env:NONE:-d e}", "d e"), ("${env:NONE:-}", ""), ("${env:EMPTY:-d}", "d"),
        ("${env:EMPTY}", ""), ("${env:X:-d}", "1"), ("${env:NONE:-a:-b}", "a:-b"), ("${env:TRICK}", "${env:X} $${"),
        ("${file:f}", "in file"), ("${file:crlf}", "one"), ("${file:two}", "line\n"), ("é${env:X}", "é1"),
    ])
    func `stand for their values, which are not read again`(text: String, value: String) throws {
        let environment = ["X": "1", "Y": "2", "EMPTY": "", "TRICK": "${env:X} $${"]
        let files = ["f": "in file\n", "crlf": "one\r\n", "two": "line\n\n"]
        #expect(try Self.resolved(text, environment: environment, files: files)?.stringValue == value)
    }

    @Test func `find files by absolute paths, and credentials where systemd puts them`() throws {
        let directory = try PipelineDirectory(["credentials/smtp": "hush\n"])
        #expect(try Self.resolved("${file:\(directory.path)/credentials/smtp}") == "hush")
        let environment = ["CREDENTIALS_DIRECTORY": directory.path + "/credentials"]
        #expect(try Self.resolved("${credential:smtp}", environment: environment) == "hush")
    }

    @Test(arguments: [
        (
            "ab ${env:NONE}", "5:40",
            "${env:NONE} is not defined: there is no variable NONE in the environment or in .env"
        ),
        ("${file:none}", "5:37", "${file:none} cannot be read: none does not exist"),
        ("${file:sub}", "5:37", "${file:sub} cannot be read: sub is a directory, not a file"),
        ("${file:binary}", "5:37", "${file:binary} cannot be read: binary is not UTF-8 text"),
        (
            "${credential:x}", "5:37",
            """
            ${credential:x} cannot be read: CREDENTIALS_DIRECTORY is not set, as systemd sets it for a unit with \
            LoadCredential=x:…
            """
        ),
        (
            "it''s ${name}", "5:43",
            """
            '${name}' is no reference: known are ${env:NAME}, ${file:PATH} and ${credential:NAME}; write '$${' for the \
            two characters themselves
            """
        ),
        ("${env:X", "5:37", "'${' begins a reference that no '}' ends; write '$${' for the two characters themselves"),
        ("${env:}", "5:37", "${env:} names nothing"),
        ("${env:A-B}", "5:37", "'A-B' is no name of a variable: letters, digits and '_', not beginning with a digit"),
        ("${credential:../x}", "5:37", "'../x' is no name of a credential: it is a file's name without a path"),
    ])
    func `that stand for nothing are reported where they are`(text: String, place: String, message: String) throws {
        let directory = try PipelineDirectory(["p.yaml": Self.mail(text), "sub/x": ""])
        try Data([0xFF, 0xFE]).write(to: URL(fileURLWithPath: directory.path + "/binary"))
        let (set, diagnostics) = directory.load()
        #expect(set == nil)
        #expect(directory.complaints(diagnostics) == ["p.yaml:\(place): error: \(message)"])
    }

    @Test(arguments: [
        ("${env:T}", "{{data.x}}"), ("{${env:T}", "{data.x}"), ("{{data.${env:T}}}", "x"), ("${env:T}}", "a}"),
        ("${env:NONE:-{{x}", ""),
    ])
    func `are never templates`(text: String, value: String) throws {
        let directory = try PipelineDirectory(["p.yaml": Self.mail(text, key: "subject")])
        let (set, diagnostics) = directory.load(environment: ["T": value])
        #expect(set == nil)
        #expect(diagnostics.map(\.message).allSatisfy { $0.hasSuffix("would be read as part of a template") })
        #expect(diagnostics.count == 1)
        // Where no template is wanted, braces are braces.
        try directory.write(Self.mail(text), to: "p.yaml")
        #expect(directory.load(environment: ["T": value]).set != nil)
    }

    @Test func `beside tags are fine`() throws {
        let directory = try PipelineDirectory(["p.yaml": Self.mail("{{a}}${env:T}{{b}} {", key: "subject")])
        let stage = directory.load(environment: ["T": "x"]).set?["one"]?.stages.first
        #expect(try stage.map { try JSONValue.parse($0.configuration)["subject"] } == "{{a}}x{{b}} {")
    }
}

@Suite struct `The .env file` {
    @Test func `gives variables, after those of the process`() throws {
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(stages: ["transport: smtp", "  with: { url: '${env:A}|${env:B}' }"])
        ])
        try directory.write("A=from file\nB=from file\n", to: ".env", mode: 0o600)
        let stage = directory.load(environment: ["A": "from process"]).set?["one"]?.transport
        #expect(try stage.map { try JSONValue.parse($0.configuration)["url"] } == "from process|from file")
    }

    @Test(arguments: [0o644, 0o640, 0o602, 0o604])
    func `is not read when others than its owner can`(mode: Int) throws {
        let directory = try PipelineDirectory([
            "p.yaml": pipeline(stages: ["transport: smtp", "  with: { url: '${env:A}' }"])
        ])
        try directory.write("A=hunter22\n", to: ".env", mode: mode)
        let (set, diagnostics) = directory.load()
        #expect(set == nil)
        #expect(
            directory.complaints(diagnostics) == [".env: error: others than its owner can read it, so it is not read"]
        )
        #expect(diagnostics.first?.expected == "a file for its owner alone: chmod 600 \(directory.path)/.env")
        #expect(directory.load(withoutSecrets: true).diagnostics.isEmpty)
    }

    @Test func `is read line by line`() throws {
        let text = #"""
            # a comment
            A = one two   # a comment
            export B='it # is $x'
            C="say \"hi\"\n\\ \$" # a comment
            D=a#b

            E=
            """#
        let expected = ["A": "one two", "B": "it # is $x", "C": "say \"hi\"\n\\ $", "D": "a#b", "E": ""]
        for (name, value) in expected {
            let directory = try PipelineDirectory([
                "p.yaml": pipeline(stages: ["transport: smtp", "  with: { url: '${env:\(name)}' }"])
            ])
            try directory.write(text.replacingOccurrences(of: "\n", with: "\r\n"), to: ".env", mode: 0o600)
            let stage = try #require(directory.load().set?["one"]?.transport)
            #expect(try JSONValue.parse(stage.configuration)["url"]?.stringValue == value)
        }
    }

    @Test func `is reported by line and never quoted`() throws {
        let directory = try PipelineDirectory(["p.yaml": pipeline()])
        try directory.write(
            "A=1\nhunter22\n2B=hunter22\nC='hunter22\nD=\"hunter22\\q\"\nE='a' hunter22\n",
            to: ".env",
            mode: 0o600
        )
        let (set, diagnostics) = directory.load()
        #expect(set == nil)
        #expect(diagnostics.map(\.position.line) == [2, 3, 4, 5, 6])
        #expect(!diagnostics.map { $0.rendered() }.joined().contains("hunter22"))
    }
}
