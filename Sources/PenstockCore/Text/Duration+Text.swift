extension Duration {
    /// Reads a duration as it stands in YAML: a number with `ms`, `s`, `m`, `h` or `d`, such as `250ms`, `1.5h`, `7d`.
    /// Nil for anything else.
    package init?(text: some StringProtocol) {
        let units: [(suffix: String, microseconds: Double)] = [
            ("ms", 1e3), ("s", 1e6), ("m", 60e6), ("h", 3600e6), ("d", 86_400e6),
        ]
        for unit in units where text.hasSuffix(unit.suffix) {
            let number = text.dropLast(unit.suffix.count)
            guard !number.isEmpty, number.utf8.allSatisfy({ $0 == 0x2E || ($0 >= 0x30 && $0 <= 0x39) }),
                let value = Double(number), value * unit.microseconds < 9e18
            else { continue }
            self = .microseconds(Int64((value * unit.microseconds).rounded()))
            return
        }
        return nil
    }

    /// The same text in the largest unit that is whole: `90s`, `2h`, `250ms`.
    package var text: String {
        let microseconds = microseconds
        for (suffix, size) in [("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000)]
            as [(String, Int64)] where microseconds != 0 && microseconds % size == 0
        {
            return "\(microseconds / size)\(suffix)"
        }
        return "\(microseconds / 1000)ms"
    }
}
