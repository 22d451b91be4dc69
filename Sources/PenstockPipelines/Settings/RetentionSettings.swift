internal import PenstockCore
internal import PenstockYAML

/// `retention` of `penstock.yaml`: a duration for each class, or `forever`.
extension SettingsReader {
    /// Longer ones are a slip of the finger, and `forever` says what may be meant.
    private static let longest = Duration.seconds(100 * 366 * 86_400)

    static var classes: KeyValuePairs<String, WritableKeyPath<RetentionPolicy, Duration?>> {
        [
            "payloads": \.payloads, "attempts": \.attempts, "delivered": \.delivered, "dead": \.dead, "held": \.held,
            "filtered": \.filtered, "duplicate": \.duplicate, "unmatched": \.unmatched, "ids": \.ids,
        ]
    }

    mutating func readRetention(_ node: YAMLNode) {
        let classes = Self.classes
        var places: [String: SourcePosition] = [:]
        for (key, value) in members(node, expected: "{ payloads: 30d }") {
            guard let path = classes.first(where: { $0.key == key.name })?.value else {
                unknown(key, among: classes.map(\.key), of: "retention")
                continue
            }
            places[key.name] = value.position
            if value.stringValue == "forever" {
                settings.retention[keyPath: path] = nil
                continue
            }
            guard let duration = value.stringValue.flatMap({ Duration(text: $0) }), duration > .zero,
                duration <= Self.longest
            else {
                complaints.add(
                    at: value.position,
                    "expected a duration above zero, such as 30d or 12h, or forever, found \(value.found)"
                )
                continue
            }
            settings.retention[keyPath: path] = duration
        }
        checkIDs(node, places)
    }

    /// A repetition is told as one until the event goes, whatever `ids` says, and forgotten with it where it says less:
    /// hardly what was meant.
    private mutating func checkIDs(_ node: YAMLNode, _ places: [String: SourcePosition]) {
        guard let ids = settings.retention.ids else { return }
        for (name, age) in [("delivered", settings.retention.delivered), ("payloads", settings.retention.payloads)] {
            guard let age, ids < age else { continue }
            complaints.add(
                .warning,
                at: places["ids"] ?? places[name] ?? node.position,
                "ids are kept for \(ids.text), shorter than \(name) (\(age.text))",
                expected: "ids kept at least as long, so that a repeated event is known for some time after the first"
            )
            return
        }
    }

    // MARK: - Room

    mutating func readReserve(_ node: YAMLNode) {
        // A number without a unit counts bytes; 0 is none.
        if case .number? = node.scalar?.value, let text = node.scalar?.text {
            setReserve(text, at: node.position)
        } else if let text = text(node, expected: "a size such as 1GiB") {
            setReserve(text, at: node.position)
        }
    }

    /// Takes the room that is left on the disk for outcomes.
    mutating func setReserve(_ text: String, at position: SourcePosition) {
        guard let bytes = Self.size(text) else {
            complaints.add(
                at: position,
                "'\(text.shortened)' is no size",
                expected: "a size such as 512MiB or 1GiB; 0 for none"
            )
            return
        }
        settings.diskReserve = bytes
    }

    private static func size(_ text: String) -> Int64? {
        let units: [(suffix: String, shift: Int64)] = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40), ("", 0)]
        guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
        let digits = text.dropLast(unit.suffix.count)
        guard !digits.isEmpty, digits.count <= 15, digits.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
            let number = Int64(digits), number <= Int64.max >> unit.shift
        else { return nil }
        return number << unit.shift
    }
}
