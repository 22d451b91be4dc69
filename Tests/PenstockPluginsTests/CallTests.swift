import PenstockCore
import PenstockPlugins
import Testing

@Suite struct `Stage calls` {
    private func broken(_ rule: Int, _ kind: StageKind) throws -> StageVerdict {
        let workshop = try Workshop()
        try workshop.build("broken.c", as: "broken.so", flags: ["-DBREAK=\(rule)"])
        let type = try #require(try workshop.load().stageType(kind, "com.example.broken"))
        let setup = StageSetup(pipeline: "t", stage: "stages/0", services: quiet)
        let stage = try #require(type.configure(Array("{}".utf8), setup).stage)
        return try stage.instance(onThread: 0).run(frame())
    }

    @Test func `a number that is no verdict is the plugin's fault`() throws {
        guard case .failed(.pluginFault, let reason) = try broken(8, .filter) else {
            Issue.record("not a plugin fault")
            return
        }
        #expect(reason.text.contains("answered 7, which is no verdict"))
    }

    @Test func `a length beyond the buffer is the plugin's fault`() throws {
        guard case .failed(.pluginFault, let reason) = try broken(9, .transform) else {
            Issue.record("not a plugin fault")
            return
        }
        #expect(reason.text.contains("wrote more than the buffer holds"))
    }

    @Test func `a frame shows its event and forgets the one before`() {
        let frame = MessageFrame()
        let rendered = RenderedMessage(
            body: Array("hello".utf8),
            contentType: "text/plain",
            headers: [EventExtension(name: "x", value: "1")],
            attributes: [EventExtension(name: "mail-to", value: "a@example.com")]
        )
        var delivery = claimed()
        delivery.rendered = rendered
        frame.load(delivery, id: "dlv_x_1", replayOf: nil, pipeline: "p", budget: .seconds(1))
        frame.keep()
        #expect(frame.rendered == rendered)

        frame.load(claimed("{}"), id: "dlv_x_2", replayOf: nil, pipeline: "p", budget: .seconds(1))
        #expect(frame.rendered == nil)
        #expect(frame.shownMessage.body == Array("{}".utf8))
        #expect(frame.shownMessage.contentType == "application/json")
        #expect(frame.shownMessage.headers.isEmpty && frame.shownMessage.attributes.isEmpty)
    }
}
