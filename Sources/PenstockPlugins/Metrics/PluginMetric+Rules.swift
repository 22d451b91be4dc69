internal import PenstockCore

// What a metric may be called: the rules of Prometheus' text format, and what keeps the names of all plugins tidy.

extension PluginMetric.Definition {
    private static let labelLimit = 4
    private static let boundLimit = 32
    private static let reserved: Set<String> = ["pipeline", "stage", "le", "quantile"]

    /// What is wrong with it, as the end of a sentence; nil when nothing is.
    var complaint: String? {
        guard Self.isWord(name, limit: 64) else {
            return "needs a name of a-z, 0-9 and _, at most 64, that begins with a letter, such as hl7_segments_total"
        }
        guard !help.isEmpty, help.utf8.count <= 500 else { return "needs a sentence of help, of at most 500 bytes" }
        if kind == .counter, !name.hasSuffix("_total") { return "is a counter, so its name ends in _total" }
        if kind != .counter, name.hasSuffix("_total") { return "is no counter, so its name does not end in _total" }
        if let suffix = ["_bucket", "_sum", "_count"].first(where: name.hasSuffix) {
            return "ends in \(suffix), which is the name of a part of a histogram"
        }
        return labelComplaint ?? boundComplaint
    }

    private var labelComplaint: String? {
        guard labels.count <= Self.labelLimit else { return "has more than \(Self.labelLimit) labels" }
        for label in labels {
            guard Self.isWord(label, limit: 32) else {
                return "has the label '\(label)', which is not a-z, 0-9 and _, at most 32, beginning with a letter"
            }
            guard !Self.reserved.contains(label) else { return "has the label '\(label)', which is the host's" }
        }
        return Set(labels).count == labels.count ? nil : "has the same label twice"
    }

    private var boundComplaint: String? {
        guard kind == .histogram else { return bounds.isEmpty ? nil : "is no histogram, so it has no bounds" }
        guard (1...Self.boundLimit).contains(bounds.count) else {
            return "is a histogram, so it has between 1 and \(Self.boundLimit) bounds"
        }
        guard bounds.allSatisfy(\.isFinite), zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 }) else {
            return "has bounds that do not rise"
        }
        return nil
    }

    private static func isWord(_ text: String, limit: Int) -> Bool {
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
        guard let first = text.utf8.first, letters.contains(first), text.utf8.count <= limit else { return false }
        return text.utf8.allSatisfy { letters.contains($0) || digits.contains($0) || $0 == UInt8(ascii: "_") }
    }
}
