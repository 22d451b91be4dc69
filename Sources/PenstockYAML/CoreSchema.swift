internal import PenstockJSON

/// The core schema of YAML 1.2.2 (section 10.3.2): what a plain scalar means.
///
/// Only these forms are special: `yes`, `no`, `on`, `off`, `1:30` and `1_000` are text here, unlike in YAML 1.1.
enum CoreSchema {
    /// The meaning of a plain scalar.
    static func resolve(_ text: String) -> YAMLScalar.Value {
        switch text {
        case "", "~", "null", "Null", "NULL": .null
        case "true", "True", "TRUE": .bool(true)
        case "false", "False", "FALSE": .bool(false)
        default: number(text) ?? .string(text)
        }
    }

    /// The meaning of a scalar with one of the core schema's tags; nil when the text does not fit the tag.
    static func resolve(_ text: String, tag: String) -> YAMLScalar.Value? {
        let value = resolve(text)
        switch (tag, value) {
        case ("str", _): return .string(text)
        case ("null", .null), ("bool", .bool), ("float", .number), ("float", .nonFinite): return value
        case ("int", .number(let number)) where number.text.utf8.allSatisfy { !".eE".utf8.contains($0) }: return value
        default: return nil
        }
    }

    /// Whether a plain scalar is a whole number with zeros in front, which are lost.
    static func losesZeros(_ text: String) -> Bool {
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
        return digits.count > 1 && digits.first == UInt8(ascii: "0") && digits.allSatisfy(isDigit)
    }

    private static func number(_ text: String) -> YAMLScalar.Value? {
        guard let first = text.utf8.first, isDigit(first) || "+-.".utf8.contains(first) else { return nil }
        if let value = based(text) { return value }
        if let value = nonFinite(text) { return .nonFinite(value) }
        return decimal(Array(text.utf8)).flatMap { JSONNumber(parsing: $0) }.map(YAMLScalar.Value.number)
    }

    /// `0o17` and `0x1F`, without a sign, of any size.
    private static func based(_ text: String) -> YAMLScalar.Value? {
        guard text.hasPrefix("0o") || text.hasPrefix("0x") else { return nil }
        let radix = text.hasPrefix("0o") ? 8 : 16
        let digits = text.dropFirst(2)
        guard !digits.isEmpty, digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).hexDigitValue ?? 99 < radix })
        else {
            return nil
        }
        // What is too large for any use stays text rather than become another number.
        return UInt64(digits, radix: radix).map { .number(JSONNumber($0)) } ?? .string(text)
    }

    private static func nonFinite(_ text: String) -> Double? {
        let unsigned = text.hasPrefix("-") || text.hasPrefix("+") ? text.dropFirst() : text[...]
        if [".inf", ".Inf", ".INF"].contains(unsigned) { return text.hasPrefix("-") ? -.infinity : .infinity }
        return [".nan", ".NaN", ".NAN"].contains(text) ? .nan : nil
    }

    /// Rewrites `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?` in the notation of JSON.
    private static func decimal(_ text: [UInt8]) -> String? {
        var rest = text[...]
        var json: [UInt8] = []
        func takeDigits() -> ArraySlice<UInt8> {
            let digits = rest.prefix(while: isDigit)
            rest = rest.dropFirst(digits.count)
            return digits
        }
        if let sign = rest.first, "+-".utf8.contains(sign) {
            if sign == UInt8(ascii: "-") { json.append(sign) }
            rest = rest.dropFirst()
        }
        let whole = takeDigits()
        let significant = whole.drop { $0 == UInt8(ascii: "0") }
        json += significant.isEmpty ? [UInt8(ascii: "0")] : Array(significant)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            let fraction = takeDigits()
            guard !whole.isEmpty || !fraction.isEmpty else { return nil }
            if !fraction.isEmpty { json += [UInt8(ascii: ".")] + fraction }
        } else if whole.isEmpty {
            return nil
        }
        // JSON has the same exponents.
        return String(decoding: json + rest, as: UTF8.self)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
