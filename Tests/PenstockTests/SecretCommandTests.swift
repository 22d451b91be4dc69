import Foundation
import PenstockJSON
import Testing

/// The example of Standard Webhooks 1.0.0.
private enum Vector {
    static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    static let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
    static let seconds = "1614265330"
    static let signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    static let body = #"{"test": 2432232314}"#
    static let request =
        "POST /hooks HTTP/1.1\r\nwebhook-id: \(id)\r\nwebhook-timestamp: \(seconds)\r\n"
        + "webhook-signature: \(signature)\r\n\r\n\(body)"
}

@Suite struct `The command secret` {
    @Test func `makes a secret that the signer takes, alone on standard output`() throws {
        let site = try Site()
        let made = try site.penstock("secret", "new")
        #expect(made.status == 0)
        let secret = made.output.trimmingCharacters(in: .newlines)
        #expect(secret.wholeMatch(of: /whsec_[A-Za-z0-9+\/]{43}=/) != nil, "\(made.output)")
        #expect(made.error.contains("secrets: [\"${env:HR_SECRET}\"]") && made.error.contains("until:"))
        #expect(!made.error.contains(secret))
        #expect(try site.penstock("secret", "new").output != made.output)
        try site.write(Sample.courseCompleted, to: "pipelines/events/course.completed.yaml")
        try site.write(Sample.webhook(to: "http://127.0.0.1:9"), to: "pipelines/hr.yaml")
        let pair = try JSONValue.parse(try site.penstock("secret", "new", "--kind", "ed25519", "--json").output)
        let longest = try site.penstock("secret", "new", "--bytes", "64").output.trimmingCharacters(in: .newlines)
        for taken in [secret, longest, try #require(pair["secret"]?.stringValue)] {
            let checked = try site.penstock("check", "pipelines", environment: ["HR_SECRET": taken])
            #expect(checked.status == 0, "\(checked.output)")
        }
        #expect(pair["public_key"]?.stringValue?.hasPrefix("whpk_") == true)
        let lines = try site.penstock("secret", "new", "--kind", "ed25519").output.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix("whsk_") && lines[1].hasPrefix("whpk_"))
        #expect(try site.penstock("secret", "new", "--kind", "hmac").output.count == 65)
    }

    @Test(arguments: [
        (["new", "--bytes", "8"], "24 to 64 bytes, not 8"),
        (["new", "--kind", "ed25519", "--bytes", "64"], "32 bytes"),
        (["new", "--kind", "rsa"], "ed25519"), (["verify", "--request", "-"], "name the secret"),
        (["verify", "--request", "-", "--secret", "a", "--secret-env", "B"], "leave one out"),
        (["verify", "--request", "-", "--secret", "a", "--form", "gitub"], "is 'github' meant?"),
        (["verify", "--request", "-", "--secret", "a", "--at", "noon"], "no time"),
        (["verify", "--request", "-", "--secret", "a", "--tolerance", "5"], "no duration"),
        (["verify", "--request", "-", "--secret-env", "NOT_SET"], "NOT_SET is not set"),
        (["snippet", "node"], "is 'javascript' meant?"), (["snippet", "cobol"], "there are go, java"),
    ])
    func `says what is wrong with how it is used`(arguments: [String], words: String) throws {
        let finished = try Site().penstock(["secret"] + arguments, input: Vector.request)
        #expect(finished.status == 2)
        #expect(finished.error.contains(words), "\(finished.error)")
    }

    @Test func `verifies a request, and says what became of one that does not hold`() throws {
        let site = try Site()
        try site.write(Vector.request, to: "good.http")
        try site.write(Vector.request + "\n", to: "changed.http")
        try site.write("not a request", to: "none.http")
        func verify(_ file: String, _ more: String...) throws -> Finished {
            try site.penstock(
                ["secret", "verify", "--secret-env", "S", "--request", file] + more,
                environment: ["S": Vector.secret]
            )
        }
        let good = try verify("good.http", "--at", "2021-02-25T15:02:12Z")
        #expect(good.status == 0 && good.output == "valid (standard-webhooks, signed 2 s ago)\n", "\(good.error)")
        let old = try verify("good.http")
        #expect(old.status == 1 && old.output.contains("5 min are tolerated"))
        let changed = try verify("changed.http", "--json")
        let json = try JSONValue.parse(changed.output)
        #expect(changed.status == 1 && json["valid"] == false)
        #expect(json["findings"]?.arrayValue?.first?["code"] == "body-changed")
        #expect(!(old.output + changed.output).contains(Vector.secret.dropFirst(6)))
        let none = try verify("none.http")
        #expect(none.status == 1 && none.error.contains("none.http, line 1: expected 'Name: value'"), "\(none.error)")
        #expect(try verify("absent.http").error.contains("absent.http cannot be read"))
        let piped = try site.penstock(
            ["secret", "verify", "--secret", Vector.secret, "--request", "-", "--at", "2021-02-25T15:02:10Z"],
            input: Vector.request
        )
        #expect(piped.status == 0, "\(piped.output)\(piped.error)")
    }

    @Test func `lists the code for receivers`() throws {
        let site = try Site()
        let listed = try JSONValue.parse(try site.penstock("secret", "snippet", "--json").output)
        let names = (listed.arrayValue ?? []).compactMap { $0["name"]?.stringValue }
        #expect(names == ["go", "java", "javascript", "php", "python", "ruby"])
        #expect(try site.penstock("secret", "snippet").output.contains("verify.mjs"))
        for code in listed.arrayValue ?? [] {
            let file = Binary.root.appending(path: "docs/receivers/\(code["file"]?.stringValue ?? "")")
            let printed = try site.penstock("secret", "snippet", code["name"]?.stringValue ?? "").output
            #expect(try printed == String(contentsOf: file, encoding: .utf8))
        }
    }
}

/// The code that receivers are given, run by what runs it. What is not installed is skipped, and says so.
@Suite(.serialized) struct `Code for receivers` {
    /// How each is called in a directory with the code and its driver, with the arguments `"$@"`.
    private static let runs: [(name: String, program: String, setUp: String, run: String)] = [
        ("python", "python3", "cp $CODE/verify.py .", "python3 $DRIVERS/driver.py . \"$@\""),
        ("javascript", "node", "cp $CODE/verify.mjs .", "node $DRIVERS/driver.mjs \"$PWD\" \"$@\""),
        ("ruby", "ruby", "cp $CODE/verify.rb .", "ruby $DRIVERS/driver.rb . \"$@\""),
        ("php", "php", "cp $CODE/verify.php .", "php $DRIVERS/driver.php . \"$@\""),
        (
            "go", "go",
            """
            mkdir -p webhooks cache; cp $CODE/verify.go webhooks/; cp $DRIVERS/driver.go main.go
            printf 'module receiver\\n\\ngo 1.18\\n' > go.mod
            GOCACHE="$PWD/cache" GOPROXY=off GOFLAGS=-mod=mod go build -o driver .
            """, "./driver \"$@\""
        ),
        (
            "java", "javac", "javac -d . $CODE/Webhooks.java $DRIVERS/Driver.java", "java -cp . Driver \"$@\""
        ),
    ]

    private static let other = "whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"

    /// Secrets, now, id, timestamp, signature, body, and whether it holds.
    private static let cases: [(arguments: [String], body: String, holds: Bool)] = {
        let good = [Vector.secret, Vector.seconds, Vector.id, Vector.seconds, Vector.signature]
        func changed(_ index: Int, _ value: String) -> [String] {
            var arguments = good
            arguments[index] = value
            return arguments
        }
        return [
            (good, Vector.body, true),
            (changed(0, "\(other) \(Vector.secret)"), Vector.body, true),
            (changed(1, "1614265630"), Vector.body, true), (changed(1, "1614265030"), Vector.body, true),
            (changed(4, "v1,AAAA v1a,AAAA v2,AAAA \(Vector.signature)"), Vector.body, true),
            (good, Vector.body + " ", false), (good, "", false),
            (changed(0, other), Vector.body, false),
            (changed(1, "1614265631"), Vector.body, false), (changed(1, "1614265029"), Vector.body, false),
            (changed(2, "msg_other"), Vector.body, false), (changed(3, "1614265331"), Vector.body, false),
            (changed(2, ""), Vector.body, false), (changed(3, ""), Vector.body, false),
            (changed(4, ""), Vector.body, false), (changed(3, "soon"), Vector.body, false),
            (changed(4, "v1,"), Vector.body, false), (changed(4, "v1,§§§"), Vector.body, false),
            (changed(4, "v2" + Vector.signature.dropFirst(2)), Vector.body, false),
            (changed(4, String(Vector.signature.dropFirst(3))), Vector.body, false),
        ]
    }()

    @Test(arguments: runs.map(\.name))
    func `takes what is signed and refuses what was changed`(name: String) throws {
        let site = try Site()
        let run = try #require(Self.runs.first { $0.name == name })
        guard try site.has(run.program) else { return }
        let root = Binary.root.path
        let places = "CODE='\(root)/docs/receivers' DRIVERS='\(root)/Tests/Fixtures/receivers'"
        let ready = try site.shell("\(places)\n\(run.setUp)")
        try #require(ready.status == 0, "\(ready.error)")
        try site.write("#!/bin/bash\n\(places)\n\(run.run)\n", to: "run.sh")
        for (index, one) in Self.cases.enumerated() {
            try one.body.write(toFile: site.path("body"), atomically: false, encoding: .utf8)
            let arguments = one.arguments.map { "'\($0)'" }.joined(separator: " ")
            let finished = try site.shell("bash run.sh \(arguments) < body")
            #expect((finished.status == 0) == one.holds, "case \(index): \(finished.output) \(finished.error)")
            if one.holds {
                #expect(finished.output.trimmingCharacters(in: .newlines) == Vector.id)
            } else {
                // A refusal is a reason and not a crash.
                #expect(finished.status == 1 && finished.error.count < 200, "case \(index): \(finished.error)")
            }
        }
    }
}
