/// A part of the host, as the budget of its CPU time has it.
package enum CPUPart: String, CaseIterable, Sendable {
    /// NIO, Hummingbird and reading the events, with their share of the kernel.
    case httpIn = "http_in"
    /// libcurl and its plugin, with their share of the kernel.
    case httpOut = "http_out"
    /// SQLite and its share of the kernel.
    case store
    /// Matching, stages, dispatch, settling.
    case rest

    /// The name for people.
    package var label: String {
        switch self {
        case .httpIn: "HTTP in"
        case .httpOut: "HTTP out"
        case .store: "store"
        case .rest: "rest"
        }
    }

    /// The part that a thread mostly works for, by its name.
    package init(thread: String) {
        if thread.hasPrefix("NIO-") {
            self = .httpIn
        } else if thread == "http-out" {
            self = .httpOut
        } else if thread == "writer" || thread.hasPrefix("read-") || thread.hasPrefix("log-") {
            self = .store
        } else {
            self = .rest
        }
    }

    /// The part that a place in a program belongs to: by its library, by its module, and else by its thread.
    package init(thread: String, library: String, symbol: String) {
        if library.hasPrefix("libsqlite3") {
            self = .store
        } else if library.hasPrefix("libcurl") || library.hasPrefix("libHTTP.so") {
            self = .httpOut
        } else if Self.own.contains(where: symbol.hasPrefix) {
            self = .rest
        } else if symbol.hasPrefix("$s14PenstockSQLite") {
            self = .store
        } else if symbol.hasPrefix("$s14PenstockServer") || symbol.hasPrefix("$s3NIO") {
            self = .httpIn
        } else if Self.stages.contains(where: library.hasPrefix) {
            self = .rest
        } else {
            self.init(thread: thread)
        }
    }

    /// Modules of the host that are part of neither end nor of the store, as their symbols begin.
    private static let own = ["$s14PenstockEngine", "$s17PenstockPipelines", "$s15PenstockPlugins", "$s12PenstockCore"]
    private static let stages = ["libMatch.so", "libSignatures.so", "libJQ.so", "libjq.so", "libTemplate.so"]
}

/// The CPU time of the host, split by part.
package struct CPUSplit: Sendable, Equatable {
    /// Where the split is from.
    package enum Origin: String, Sendable {
        /// Samples of `perf`, each put to a part by its library, its module or its thread.
        case perf
        /// The time of each thread, as a whole.
        case threads
    }

    /// Where the split is from.
    package var origin: Origin
    /// How much of the whole each part has; in all 1, or nothing at all.
    package private(set) var shares: [CPUPart: Double]

    private init(_ origin: Origin, _ weights: [CPUPart: Double]) {
        self.origin = origin
        let sum = weights.values.reduce(0, +)
        shares = sum > 0 ? weights.mapValues { $0 / sum } : [:]
    }

    /// Splits by what each thread used between two readings.
    package init(threads before: [ThreadTime], _ after: [ThreadTime]) {
        let earlier = Dictionary(before.map { ($0.id, $0.time) }) { first, _ in first }
        var weights: [CPUPart: Double] = [:]
        for thread in after {
            weights[CPUPart(thread: thread.name), default: 0] += Double(max(thread.time - (earlier[thread.id] ?? 0), 0))
        }
        self.init(.threads, weights)
    }

    /// Reads what `perf report` printed with `--sort comm,dso,sym -n` and `|` between the fields: overhead, samples,
    /// thread, library, symbol. Nil when it has no samples, or none of the kernel, without which a split says nothing:
    /// most of the time goes into sockets.
    package init?(perf report: String) {
        var weights: [CPUPart: Double] = [:]
        var sawKernel = false
        for line in report.split(separator: "\n") where !line.hasPrefix("#") {
            let fields = line.split(separator: "|", maxSplits: 4).map { $0.trimmed }
            guard fields.count == 5, let samples = Double(fields[1]) else { continue }
            sawKernel = sawKernel || fields[4].hasPrefix("[k]")
            let symbol = fields[4].drop { $0 != "]" }.dropFirst()
            let part = CPUPart(thread: fields[2], library: fields[3], symbol: String(symbol).trimmed)
            weights[part, default: 0] += samples
        }
        guard sawKernel else { return nil }
        self.init(.perf, weights)
    }
}

extension StringProtocol {
    /// The text without blanks around it.
    fileprivate var trimmed: String {
        let start = drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }
}
