internal import CPenstock
internal import Foundation
internal import PenstockPlugins
internal import Synchronization

extension ConformanceTest {
    /// Questions about single calls of filter, transform, sign and prepare.
    static let ofCalls = [
        ConformanceTest("input", "It neither writes to its input nor reads beyond it.", of: .everyStage, input),
        ConformanceTest(
            "output",
            "It stays within the output's buffer, and says truly what it wrote.",
            of: .writers,
            output
        ),
        ConformanceTest("no-room", "When no more room is given, it fails by the rules.", of: .writers, noRoom),
        ConformanceTest(
            "bodies",
            "Bodies of 0 bytes, 1 byte and 16 MiB, invalid UTF-8 and NUL bring no fault.",
            of: .everyStage,
            bodies
        ),
        ConformanceTest("repeatable", "The same message gives the same result again.", of: .everyStage, repeatable),
        ConformanceTest(
            "concurrent",
            "Threads at work at once get the results of one alone.",
            of: .everyStage,
            concurrent
        ),
    ]

    private static func input(_ run: TestRun) throws {
        let configured = try run.configured(guarded: true)
        var manner = LaidCall.Manner()
        manner.isGuarded = true
        try configured.withInstance { instance in
            for message in run.messages { check(run, instance.result(of: message, manner), message) }
        }
        configured.release()
    }

    /// What is wrong with a verdict, and what could be better.
    private static func check(_ run: TestRun, _ result: CallResult, _ message: SampleMessage) {
        if let offence = result.offence { run.fail("for \(message.name): \(offence)") }
        if let verdict = result.verdict, verdict < 0, result.failureCode == nil {
            run.warn(
                "it fails for \(message.name) without a word: call `fail` first, for the person who has to mend it"
            )
        }
        if result.failureCode == "" { run.warn("it fails for \(message.name) without a code") }
    }

    private static func output(_ run: TestRun) throws {
        let configured = try run.configured()
        try configured.withInstance { instance in
            for capacity in [0, 1, 16, 512, 65_536] {
                for isGuarded in [false, true] {
                    var manner = LaidCall.Manner()
                    manner.room = OutputDouble.Room(capacity: capacity, isGuarded: isGuarded)
                    for message in run.messages {
                        for offence in instance.result(of: message, manner).outputOffences { run.fail(offence) }
                    }
                }
            }
        }
        configured.release()
    }

    private static func noRoom(_ run: TestRun) throws {
        let configured = try run.configured()
        try configured.withInstance { instance in
            for capacity in [0, 8] {
                var manner = LaidCall.Manner()
                manner.room = OutputDouble.Room(capacity: capacity, limit: capacity)
                for message in run.messages {
                    let result = instance.result(of: message, manner)
                    for offence in result.outputOffences { run.fail(offence) }
                    if let offence = result.offence { run.fail(offence) }
                    guard result.verdict == PENSTOCK_WROTE else { continue }
                    let free = instance.result(of: message)
                    if free.verdict == PENSTOCK_WROTE, free.body != result.body {
                        run.fail("it was refused room and says all the same that it wrote the body")
                    }
                }
            }
        }
        configured.release()
    }

    private static func bodies(_ run: TestRun) throws {
        let configured = try run.configured()
        try configured.withInstance { instance in
            for message in SampleMessage.strangeBodies {
                let result = instance.result(of: message)
                check(run, result, message)
                for offence in result.outputOffences { run.fail("for \(message.name): \(offence)") }
            }
        }
        configured.release()
    }

    private static func repeatable(_ run: TestRun) throws {
        let configured = try run.configured()
        try configured.withInstance { instance in
            let first = run.messages.map { instance.result(of: $0) }
            let again = run.messages.map { instance.result(of: $0) }
            if first != again { run.fail("called again with the same message, the same instance gives another result") }
            guard instance.owner.stage.kind != .transport else { return }
            try configured.withInstance(onThread: 1) { other in
                if run.messages.map({ other.result(of: $0) }) != first {
                    run.fail("another instance gives another result for the same message")
                }
            }
        }
        configured.release()
    }

    // MARK: - Several at once

    private static func concurrent(_ run: TestRun) throws {
        let configured = try run.configured()
        let messages = run.messages
        // A transport has one instance, which several threads ask to prepare; other kinds have one for each thread.
        let isShared = configured.stage.kind == .transport
        let first = try configured.instance()
        try first.activate()
        let expected = messages.map { first.result(of: $0) }
        let complaints = Mutex<Set<String>>([])
        let finished = DispatchGroup()
        for index in 1...8 {
            finished.enter()
            let thread = Thread {
                defer { finished.leave() }
                do {
                    let instance = isShared ? first : try configured.instance(onThread: UInt32(index))
                    if !isShared { try instance.activate() }
                    for _ in 0..<50 where messages.map({ instance.result(of: $0) }) != expected {
                        complaints.withLock { _ = $0.insert("a result differs from that of one thread alone") }
                    }
                    if !isShared {
                        instance.deactivate()
                        instance.destroy()
                    }
                } catch {
                    complaints.withLock { _ = $0.insert((error as? Stop)?.text ?? "\(error)") }
                }
            }
            thread.start()
        }
        finished.wait()
        for complaint in complaints.withLock({ $0.sorted() }) { run.fail(complaint) }
        first.drain()
        first.deactivate()
        first.destroy()
        configured.release()
    }
}

extension SampleMessage {
    /// What no stage expects and every stage must bear.
    static let strangeBodies: [SampleMessage] = {
        let filler = [UInt8](repeating: UInt8(ascii: "x"), count: 16 << 20)
        let json = Array(#"{"data":{"text":""#.utf8) + filler.dropLast(20) + Array(#""}}"#.utf8)
        return [
            SampleMessage(name: "a body of 0 bytes", body: []),
            SampleMessage(name: "a body of 1 byte", body: [UInt8(ascii: "{")]),
            SampleMessage(name: "a body of 16 MiB", body: json),
            SampleMessage(name: "a body of 16 MiB that is no JSON", body: filler, contentType: "text/plain"),
            SampleMessage(name: "a body of invalid UTF-8", body: [0x22, 0xC3, 0x28, 0xFF, 0xFE, 0x80, 0x22]),
            SampleMessage(name: "a body with NUL in it", body: Array("{\"data\":\"a\u{0}b\"}\u{0}".utf8)),
            SampleMessage(
                name: "a body of 1,000 open brackets",
                body: [UInt8](repeating: UInt8(ascii: "["), count: 1_000)
            ),
        ]
    }()
}
