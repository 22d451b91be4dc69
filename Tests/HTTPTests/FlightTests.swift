internal import HTTPStages
internal import PenstockPluginKit
internal import PluginTesting
internal import Testing

@Suite struct `Many attempts` {
    @Test func `are each completed exactly once`() async throws {
        let receiver = try Receiver { request in
            switch request.headers["x-n"].flatMap({ Int($0) }).map({ $0 % 5 }) {
            case 0: .status(500)
            case 1: .reset
            case 2: .close
            default: .status(200)
            }
        }
        let stage = try transport(receiver)
        let tokens = try (0..<600).map { number in
            var message = TestMessage()
            message.target = receiver.url + "/hook"
            message.headers = [Field("x-n", "\(number)")]
            return try stage.submit(message)
        }
        var outcomes: [AttemptResult.Outcome: Int] = [:]
        for token in tokens { outcomes[await stage.completion(of: token).outcome, default: 0] += 1 }
        #expect(outcomes == [.delivered: 240, .transient: 360])
        stage.close()
        #expect(tokens.allSatisfy { stage.completionCount(of: $0) == 1 })
    }

    @Test func `one after the other share a connection`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        let stage = try transport(receiver)
        for _ in 0..<20 { #expect(try await stage.send(TestMessage()).outcome == .delivered) }
        #expect(receiver.connections == 1)
        #expect(try await stage.send(TestMessage()).connectMicroseconds == 0)
    }

    @Test func `that are cancelled end early`() async throws {
        let receiver = try Receiver { _ in .silence }
        let stage = try transport(receiver)
        var message = TestMessage()
        message.target = receiver.url + "/hook"
        let token = try stage.submit(message)
        try stage.cancel(token)
        let done = await stage.completion(of: token)
        #expect(done.outcome == .transient && done.code == "cancelled" && done.sent != .yes)
    }

    @Test func `are completed by a drain that has time`() throws {
        let receiver = try Receiver { _ in .status(200) }
        let stage = try transport(receiver)
        var message = TestMessage()
        message.target = receiver.url + "/hook"
        let tokens = try (0..<100).map { _ in try stage.submit(message) }
        try stage.drain(withinMicroseconds: 10_000_000)
        #expect(tokens.allSatisfy { stage.completionCount(of: $0) == 1 })
        #expect(receiver.requests.count == 100)
    }

    @Test func `are cut by a drain that has none`() async throws {
        let receiver = try Receiver { _ in .silence }
        let stage = try transport(receiver)
        var message = TestMessage()
        message.target = receiver.url + "/hook"
        let tokens = try (0..<10).map { _ in try stage.submit(message) }
        #expect(receiver.wait(forRequests: 10))
        try stage.drain(withinMicroseconds: 1_000)
        for token in tokens {
            #expect(stage.completionCount(of: token) == 1)
            let done = await stage.completion(of: token)
            #expect(done.outcome == .transient && done.code == "drained" && done.sent == .maybe)
        }
    }

    @Test func `after the transport was stopped still end`() async throws {
        let receiver = try Receiver { _ in .status(200) }
        for _ in 0..<3 {
            let stage = try transport(receiver)
            #expect(try await stage.send(TestMessage()).outcome == .delivered)
            stage.close()
        }
    }
}
