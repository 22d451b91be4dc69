import PenstockCore
import PenstockPlugins
import Synchronization
import Testing

/// What was built with the first version's header must run as long as the major version is 1.
@Suite struct `A plugin of the first version` {
    private let workshop: Workshop

    init() throws {
        workshop = try Workshop()
        try workshop.build("v1/first.c", as: "first.so")
    }

    private func report(_ kind: StageKind, _ json: String = "{}") throws -> ConfigurationReport {
        let set = try workshop.load()
        try #require(set.problems == [])
        let type = try #require(set.stageType(kind, "com.example.first"))
        return type.configure(
            Array(json.utf8),
            StageSetup(pipeline: "test", stage: "stages/0", services: quiet)
        )
    }

    private func stage(_ kind: StageKind) throws -> ConfiguredStage { try #require(try report(kind).stage) }

    @Test func `filters, and says why`() throws {
        let instance = try stage(.filter).instance(onThread: 0)
        #expect(instance.run(frame()) == .pass)
        #expect(instance.run(frame("{}")) == .drop("the event is empty"))
    }

    @Test func `transforms and signs`() throws {
        let carried = frame("{}")
        #expect(try stage(.transform).instance(onThread: 0).run(carried) == .pass)
        #expect(try stage(.sign).instance(onThread: 0).run(carried) == .pass)
        carried.keep()
        #expect(carried.rendered?.body == Array("[{}]".utf8))
        #expect(carried.rendered?.contentType == "application/json")
        #expect(carried.shownMessage.headers.contains { $0.name == "x-first" && $0.value == "dlv_x_1" })
        guard case .failed(.permanent, let reason) = try stage(.transform).instance(onThread: 0).run(frame(""))
        else {
            Issue.record("an empty body passed")
            return
        }
        #expect(reason.code == "empty-body" && reason.text == "there is no body")
    }

    @Test func `prepares, sends and completes`() throws {
        let stage = try stage(.transport)
        let ended = Mutex<[(token: UInt64, result: AttemptResult)]>([])
        let instance = try stage.activateTransport { token, result in ended.withLock { $0.append((token, result)) } }
        let carried = frame("{}")
        #expect(instance.run(carried) == .pass)
        #expect(carried.shownMessage.method == "PUT" && carried.shownMessage.target == "first:/")
        #expect(instance.submit(carried, token: 7) == .pass)
        instance.drainAndDeactivate(within: .seconds(1))
        let ends = ended.withLock { $0 }
        #expect(ends.map(\.token) == [7])
        #expect(ends.first?.result.outcome == .delivered && ends.first?.result.status == 201)
    }

    @Test func `refuses a configuration with its place`() throws {
        let refused = try report(.filter, #"{"first":1}"#)
        #expect(refused.stage == nil)
        #expect(refused.complaints.map(\.pointer) == ["/first"])
    }
}
