internal import PenstockCore

/// Reads the parameters of a query; a name that is not among the known ones is refused, as a slip would be read as
/// "everything".
struct QueryReader {
    private let values: [(name: String, value: String)]

    /// - Parameters:
    ///   - query: What stands behind the question mark.
    ///   - isForm: Whether a form of HTML made it, in which a plus sign is a space (URL Standard, section 5.1); of the
    ///     API a plus sign is a plus sign.
    init(_ query: String?, names: [String], isForm: Bool = false) throws(Problem) {
        var values: [(name: String, value: String)] = []
        let query = isForm ? query?.replacing("+", with: " ") : query
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = String(percentDecoding: parts[0]),
                let value = String(percentDecoding: parts.count == 2 ? parts[1] : "")
            else { throw Problem(.invalidParameter, "'\(pair)' is not valid percent-encoded UTF-8") }
            guard names.contains(name) else {
                let hint = nearest(name, in: names).map { "is '\($0)' meant?" }
                throw Problem(
                    .invalidParameter,
                    "there is no parameter '\(name)'; \(hint ?? "there are \(names.joined(separator: ", "))")"
                )
            }
            values.append((name, value))
        }
        self.values = values
    }

    /// All values of a name, those between commas too.
    func list(_ name: String) -> [String] {
        values.filter { $0.name == name }.flatMap { $0.value.split(separator: ",").map(String.init) }
    }

    /// All values of a name, commas and all.
    func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.value) }

    /// The values of names, as they were given; those that are absent or empty are left out.
    func texts(_ names: [String]) throws(Problem) -> [String: String] {
        var texts: [String: String] = [:]
        for name in names { texts[name] = try text(name) }
        return texts
    }

    /// The value of a name; nil where it is absent or empty.
    func text(_ name: String) throws(Problem) -> String? {
        let found = values.filter { $0.name == name && !$0.value.isEmpty }
        guard found.count <= 1 else { throw Problem(.invalidParameter, "'\(name)' is given twice") }
        return found.first?.value
    }

    /// A moment: a date-time of RFC 3339, or how long ago it was, such as `2h`.
    func time(_ name: String, now: Timestamp) throws(Problem) -> Timestamp? {
        guard let text = try text(name) else { return nil }
        guard let time = Timestamp(text, ago: now) else { throw .notTime(name, text) }
        return time
    }

    func flag(_ name: String) throws(Problem) -> Bool {
        switch try text(name) {
        case nil, "false": false
        case "true": true
        case let text?: throw Problem(.invalidParameter, "'\(name)' is '\(text)'; it takes true or false")
        }
    }

    /// How many items a page has.
    func limit() throws(Problem) -> Int {
        guard let text = try text("limit") else { return 50 }
        guard let limit = Int(text), (1...500).contains(limit) else {
            throw Problem(.invalidParameter, "'limit' is '\(text)'; it takes a number from 1 to 500")
        }
        return limit
    }

    func cursor(_ list: Cursor.List) throws(Problem) -> Int64? {
        guard let text = try text("cursor") else { return nil }
        guard let position = Cursor.position(text, in: list) else {
            throw Problem(.invalidParameter, "'cursor' is '\(text)', which is no 'next' of this list")
        }
        return position
    }
}
