internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

/// A day or a time as senders write them.
struct TimeText {
    private enum Form {
        /// Never: no day at all.
        case never
        /// A day of the calendar, wherever.
        case day(String)
        /// A moment.
        case moment(Timestamp)
        /// A time on a clock, given as if it were in UTC.
        case local(Timestamp)
    }

    private let form: Form

    /// What learning systems write for a day that does not come.
    private static let never = "99999999"

    /// Reads `YYYYMMDD`, `YYYY-MM-DD`, a date-time of RFC 3339 with or without an offset, also with a space in place of the
    /// T, and seconds or milliseconds since 1970.
    init(_ text: String) throws(MappingProblem) {
        var trimmed = text[...]
        while trimmed.first == " " { trimmed.removeFirst() }
        while trimmed.last == " " { trimmed.removeLast() }
        let plain = String(trimmed)
        guard let form = Self.form(plain) else { throw MappingProblem("\(text.quoted) is no day or time") }
        self.form = form
    }

    private static func form(_ text: String) -> Form? {
        guard text.utf8.count <= 40 else { return nil }
        if text == never { return .never }
        let isNumber = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        switch (isNumber, text.utf8.count) {
        case (true, 8): return day("\(text.prefix(4))-\(text.dropFirst(4).prefix(2))-\(text.suffix(2))")
        case (true, 9...10): return Int64(text).map { .moment(Timestamp(microseconds: $0 * 1_000_000)) }
        case (true, 12...13): return Int64(text).map { .moment(Timestamp(microseconds: $0 * 1_000)) }
        case (true, _): return nil
        case (false, 10): return day(text)
        default:
            if let moment = Timestamp(text), isSane(moment) { return .moment(moment) }
            // To the minute is enough for some.
            let whole = text.utf8.count == 16 ? text + ":00" : text
            return Timestamp(whole + "Z").flatMap { isSane($0) ? .local($0) : nil }
        }
    }

    private static func day(_ text: String) -> Form? {
        guard let midnight = Timestamp(text + "T00:00:00Z"), isSane(midnight) else { return nil }
        return .day(text)
    }

    /// From the year 1 to the year 9998, so that no zone leads beyond what can be written.
    private static func isSane(_ moment: Timestamp) -> Bool {
        (-62_135_510_400_000_000...253_370_678_400_000_000).contains(moment.microseconds)
    }

    /// As `YYYY-MM-DD`; null for never.
    func day(_ zone: Zone) throws(MappingProblem) -> JSONValue {
        switch form {
        case .never: .null
        case .day(let day): .string(day)
        case .moment(let moment): .string(zone.day(of: moment))
        case .local(let local): .string(String(local.description.prefix(10)))
        }
    }

    /// As RFC 3339 in UTC; a day begins at its midnight. Null for never.
    func time(_ zone: Zone) throws(MappingProblem) -> JSONValue {
        switch form {
        case .never: .null
        case .day(let day):
            .string(zone.moment(showing: Timestamp(day + "T00:00:00Z") ?? Timestamp(microseconds: 0)).description)
        case .moment(let moment): .string(moment.description)
        case .local(let local): .string(zone.moment(showing: local).description)
        }
    }
}
