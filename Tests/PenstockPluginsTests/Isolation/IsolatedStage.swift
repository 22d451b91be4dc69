import Foundation
import Glibc
import Logging
import PenstockCore
import PenstockPlugins
import Synchronization
import Testing

/// A stage of the faulty plugin, configured in a worker.
struct IsolatedStage {
    let workshop: Workshop
    let type: StageType
    let stage: ConfiguredStage

    init(_ kind: StageKind, limits: WorkerLimits = .standard, services: HostServices = quiet) throws {
        workshop = try Workshop()
        try workshop.build("faulty.c", as: "faulty.so")
        type = try #require(try workshop.load(.process, limits: limits).stageType(kind, "com.example.faulty"))
        let setup = StageSetup(pipeline: "t", stage: "stages/0", services: services)
        stage = try #require(type.configure(Array("{}".utf8), setup).stage)
    }

    /// Runs one delivery whose body says what to do.
    func run(_ word: String) throws -> StageVerdict { try stage.instance(onThread: 0).run(frame("\"\(word)\"")) }

    /// The process in which the transform runs.
    func process() throws -> Int32 {
        let frame = frame("\"pid\"")
        #expect(try stage.instance(onThread: 0).run(frame) == .pass)
        return try #require(Int32(String(decoding: frame.shownMessage.body, as: UTF8.self)))
    }
}

/// Deadlines that a test can wait for.
var impatient: WorkerLimits {
    var limits = WorkerLimits.standard
    limits.call = .milliseconds(750)
    return limits
}

extension StageVerdict {
    /// The code of a plugin's fault; nil for every other verdict.
    var faultCode: String? {
        guard case .failed(.pluginFault, let reason) = self else { return nil }
        return reason.code
    }
}

/// Ends of attempts, as they come.
final class Landings: Sendable {
    private let all = Mutex<[UInt64: [AttemptResult]]>([:])

    var handler: CompletionHandler {
        { token, result in self.all.withLock { $0[token, default: []].append(result) } }
    }

    func results(of token: UInt64) -> [AttemptResult] { all.withLock { $0[token] ?? [] } }

    /// Waits for the end of an attempt, within bounds.
    func wait(for token: UInt64) throws -> AttemptResult {
        try #require(eventually { results(of: token).first != nil }, "attempt \(token) has no end")
        return try #require(results(of: token).first)
    }
}

/// Looks again until something holds, within bounds.
func eventually(seconds: Double = 20, _ holds: () throws -> Bool) rethrows -> Bool {
    let end = Date(timeIntervalSinceNow: seconds)
    let pause = NSCondition()
    while Date() < end {
        if try holds() { return true }
        pause.withLock { _ = pause.wait(until: Date(timeIntervalSinceNow: 0.005)) }
    }
    return false
}

/// Whether a process runs; one that ended and was not taken by its parent does not.
func isRunning(_ process: Int32) -> Bool {
    guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
    return !status.contains(") Z")
}
