internal import Foundation
internal import MailStages
internal import PluginTesting
internal import Testing

/// A mail composed with the transform, as the next stage finds it.
func compose(_ json: String, data: String = "{}", delivery: String = "msg_1") throws -> (Answer, TestMessage) {
    let stage = try StageHarness(library, .transform, "email", with: json)
    var call = TestCall()
    call.delivery = delivery
    let answer = try stage.transform(TestMessage(data: data), call)
    var message = TestMessage(body: answer.text, contentType: answer.contentType ?? "", data: data)
    message.attributes = answer.attributes
    return (answer, message)
}

let simple = #""from":"Training <training@example.com>","subject":"Hello","text":"Good day""#

@Suite struct `A composed mail` {
    @Test func `is the same at every retry, and safe on the wire`() throws {
        let json = #"{\#(simple),"to":"learner1@example.com","html":"<p>ümlaut</p>"}"#
        let (first, _) = try compose(json)
        let (second, _) = try compose(json)
        #expect(first.body == second.body && first.contentType == "message/rfc822")
        #expect(first.body.allSatisfy { $0 < 0x80 })
        let lines = first.text.replacing("\r\n", with: "")
        #expect(!lines.contains("\n") && !lines.contains("\r"))
        #expect(first.text.contains("Message-Id: <msg_1@example.com>\r\n"))
        #expect(first.text.contains("Auto-Submitted: auto-generated\r\n"))
        #expect(first.text.contains("Date: Mon, 23 Nov 2026 "))
    }

    @Test func `keeps a hidden copy out of its headers`() throws {
        let (answer, _) = try compose(
            #"{\#(simple),"to":"A <a@example.com>","cc":["b@example.com","{{data.none}}"],"bcc":"c@example.com, a@example.com"}"#,
            data: #"{"none":""}"#
        )
        #expect(!answer.text.contains("c@example.com"))
        #expect(
            answer.attributes == [
                Field("mail-from", "training@example.com"), Field("mail-to", "a@example.com"),
                Field("mail-cc", "b@example.com"), Field("mail-bcc", "c@example.com"),
            ]
        )
    }

    @Test(arguments: [
        (#""to":"{{data.empty}}""#, "no-recipient"), (#""to":"{{data.missing}}""#, "missing-field"),
        (#""to":"nobody""#, "bad-address"), (#""to":"jürgen@example.com""#, "bad-address"),
        (#""to":"a@example.com\r\nBcc: b@example.com""#, "line-break-in-header"),
        (#""to":"{{data.evil}}""#, "line-break-in-header"), (#""to":"team: a@example.com;""#, "bad-address"),
        (#""to":"a@example.com","cc":"<b c@example.com>""#, "bad-address"),
    ])
    func `with recipients that cannot be used is a failure`(fields: String, code: String) throws {
        let (answer, _) = try compose(
            #"{\#(simple),\#(fields)}"#,
            data: #"{"empty":"","evil":"a@example.com\nX: y"}"#
        )
        #expect(answer.failure?.code == code, "\(String(describing: answer.failure))")
    }

    @Test func `writes an international domain in its ASCII form`() throws {
        let (answer, _) = try compose(#"{\#(simple),"to":"info@bücher.example"}"#)
        #expect(answer.attributes.first { $0.name == "mail-to" }?.value == "info@xn--bcher-kva.example")
    }

    @Test func `has templates from files, and its own headers`() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "penstock-\(UUID().uuidString).mustache")
        try "Dear {{data.name}}, 5 < 6".write(to: file, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: file) }
        let (answer, _) = try compose(
            #"{"from":"a@example.com","to":"b@example.com","subject":"x","text":{"file":"\#(file.path)"},"headers":{"List-Id":"<t.example.com>"}}"#,
            data: #"{"name":"A & B"}"#
        )
        #expect(answer.text.hasSuffix("\r\n\r\nDear A & B, 5 < 6\r\n"))
        #expect(answer.text.contains("List-Id: <t.example.com>\r\n"))
    }

    @Test(arguments: [
        (#"{"from":"a@example.com","to":"b@example.com","subject":"x"}"#, ""),
        (#"{\#(simple),"to":"b@example.com","headers":{"Bcc":"c@example.com"}}"#, "/headers/Bcc"),
        (#"{\#(simple),"to":["b@example.com","{{data.x"]}"#, "/to/1"),
    ])
    func `cannot come of a wrong configuration`(json: String, pointer: String) throws {
        let refusal = #expect(throws: ConfigurationRefused.self) {
            try StageHarness(library, .transform, "email", with: json)
        }
        #expect(refusal?.problems.map(\.pointer) == [pointer])
    }
}
