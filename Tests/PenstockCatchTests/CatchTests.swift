import PenstockCatch
import PenstockCore
import PenstockJSON
import PenstockSignatures
import Testing

@Suite struct `A receiver that behaves as told` {
    private func request(
        _ method: String = "POST",
        headers: [SignedRequest.Header] = [],
        body: String = "{}",
        length: Int? = nil
    ) -> CaughtRequest {
        CaughtRequest(
            number: 1,
            at: Timestamp(microseconds: 1_614_265_330_000_000),
            method: method,
            target: "/hook?a=b",
            content: SignedRequest(headers: headers, body: Array(body.utf8)),
            bodyLength: length ?? body.utf8.count
        )
    }

    private func answers(_ plan: CatchPlan, _ count: Int) -> [CatchAnswer.Kind] {
        var receiver = Catch(plan)
        return (0..<count).map { _ in receiver.answer(to: request()).kind }
    }

    @Test func `answers well when nothing else is said`() {
        #expect(answers(CatchPlan(), 2) == [.status(200), .status(200)])
    }

    @Test func `fails so many times, one failure after the other, and then answers well`() throws {
        var plan = CatchPlan()
        plan.status = 204
        plan.steps = try ["503:2", "reset:1"].map { text throws(CatchPlan.Step.Complaint) in try .init(text) }
        #expect(answers(plan, 5) == [.status(503), .status(503), .reset, .status(204), .status(204)])
    }

    @Test func `fails for ever where no number is said`() throws {
        var plan = CatchPlan()
        plan.steps = [try .init("503:1"), try .init("410")]
        #expect(answers(plan, 4) == [.status(503), .status(410), .status(410), .status(410)])
    }

    @Test func `tells with a failure how long to wait, and with nothing else`() throws {
        var plan = CatchPlan()
        plan.steps = [try .init("429:1")]
        (plan.retryAfter, plan.delay, plan.body) = (30, .seconds(2), "text")
        var receiver = Catch(plan)
        let first = receiver.answer(to: request())
        #expect(first.headers == [.init(name: "Retry-After", value: "30")])
        #expect(first.delay == .seconds(2) && first.body == "text" && !first.isGood)
        let second = receiver.answer(to: request())
        #expect(second.headers.isEmpty && second.isGood && second.body == "text")
    }

    @Test func `refuses what is too large, which uses no failure up`() throws {
        var plan = CatchPlan()
        plan.steps = [try .init("503:1")]
        var receiver = Catch(plan)
        #expect(receiver.answer(to: request(length: 10)).kind == .status(413))
        #expect(receiver.answer(to: request()).kind == .status(503))
    }

    @Test func `agrees to be sent to where a CloudEvents sender asks`() throws {
        var plan = CatchPlan()
        plan.steps = [try .init("503")]
        var receiver = Catch(plan)
        let asked = request("OPTIONS", headers: [.init("WebHook-Request-Origin", "penstock.example.com")])
        #expect(
            receiver.answer(to: asked).headers
                == [.init(name: "WebHook-Allowed-Origin", value: "penstock.example.com")]
        )
        #expect(receiver.answer(to: request("OPTIONS")).kind == .status(503))
    }

    @Test(arguments: ["", "200", "600", "x", "503:", "503:0", "503:x", "503:-1", "reset:", "503:1:1"])
    func `what is no failure is refused`(text: String) {
        #expect(throws: CatchPlan.Step.Complaint.self) { try CatchPlan.Step(text) }
    }

    @Test func `tells a program all of a request`() throws {
        var binary = request(headers: [.init("X-A", "1"), .init("x-a", "2")])
        binary.content.body = [0xFF, 0x00]
        let diagnosis = SignatureDiagnosis(of: binary.content, secret: "s", at: binary.at)
        let json = binary.json(CatchAnswer(kind: .reset), diagnosis)
        #expect(json["headers"]?["x-a"] == "1, 2")
        #expect(json["body"] == nil && json["body_base64"] == "/wA=")
        #expect(json["at"] == "2021-02-25T15:02:10Z" && json["target"] == "/hook?a=b")
        #expect(json["answer"] == ["reset": true] && json["signature"]?["valid"] == false)
        let text = request().json(CatchAnswer(kind: .status(200)), nil)
        #expect(text["body"] == "{}" && text["answer"] == ["status": 200] && text["signature"] == nil)
    }

    @Test func `counts what it has seen`() {
        var tally = CatchTally()
        #expect(tally.text == "nothing arrived")
        tally.count(CatchAnswer(kind: .status(200)), nil)
        #expect(tally.text == "1 request, 1 answered well")
        tally.count(CatchAnswer(kind: .reset), SignatureDiagnosis(of: request().content, secret: "s", at: request().at))
        #expect(tally.text == "2 requests, 1 answered well, 1 failed as told, signatures: 0 valid, 1 not")
    }
}
