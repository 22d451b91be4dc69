import PenstockCore
import PenstockPlugins
import Synchronization
import Testing

/// Counts how often it was asked, and answers as it is told.
private final class Archive: Sendable {
    let asked = Mutex<[EventSequence]>([])
    let isBroken: Bool

    init(isBroken: Bool = false) { self.isBroken = isBroken }

    var view: HistoryView {
        HistoryView { [self] event throws(StoreError) in
            asked.withLock { $0.append(event) }
            if isBroken { throw StoreError(.busy, "another process holds it") }
            return Archive.figures
        }
    }

    static let figures = EventFigures(measures: [
        MeasureFigures(
            name: "score",
            value: FixedDecimal(units: 925_000),
            own: OwnFigures(count: 1, lastDay: CalendarDay("2026-01-31"))
        ),
        MeasureFigures(name: "days", value: nil),
    ])
}

@Suite struct `A stage that asks what stood before its event` {
    private func stage(_ isolation: PluginIsolation) throws -> ConfiguredStage {
        let workshop = try Workshop()
        try workshop.build("figures.c", as: "figures.so")
        let type = try #require(try workshop.load(isolation).stageType(.transform, "com.example.figures"))
        let setup = StageSetup(pipeline: "p", stage: "stages/0", services: quiet)
        return try #require(type.configure(Array("{}".utf8), setup).stage)
    }

    private func load(_ frame: MessageFrame, measure: String?) {
        var claimed = claimed()
        claimed.event.subject = measure
        frame.load(claimed, id: "dlv_x_1", replayOf: nil, pipeline: "p", budget: .seconds(1))
    }

    private func answer(_ frame: MessageFrame, _ stage: ConfiguredStage, measure: String?) throws -> String {
        load(frame, measure: measure)
        let verdict = try stage.instance(onThread: 0).run(frame)
        guard verdict == .pass else { return "\(verdict)" }
        return String(decoding: frame.shownMessage.body, as: UTF8.self)
    }

    @Test(arguments: PluginIsolation.allCases)
    func `is given the figures of its delivery's event, and those alone`(isolation: PluginIsolation) throws {
        let stage = try stage(isolation)
        defer { withExtendedLifetime(stage) {} }
        let archive = Archive()
        let frame = MessageFrame(history: archive.view)
        let score = #"{"value":92.5,"peers":{"counted":0},"own":{"count":1,"last_day":"2026-01-31"}}"#
        #expect(try answer(frame, stage, measure: nil) == score)
        #expect(try answer(frame, stage, measure: "days") == #"{"peers":{"counted":0},"own":{"count":0}}"#)
        #expect(try answer(frame, stage, measure: "height") == "absent")
        #expect(archive.asked.withLock { $0 } == [EventSequence(1), EventSequence(1), EventSequence(1)])
        #expect(try answer(MessageFrame(), stage, measure: nil) == "absent", "an event that measures nothing")
        #expect(try answer(MessageFrame(history: HistoryView(Archive.figures)), stage, measure: "days") != "absent")
    }

    @Test func `costs one question to the store for each delivery, however often stages ask`() throws {
        let stage = try stage(.none)
        defer { withExtendedLifetime(stage) {} }
        let archive = Archive()
        let frame = MessageFrame(history: archive.view)
        load(frame, measure: nil)
        #expect(archive.asked.withLock { $0 }.isEmpty, "nobody has asked")
        let instance = try stage.instance(onThread: 0)
        for _ in 0..<3 { #expect(instance.run(frame) == .pass) }
        #expect(archive.asked.withLock(\.count) == 1)
    }

    @Test(arguments: PluginIsolation.allCases)
    func `comes again later where the store cannot be read`(isolation: PluginIsolation) throws {
        let stage = try stage(isolation)
        defer { withExtendedLifetime(stage) {} }
        let frame = MessageFrame(history: Archive(isBroken: true).view)
        load(frame, measure: nil)
        guard case .failed(.transient, let reason) = try stage.instance(onThread: 0).run(frame) else {
            Issue.record("it went on without the figures")
            return
        }
        #expect(reason.code == "history-unreadable" && reason.text.contains("another process holds it"))
    }

    @Test func `is refused where there is no delivery`() throws {
        let stage = try stage(.none)
        defer { withExtendedLifetime(stage) {} }
        guard case .failed(.permanent, let reason) = try stage.instance(onThread: 0).run(MessageFrame()) else {
            Issue.record("there was no event to ask about")
            return
        }
        #expect(reason.code == "history-refused")
    }
}
