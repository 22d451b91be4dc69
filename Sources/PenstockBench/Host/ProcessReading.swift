internal import CBench
internal import Foundation

/// What Linux tells of a running process (proc(5)).
struct ProcessReading {
    let id: Int32

    /// Memory of the process now.
    var memory: Memory? {
        (try? String(contentsOfFile: "/proc/\(id)/status", encoding: .utf8)).flatMap(Memory.init(status:))
    }

    /// CPU time of the process with all its threads, in nanoseconds.
    var cpu: Int64 { max(cbench_cpu(id), 0) }

    /// CPU time of each thread that runs, in nanoseconds.
    var threads: [ThreadTime] {
        let directory = "/proc/\(id)/task"
        return ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).compactMap { thread in
            func text(_ name: String) -> String? {
                try? String(contentsOfFile: "\(directory)/\(thread)/\(name)", encoding: .utf8)
            }
            guard let id = Int(thread), let name = text("comm"), let times = text("schedstat") else { return nil }
            return ThreadTime(id: id, name: name, schedstat: times)
        }
    }
}

/// The memory of a process, in bytes.
package struct Memory: Sendable, Equatable {
    /// What is resident now.
    package var resident: Int
    /// What was resident at most.
    package var peak: Int
    /// What is resident and belongs to no file: heap and stacks.
    package var anonymous: Int

    /// Reads `/proc/PID/status`. Nil when the process has no memory any more.
    package init?(status: String) {
        func kibibytes(_ key: String) -> Int? {
            guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix(key + ":") }) else { return nil }
            return line.dropFirst(key.count + 1).split(whereSeparator: \.isWhitespace).first.flatMap { Int($0) }
        }
        guard let resident = kibibytes("VmRSS"), let peak = kibibytes("VmHWM"), let anonymous = kibibytes("RssAnon")
        else { return nil }
        self.resident = resident * 1024
        self.peak = peak * 1024
        self.anonymous = anonymous * 1024
    }
}

/// A thread of a process, and the CPU time that it has used.
package struct ThreadTime: Sendable, Equatable {
    /// The system's number of the thread.
    package var id: Int
    /// The name of the thread, of at most 15 bytes.
    package var name: String
    /// In nanoseconds.
    package var time: Int64

    /// Makes a thread of what is known of it.
    package init(id: Int, name: String, time: Int64) {
        self.id = id
        self.name = name
        self.time = time
    }

    /// Reads `/proc/PID/task/TID/comm` and `schedstat`, whose first number is the time on a processor.
    package init?(id: Int, name: String, schedstat: String) {
        guard let time = schedstat.split(separator: " ").first.flatMap({ Int64($0) }) else { return nil }
        self.init(id: id, name: name.trimmingCharacters(in: .newlines), time: time)
    }
}
