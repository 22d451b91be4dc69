import PenstockJSON
import Testing

@testable import PenstockConformance

@Suite struct `How a test's process ended` {
    private func end(_ sent: String, code: Int32 = -1, signal: Int32 = 0, overdue: Bool = false) -> CaseEnd {
        CaseEnd(sent: Array(sent.utf8), code: code, signal: signal, isOverdue: overdue, output: "", seconds: 5)
    }

    @Test func `an answer counts when the process ended as it should`() {
        #expect(end("{\"status\":\"passed\"}\n", code: 0).answer?["status"] == "passed")
        #expect(end("{\"status\":\"passed\"}\n", code: 3).answer == nil)
        #expect(end("{\"status\":\"passed\"}\n{\"signal\":11}\n", signal: 11).answer == nil)
    }

    @Test(arguments: [
        (
            "{\"signal\":11,\"op\":\"filter\",\"place\":\"the body\"}", 11, "in filter by SIGSEGV",
            "it wrote to the body"
        ),
        (
            "{\"signal\":11,\"op\":\"filter\",\"place\":\"the body\",\"beyond\":true}", 11, "in filter",
            "beyond the end of"
        ),
        ("{\"signal\":6}", 6, "in a thread of its own", "SIGABRT"),
        ("{\"signal\":14,\"op\":\"configure\"}", 0, "it hangs in configure", "within 5 seconds"),
        ("", 9, "it crashed by SIGKILL", ""),
        ("", 0, "exit code", "no plugin may do"),
    ])
    func `a crash, a hang and an exit are told apart`(sent: String, signal: Int32, one: String, other: String) {
        let sentence = end(sent, code: signal == 0 ? 1 : -1, signal: signal).failure
        #expect(sentence.contains(one) && (other.isEmpty || sentence.contains(other)), "\(sentence)")
    }

    @Test func `a process that says nothing in time hangs`() {
        #expect(end("", signal: 9, overdue: true).failure.contains("it hangs: it did not come to an end"))
    }
}
