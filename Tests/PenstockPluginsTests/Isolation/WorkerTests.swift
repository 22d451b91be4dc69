import Foundation
import Glibc
import Logging
import PenstockCore
import PenstockPlugins
import Testing

@Suite struct `A stage in a worker` {
    @Test func `runs in another process, and gives what it gives in this one`() throws {
        let isolated = try IsolatedStage(.transform)
        #expect(isolated.type.isIsolated)
        let worker = try isolated.process()
        #expect(worker != getpid())

        let frame = frame(#""pid""#)
        #expect(try isolated.stage.instance(onThread: 0).run(frame) == .pass)
        let shown = frame.shownMessage
        #expect(shown.contentType == "text/plain" && String(decoding: shown.body, as: UTF8.self) == "\(worker)")
        #expect(shown.headers == [EventExtension(name: "x-made-by", value: "faulty")])
        #expect(shown.attributes == [EventExtension(name: "kind", value: "test")])
        #expect(
            try isolated.run("missing")
                == .failed(.permanent, Reason(code: "missing", text: "there is nothing there"))
        )
    }

    @Test func `reports on its configuration as it does in this process`() throws {
        let workshop = try Workshop()
        try workshop.build("faulty.c", as: "faulty.so")
        let setup = StageSetup(pipeline: "t", stage: "stages/0", services: quiet)
        let reports = try [PluginIsolation.none, .process].map { place in
            let type = try #require(try workshop.load(place).stageType(.filter, "com.example.faulty"))
            return (
                type.configure(Array(#"{"how":"refuse"}"#.utf8), setup), type.configure(Array("{}".utf8), setup)
            )
        }
        for (refused, taken) in reports {
            #expect(refused.stage == nil)
            let complaint = ConfigurationComplaint(isError: true, pointer: "/how", offset: 3, text: "this is refused")
            #expect(refused.complaints == [complaint])
            #expect(taken.reads.map(\.field) == ["/data/score"])
        }
    }

    @Test func `is barred, not more, when its plugin crashes while it is configured`() throws {
        let workshop = try Workshop()
        try workshop.build("faulty.c", as: "faulty.so")
        let type = try #require(try workshop.load(.process).stageType(.filter, "com.example.faulty"))
        let setup = StageSetup(pipeline: "t", stage: "stages/0", services: quiet)
        let report = type.configure(Array(#"{"how":"crash"}"#.utf8), setup)
        let stage = try #require(report.stage)
        let bar = try #require(stage.bar)
        let sentence = "the plugin com.example.faulty crashed (SIGSEGV) in configure at stages/0 (com.example.faulty)"
        #expect(bar.code == "plugin-crashed" && bar.text.hasPrefix(sentence), "\(bar)")
        #expect(try stage.instance(onThread: 3).run(frame(#""fine""#)) == .failed(.configuration, bar))
    }

    @Test func `asks the host whom it may connect to`() throws {
        let isolated = try IsolatedStage(.transform)
        let frame = frame(#""ask""#)
        #expect(try isolated.stage.instance(onThread: 0).run(frame) == .pass)
        let said = String(decoding: frame.shownMessage.body, as: UTF8.self)
        #expect(said.contains("inside.example is 10.0.0.1, in 10.0.0.0/8, which is not public"), "\(said)")
    }

    @Test(arguments: [("crash", "plugin-crashed"), ("exit", "plugin-crashed")])
    func `that ends its worker is to blame, and the next delivery gets a new one`(word: String, code: String) throws {
        let isolated = try IsolatedStage(.filter)
        let verdict = try isolated.run(word)
        #expect(verdict.faultCode == code, "\(verdict)")
        #expect(try isolated.run("fine") == .pass)
        #expect(try isolated.run("drop") == .drop("the body says drop"))
    }

    @Test func `that takes too long is ended and to blame`() throws {
        let isolated = try IsolatedStage(.filter, limits: impatient)
        let verdict = try isolated.run("hang")
        #expect(verdict.faultCode == "plugin-hung", "\(verdict)")
        #expect(try isolated.run("fine") == .pass)
    }

    @Test func `whose worker sends what is no frame is ended and to blame`() throws {
        let isolated = try IsolatedStage(.filter, limits: impatient)
        let verdict = try isolated.run("garbage")
        #expect(verdict.faultCode == "plugin-crashed", "\(verdict)")
        #expect(try isolated.run("fine") == .pass)
    }

    @Test func `blames in a slice only those that kill it alone`() throws {
        let isolated = try IsolatedStage(.filter)
        let words = (0..<200).map { [7: "crash", 8: "drop", 150: "crash"][$0] ?? "fine" }
        let frames = words.map { frame("\"\($0)\"") }
        var verdicts = [StageVerdict](repeating: .pass, count: frames.count)
        verdicts[3] = .drop("before")
        try isolated.stage.instance(onThread: 0).run(frames, &verdicts)
        #expect(verdicts.indices.filter { verdicts[$0].faultCode == "plugin-crashed" } == [7, 150])
        #expect(verdicts[8] == .drop("the body says drop") && verdicts[3] == .drop("before"))
        #expect(verdicts.indices.allSatisfy { [3, 7, 8, 150].contains($0) || verdicts[$0] == .pass })
    }

    @Test func `serves many threads at once, and a crash on one blames no other`() throws {
        let isolated = try IsolatedStage(.filter)
        let (stage, verdicts) = (isolated.stage, Verdicts())
        DispatchQueue.concurrentPerform(iterations: 6) { thread in
            for round in 0..<20 {
                let word = thread == 2 && round == 10 ? "crash" : "fine"
                let verdict = try? stage.instance(onThread: thread).run(frame("\"\(word)\""))
                verdicts.add(thread == 2 && round == 10, verdict)
            }
        }
        #expect(verdicts.guilty?.faultCode == "plugin-crashed")
        #expect(verdicts.others.count == 119 && verdicts.others.allSatisfy { $0 == .pass }, "\(verdicts.others)")
    }

    @Test func `ends its worker when it is released`() throws {
        var isolated: IsolatedStage? = try IsolatedStage(.transform)
        let worker = try #require(try isolated?.process())
        #expect(isRunning(worker))
        isolated = nil
        #expect(eventually { !isRunning(worker) })
    }
}

/// Verdicts of several threads.
private final class Verdicts: @unchecked Sendable {
    private let lock = NSLock()
    private(set) var guilty: StageVerdict?
    private(set) var others: [StageVerdict?] = []

    func add(_ isGuilty: Bool, _ verdict: StageVerdict?) {
        lock.withLock { if isGuilty { guilty = verdict } else { others.append(verdict) } }
    }
}
