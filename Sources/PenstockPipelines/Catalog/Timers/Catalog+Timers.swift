internal import PenstockCore

// What timers of different types have to do with each other.

extension Catalog {
    /// Complains of types that would emit themselves, whether at once or through others, and of emitted types that the
    /// catalog does not know.
    /// - Parameter lines: Those of each file, by its name.
    func timerComplaints(_ lines: [String: SourceLines]) -> [Diagnostic] {
        var complaints: [Diagnostic] = []
        for name in names {
            guard let type = types[name] else { continue }
            for rule in type.timers {
                let place = type.timerPositions[rule.emit] ?? type.position
                let line = lines[place.file]?[place.line]
                if let way = way(from: rule.emit, to: name) {
                    complaints.append(
                        Diagnostic(
                            at: place,
                            "\(name) would emit itself for ever: \(([name] + way).joined(separator: " → "))",
                            expected: "timers that come to an end",
                            sourceLine: line
                        )
                    )
                } else if types[rule.emit] == nil {
                    // Types are open: it is accepted, but nothing is known of it.
                    complaints.append(
                        Diagnostic(
                            .warning,
                            at: place,
                            "the catalog has no event type '\(rule.emit)'",
                            suggestion: nearest(rule.emit, in: names),
                            sourceLine: line
                        )
                    )
                }
            }
        }
        return complaints
    }

    /// The types that are emitted from one to another, both included; nil where none leads there.
    private func way(from start: String, to end: String) -> [String]? {
        var open = [[start]]
        var seen: Set<String> = [start]
        while let way = open.first {
            open.removeFirst()
            guard let last = way.last else { continue }
            if last == end { return way }
            for rule in types[last]?.timers ?? [] where seen.insert(rule.emit).inserted {
                open.append(way + [rule.emit])
            }
        }
        return nil
    }
}
