internal import Foundation
internal import MailStages
internal import PenstockPluginKit
internal import PluginTesting
internal import Testing

private func smtp(_ server: RelayServer, _ more: String = #","tls":"none""#, scheme: String = "smtp") throws
    -> StageHarness
{
    try StageHarness(library, .transport, "smtp", with: #"{"url":"\#(scheme)://127.0.0.1:\#(server.port)"\#(more)}"#)
}

private func mail(to: String, _ more: String = "") throws -> TestMessage {
    try compose(#"{\#(simple),"to":"\#(to)"\#(more)}"#).1
}

@Suite struct `A mail handed over` {
    @Test func `is read by another program as it was meant`() async throws {
        let server = try RelayServer()
        let (_, message) = try compose(
            #"""
            {"from":"Schulung – Team <training@example.com>","to":"\"Ärger, Groß\" <learner1@example.com>",
             "cc":"manager1@example.com","bcc":"audit@example.com","reply_to":"desk@example.com",
             "subject":"Grüße: {{data.course}}, und noch ein sehr langer Betreff, der umbrochen werden muss, weil er lang ist ✓",
             "text":"Line ends with space \n.\n..dots\nFrom here\nstraße ✓\n{{data.long}}","html":"<p>{{data.course}}</p>",
             "headers":{"X-Course":"{{data.course}}"}}
            """#.replacing("\n             ", with: ""),
            data: #"{"course":"Höhen & Tiefen","long":"\#(String(repeating: "wörd ", count: 300))"}"#
        )
        let done = try await smtp(server).send(message)
        #expect(done.outcome == .delivered && done.status == 250 && done.sent == .yes, "\(done.sentence)")
        let mail = try server.nextMail()
        #expect(mail.defects.isEmpty && mail.raw == Data(message.body ?? []))
        #expect(mail.from == "training@example.com")
        #expect(mail.to == ["learner1@example.com", "manager1@example.com", "audit@example.com"])
        #expect(mail.header("Subject")?.hasPrefix("Grüße: Höhen & Tiefen, und noch") == true)
        #expect(mail.header("To") == #""Ärger, Groß" <learner1@example.com>"#)
        #expect(mail.header("X-Course") == "Höhen & Tiefen" && mail.header("Bcc") == nil)
        #expect(
            mail.body["text/plain"]?.hasPrefix("Line ends with space \n.\n..dots\nFrom here\nstraße ✓\nwörd wörd")
                == true
        )
        #expect(mail.body["text/html"] == "<p>Höhen &amp; Tiefen</p>\n")
    }

    @Test func `shares its connection with the next`() async throws {
        let server = try RelayServer()
        let stage = try smtp(server)
        var peers: Set<Int> = []
        var tokens: [UInt64] = []
        // Without a suspension in between: beside many other tests each may take as long as a session waits for a mail.
        for _ in 0..<8 {
            tokens.append(try stage.submit(mail(to: "learner1@example.com")))
            peers.insert(try server.nextMail().peer)
        }
        for token in tokens { #expect(await stage.completion(of: token).outcome == .delivered) }
        // A session thread each at most, and one more where a server hangs up in between.
        #expect(peers.count < 8)
    }

    @Test func `goes once to each recipient, and again only to those who may take it later`() async throws {
        let server = try RelayServer()
        let stage = try smtp(server)
        let message = try mail(to: "a@example.com", #","cc":"later-451@example.com, no-550@example.com""#)
        let first = try await stage.send(message)
        #expect(first.outcome == .transient && first.sent == .yes)
        #expect(first.recipients.map(\.outcome) == [.delivered, .transient, .permanent])
        #expect(first.recipients.map(\.status) == [250, 451, 550])
        #expect(try server.nextMail().to == ["a@example.com"])
        let second = try await stage.send(message, TestCall(), resume: first.resume)
        #expect(second.recipients.map(\.address) == ["later-451@example.com", "no-550@example.com"])
        #expect(second.outcome == .transient && second.sent == .no && second.resume == first.resume)
    }

    @Test(arguments: [
        ("no-550@example.com", "", AttemptResult.Outcome.permanent, 550),
        ("a@example.com", #","cc":"no-550@example.com""#, .delivered, 250),
        ("no-550@example.com", #","cc":"a@example.com""#, .permanent, 550),
        ("later-451@example.com", "", .transient, 451), ("login-530@example.com", "", .configuration, 530),
    ])
    func `is delivered when every To has it`(
        to: String,
        more: String,
        outcome: AttemptResult.Outcome,
        status: Int
    ) async throws {
        let server = try RelayServer()
        let done = try await smtp(server).send(mail(to: to, more))
        #expect(done.outcome == outcome && done.status == status, "\(done.sentence)")
    }

    @Test(arguments: [
        ("451 4.3.0 not now", AttemptResult.Outcome.transient), ("552 5.3.4 too large", .permanent),
        ("554 5.7.1 no thanks", .permanent), ("550 5.7.30 log in", .configuration), ("552 5.2.2 full", .transient),
    ])
    func `can be refused when it has been read`(reply: String, outcome: AttemptResult.Outcome) async throws {
        let server = try RelayServer(["--final", reply])
        let done = try await smtp(server).send(mail(to: "a@example.com"))
        #expect(done.outcome == outcome && done.sent == .no && done.sentence.contains(reply), "\(done.sentence)")
    }

    @Test func `may arrive twice when the answer is lost, and says so`() async throws {
        let server = try RelayServer(["--final", "cut"])
        let done = try await smtp(server).send(mail(to: "a@example.com"))
        #expect(done.outcome == .transient && done.sent == .maybe && done.sentence.contains("duplicate"))
    }

    @Test func `that is no mail is refused`() async throws {
        let server = try RelayServer()
        let stage = try smtp(server)
        #expect(try stage.prepare(TestMessage()).failure?.code == "not-a-mail")
        var message = try mail(to: "a@example.com")
        message.body?.append(0x0A)
        #expect(try await stage.send(message).code == "bad-line-end")
        message.attributes[1].value = "a@example.com> RCPT TO:<b@example.com"
        #expect(try stage.prepare(message).failure?.code == "bad-address")
    }

    @Test func `waits in vain for a server that is not there`() async throws {
        let stage = try StageHarness(library, .transport, "smtp", with: #"{"url":"smtp://127.0.0.1:1","tls":"none"}"#)
        let done = try await stage.send(mail(to: "a@example.com"))
        #expect(done.outcome == .transient && done.code == "connection-refused" && done.sent == .no)
    }
}

@Suite struct `A mail server` {
    private let login = #","username":"relay","password":"right""#

    @Test(arguments: [("starttls", "smtp"), ("implicit", "smtps")])
    func `is trusted by its certificate and given the password`(mode: String, scheme: String) async throws {
        let server = try RelayServer(["--tls", mode, "--password", "right"])
        let stage = try smtp(server, #","ca_file":"\#(server.authority)"\#(login)"#, scheme: scheme)
        let done = try await stage.send(mail(to: "a@example.com"))
        #expect(done.outcome == .delivered, "\(done.sentence)")
        let taken = try server.nextMail()
        #expect(taken.tls && taken.login)
    }

    @Test(arguments: [("starttls", "smtp"), ("implicit", "smtps")])
    func `whose certificate is not known gets nothing`(mode: String, scheme: String) async throws {
        let server = try RelayServer(["--tls", mode])
        let done = try await smtp(server, "", scheme: scheme).send(mail(to: "a@example.com"))
        #expect(done.outcome == .configuration && done.code == "certificate-unverified", "\(done.sentence)")
    }

    @Test func `that offers no STARTTLS gets nothing`() async throws {
        let server = try RelayServer()
        let done = try await smtp(server, "").send(mail(to: "a@example.com"))
        #expect(done.outcome == .configuration && done.code == "tls-not-offered" && done.sent == .no)
    }

    @Test func `that offers no login gets nothing when there is a password`() async throws {
        let server = try RelayServer(["--tls", "implicit"])
        let stage = try smtp(server, #","ca_file":"\#(server.authority)"\#(login)"#, scheme: "smtps")
        let done = try await stage.send(mail(to: "a@example.com"))
        #expect(done.outcome == .configuration && done.code == "login-not-offered", "\(done.sentence)")
    }

    @Test func `that refuses the password is a matter of configuration`() async throws {
        let server = try RelayServer(["--tls", "implicit", "--password", "other"])
        let stage = try smtp(server, #","ca_file":"\#(server.authority)"\#(login)"#, scheme: "smtps")
        let done = try await stage.send(mail(to: "a@example.com"))
        #expect(done.outcome == .configuration && done.code == "login-refused" && done.sent == .no)
        #expect(!done.sentence.contains("right"))
    }

    @Test(arguments: [
        (#"{"url":"http://mail.example.com"}"#, "/url"), (#"{"url":"smtps://mail.example.com","tls":"none"}"#, "/tls"),
        (#"{"url":"smtp://mail.example.com","tls":"none","username":"a","password":"b"}"#, "/tls"),
        (#"{"url":"smtp://mail.example.com","username":"a"}"#, "/username"),
    ])
    func `needs a configuration that is safe`(json: String, pointer: String) {
        let refusal = #expect(throws: ConfigurationRefused.self) {
            try StageHarness(library, .transport, "smtp", with: json)
        }
        #expect(refusal?.problems.map(\.pointer) == [pointer])
    }

    @Test func `on another machine without encryption is warned about`() throws {
        let stage = try StageHarness(
            library,
            .transport,
            "smtp",
            with: #"{"url":"smtp://mail.example.com","tls":"none"}"#
        )
        #expect(stage.problems.map(\.pointer) == ["/tls"] && stage.problems.allSatisfy(\.isWarning))
    }
}
