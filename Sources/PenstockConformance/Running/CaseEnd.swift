internal import PenstockJSON

/// How a child ended, and what that says of the plugin. Pure.
struct CaseEnd {
    /// What it sent, in lines.
    var sent: [UInt8]
    /// Its exit code, or -1.
    var code: Int32
    /// The signal that ended it, or 0.
    var signal: Int32
    /// Whether its time was over before it said so itself.
    var isOverdue: Bool
    /// What it wrote to its output.
    var output: String
    /// What it had, in seconds.
    var seconds: Int

    private static let alarm: Int64 = 14

    /// What the child said at its end, if it came to that.
    var answer: JSONValue? {
        guard crash == nil, let last = lines.last, !isOverdue, code == 0 else { return nil }
        return last
    }

    /// Why there is no answer.
    var failure: String {
        let told = crash
        let place = told?["op"]?.stringValue.map { "in \($0)" } ?? "outside of a call, in a thread of its own"
        if isOverdue || told?["signal"]?.numberValue?.int64 == Self.alarm {
            return
                "it hangs\(told?["op"] == nil ? "" : " " + place): it did not come to an end within \(seconds) seconds"
        }
        guard let signal = told?["signal"]?.numberValue?.int64 ?? (signal == 0 ? nil : Int64(signal)) else {
            return "it ended the process with exit code \(code), which no plugin may do"
        }
        var sentence = "it crashed \(told == nil ? "" : place + " ")by \(Self.name(ofSignal: signal))"
        if let touched = told?["place"]?.stringValue {
            sentence +=
                told?["beyond"] == true
                ? ": it read or wrote beyond the end of \(touched)" : ": it wrote to \(touched), which it may only read"
        }
        return sentence
    }

    /// The end of what it wrote, for the person who has to find the fault.
    var lastWords: String? {
        let text = output.split(separator: "\n").suffix(5).joined(separator: " / ")
        return text.isEmpty ? nil : String(text.suffix(1_000))
    }

    private var lines: [JSONValue] {
        sent.split(separator: UInt8(ascii: "\n")).compactMap { try? JSONValue.parse(Array($0)) }
    }

    private var crash: JSONValue? { lines.first { $0["signal"] != nil } }

    private static func name(ofSignal signal: Int64) -> String {
        let names: [Int64: String] = [
            4: "SIGILL, as a trap of Swift or an assertion does", 5: "SIGTRAP", 6: "SIGABRT, as abort does",
            7: "SIGBUS",
            8: "SIGFPE, a division by zero", 9: "SIGKILL", 11: "SIGSEGV, a bad memory access", 31: "SIGSYS",
        ]
        return names[signal] ?? "signal \(signal)"
    }
}
