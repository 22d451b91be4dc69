/// A key and its value that are not divided as YAML wants it.
extension Trap {
    /// The trap right after the key that begins a line, and its column, from 1.
    static func spacing(in line: [Unicode.Scalar]) -> (trap: Trap, column: Int)? {
        if let place = line.firstIndex(where: isOddSpace) {
            return (
                Trap(message: "this space is none to YAML (U+\(hex(line[place])))", advice: "a plain space"), place + 1
            )
        }
        var start = line.prefix { $0 == " " }.count
        if line[start...].starts(with: "- ".unicodeScalars) {
            start += 1 + line[(start + 1)...].prefix { $0 == " " }.count
        }
        let key = line[start...].prefix(while: isWord)
        guard !key.isEmpty, key.endIndex < line.endIndex else { return nil }
        let name = String(String.UnicodeScalarView(key))
        let rest = line[key.endIndex...]
        if rest.first == ":", let next = rest.dropFirst().first, next != " ", next != "\t", next != "/", next != ":" {
            return (
                Trap(message: "a space is missing after '\(name):'", advice: "'\(name): …'"),
                key.endIndex + 2
            )
        }
        let sign = rest.drop { $0 == " " }
        if sign.first == "=", sign.dropFirst().first == " " {
            return (
                Trap(message: "'\(name)' is followed by '=' and not by ':'", advice: "'\(name): …'"),
                sign.startIndex + 1
            )
        }
        return nil
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "_" || scalar == "-"
    }

    /// Spaces that look like one, and are characters like any other in YAML.
    private static func isOddSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .spaceSeparator && scalar != " "
    }

    private static func hex(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(4 - digits.count, 0)) + digits
    }
}
