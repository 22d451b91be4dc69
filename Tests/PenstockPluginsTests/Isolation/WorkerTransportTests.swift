import Foundation
import PenstockCore
import PenstockPlugins
import Testing

@Suite struct `A transport in a worker` {
    private let isolated: IsolatedStage
    private let landings = Landings()
    private let transport: StageInstance

    init() throws {
        isolated = try IsolatedStage(.transport, limits: impatient)
        transport = try isolated.stage.activateTransport(landings.handler)
    }

    /// Frames stay alive until the test ends, as those of attempts in flight do.
    private func submit(_ word: String, _ token: UInt64) -> MessageFrame {
        let frame = frame("\"\(word)\"")
        #expect(transport.submit(frame, token: token) == .pass)
        return frame
    }

    @Test func `completes every attempt once, with what the plugin says`() throws {
        let frames = (1...500).map { submit("fine", UInt64($0)) }
        for token in 1...500 as ClosedRange<UInt64> {
            let result = try landings.wait(for: token)
            #expect(result.outcome == .delivered && result.status == 200 && result.sent == .yes)
            #expect(String(decoding: result.responseBody, as: UTF8.self) == #""fine""#)
        }
        #expect((1...500).allSatisfy { landings.results(of: $0).count == 1 })
        withExtendedLifetime(frames) {}
    }

    @Test func `that does not accept an attempt ends it as what it says`() throws {
        let frame = submit("refuse", 1)
        let result = try landings.wait(for: 1)
        #expect(result.outcome == .transient && result.code == "not-accepted" && result.sent == .no)
        withExtendedLifetime(frame) {}
    }

    @Test func `that completes twice is heard once`() throws {
        let frames = [submit("twice", 1), submit("fine", 2)]
        _ = try landings.wait(for: 2)
        #expect(landings.results(of: 1).count == 1)
        withExtendedLifetime(frames) {}
    }

    @Test(arguments: [("crash", "plugin-crashed"), ("hang", "plugin-hung"), ("garbage", "plugin-crashed")])
    func `that dies ends all its attempts as its fault, perhaps sent, and goes on`(word: String, code: String) throws {
        let frames = (1...20).map { submit("hold", UInt64($0)) } + [submit(word, 21)]
        for token in 1...21 as ClosedRange<UInt64> {
            let result = try landings.wait(for: token)
            #expect(result.outcome == .pluginFault && result.code == code && result.sent == .maybe, "\(result)")
        }
        let after = submit("fine", 22)
        #expect(try landings.wait(for: 22).outcome == .delivered)
        #expect((1...22).allSatisfy { landings.results(of: $0).count == 1 })
        withExtendedLifetime((frames, after)) {}
    }

    @Test func `ends with a drain`() throws {
        let frame = submit("fine", 1)
        transport.drainAndDeactivate(within: .seconds(1))
        #expect(landings.results(of: 1).map(\.outcome) == [.delivered])
        withExtendedLifetime(frame) {}
    }
}
