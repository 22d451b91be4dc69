internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

extension SourceConversion {
    /// What a value is, made what is wanted. It is neither null nor an empty text.
    func convert(_ value: JSONValue, zone: Zone) throws(MappingProblem) -> JSONValue {
        guard let text = value.scalarText else { throw MappingProblem("\(value.article) is \(noun)") }
        switch self {
        case .string: return .string(text)
        case .bool: return .bool(try truth(text))
        case .number, .integer:
            guard let number = NumberText.number(text), self == .number || number.isInteger else {
                throw MappingProblem("\(text.quoted) is \(noun)")
            }
            return .number(number)
        case .day: return try TimeText(text).day(zone)
        case .time: return try TimeText(text).time(zone)
        }
    }

    private var noun: String {
        switch self {
        case .string: "no text"
        case .number: "no number"
        case .integer: "no whole number"
        case .day: "no day"
        case .time: "no time"
        case .bool: "neither true nor false"
        }
    }

    private func truth(_ text: String) throws(MappingProblem) -> Bool {
        switch text.lowercased() {
        case "true", "1", "yes", "y", "on": return true
        case "false", "0", "no", "n", "off": return false
        default: throw MappingProblem("\(text.quoted) is \(noun)")
        }
    }
}

/// Numbers as forms write them.
enum NumberText {
    private static let longest = 100

    /// The number that a text is, exactly; nil for what is none. Beside JSON's own notation a plus sign, needless zeros and
    /// a missing digit beside the point are read: `+7`, `007`, `.5`, `5.`.
    static func number(_ text: String) -> JSONNumber? {
        guard text.utf8.count <= longest else { return nil }
        var digits = text[...]
        while digits.first == " " { digits.removeFirst() }
        while digits.last == " " { digits.removeLast() }
        if let number = JSONNumber(parsing: String(digits)) { return number }
        let sign = digits.hasPrefix("-") ? "-" : ""
        if digits.hasPrefix("-") || digits.hasPrefix("+") { digits.removeFirst() }
        guard digits.first.map({ $0.isASCII && ($0.isNumber || $0 == ".") }) == true, digits != "." else { return nil }
        while digits.count > 1, digits.first == "0", digits.dropFirst().first?.isNumber == true { digits.removeFirst() }
        if digits.first == "." { digits = "0" + digits }
        if digits.last == "." { digits.removeLast() }
        return JSONNumber(parsing: sign + digits)
    }

    /// The number in a notation that is the same for the same value, as far as senders differ: `90` for `90.0`.
    static func canonical(_ number: JSONNumber) -> String {
        if let whole = number.int64 { return "\(whole)" }
        guard number.text.contains("."), !number.text.lowercased().contains("e") else { return number.text }
        var text = number.text[...]
        while text.last == "0" { text.removeLast() }
        return String(text)
    }
}
