import Foundation
import Glibc
import PenstockJSON
import Testing

extension Survival {
    /// Faults of all kinds, one after the other at random, on one store.
    @Suite struct `A walk` {
        /// Seeds that once led to a failure.
        static let known: [UInt64] = []

        @Test(.timeLimit(.minutes(60)), arguments: [nil] + known.map(Optional.some))
        func `of random faults under load loses nothing`(seed: UInt64?) throws {
            let seed = seed ?? Chance.seed(for: "a walk of random faults")
            var walk = try Walk(seed: seed)
            let start = Date()
            var steps = 0
            while steps < 8 || (Soak.isOn && Date().timeIntervalSince(start) < Soak.seconds) {
                steps += 1
                let step = Walk.Step.allCases.randomElement(using: &walk.chance) ?? .kill
                try walk.take(step)
                let progress = walk.oracle.wait(forAccepted: walk.oracle.accepted.count + 30)
                try #require(progress, "seed \(seed), after \(walk.taken): \(walk.load.answers) \(walk.log)")
            }
            try walk.end(seed)
        }
    }
}

/// A server on the shim, under load, and what is done to it.
private struct Walk {
    enum Step: String, CaseIterable {
        case kill, powerCut, tornPowerCut, restart, standStill, clockForward, clockBack, fullDisk, noCheckpoint
        case failingSync, refusals, silence, pause, descriptors
    }

    let oracle = Oracle()
    let load: Load
    var chance: Chance
    private(set) var taken: [Step] = []
    private let site: Site
    private let faults: Faults
    private let receiver: Receiver
    private let mood = Mood()
    private var server: Server

    init(seed: UInt64) throws {
        chance = Chance(seed: seed)
        receiver = try oracle.receiver { [mood] _ in mood.answer() }
        site = try Survival.site(receiver.url)
        faults = try Faults(site)
        server = try Server(site, environment: faults.environment)
        load = Load(oracle, to: server).start(connections: 3)
    }

    var log: Substring { server.log.suffix(2000) }

    /// A moment between two others, in accepted events, so that it means the same on every machine.
    private mutating func letSomeBeAccepted(_ most: Int = 100) throws {
        let more = Int.random(in: 1...most, using: &chance)
        try #require(oracle.wait(forAccepted: oracle.accepted.count + more), "\(taken) \(log)")
    }

    mutating func take(_ step: Step) throws {
        taken.append(step)
        try letSomeBeAccepted()
        switch step {
        case .kill, .powerCut, .tornPowerCut:
            server.kill()
            if step == .powerCut { try faults.cutPower(.nothing) }
            if step == .tornPowerCut { try faults.cutPower(.some(seed: chance.next())) }
            try startAgain()
        case .restart:
            try #require(server.end(by: SIGTERM) == 0, "\(log)")
            try startAgain()
        case .standStill:
            server.send(SIGSTOP)
            let end = Date(timeIntervalSinceNow: Double.random(in: 0.1...2, using: &chance))
            let pause = NSCondition()
            pause.withLock { while pause.wait(until: end) {} }
            server.send(SIGCONT)
        case .clockForward, .clockBack:
            try faults.putClockOff(seconds: step == .clockBack ? -3600 : 3600)
            try letSomeBeAccepted()
            try faults.putClockOff(seconds: 0)
        case .fullDisk:
            let refused = load.answers[507, default: 0] + load.answers[503, default: 0]
            try faults.leaveRoom(Int64.random(in: 0...50_000, using: &chance))
            try #require(load.wait(for: [503, 507], count: refused + 5), "\(taken) \(log)")
            try faults.mendFiles()
        case .noCheckpoint:
            try faults.failWrites(to: "penstock.db", with: .noSpace)
            try letSomeBeAccepted()
            try faults.mendFiles()
        case .failingSync:
            try faults.failSyncs(of: "penstock.db-wal", with: .io)
            let status = server.endsByItself()
            try #require(status == 1, "\(String(describing: status)) \(taken) \(log)")
            try faults.cutPower(.nothing)
            try faults.mendFiles()
            try startAgain()
        case .refusals:
            mood.become(.refusing)
            try letSomeBeAccepted()
            mood.become(.well)
        case .silence:
            mood.become(.silent)
            try letSomeBeAccepted()
            mood.become(.well)
        case .pause:
            try #require(try API(server).post("/v1/pipelines/hook/pause", ["reason": "walk"]).status == 200)
            try letSomeBeAccepted()
            try #require(try API(server).post("/v1/pipelines/hook/resume", [:]).status == 200)
        case .descriptors:
            try server.limitDescriptors(to: 3)
            try letSomeBeAccepted()
            try server.limitDescriptors(to: 4096)
        }
    }

    private mutating func startAgain() throws {
        server = try Server(site, environment: faults.environment)
        load.turn(to: server)
    }

    /// Ends the load and asks for everything that was promised.
    mutating func end(_ seed: UInt64) throws {
        load.stop()
        // What was written of outcomes when the disk was full is found out by a restart at the latest.
        try #require(server.end(by: SIGTERM) == 0, "\(log)")
        try startAgain()
        let cuts: Set<Step> = [
            .kill, .powerCut, .tornPowerCut, .restart, .failingSync, .fullDisk, .silence, .standStill,
        ]
        let duplicates = taken.count { cuts.contains($0) } * Survival.slots
        let complaints = oracle.complaints(duplicates: duplicates, asking: API(server), seconds: 300)
        #expect(complaints.isEmpty, "seed \(seed), \(taken): \(complaints) \(log)")
        #expect(try API(server).wait { try $0.unfinished() == 0 }, "seed \(seed), \(taken): \(log)")
        let memory = try server.peakMemory >> 20
        #expect(server.end(by: SIGTERM) == 0)
        #expect(try site.integrity() == "ok")
        let arrived = oracle.arrived()
        let counts = Dictionary(taken.map { ($0.rawValue, 1) }, uniquingKeysWith: +)
            .sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
        print(
            """
            a walk of \(taken.count) faults: \(oracle.accepted.count) accepted, \(arrived.count) arrived, \
            \(oracle.repetitions()) came again, \(memory) MB at most after the last start; \(counts)
            """
        )
    }
}

/// How a receiver feels.
private final class Mood: @unchecked Sendable {
    enum State { case well, refusing, silent }

    private let condition = NSCondition()
    private var state = State.well

    func become(_ new: State) {
        condition.withLock {
            state = new
            condition.broadcast()
        }
    }

    /// What to answer; while it is silent, nothing yet.
    func answer() -> Int {
        condition.withLock {
            while state == .silent { condition.wait() }
            return state == .refusing ? 503 : 200
        }
    }
}
