internal import PenstockCore

/// Conditions of a list, gathered one by one, with their values.
struct Conditions {
    private enum Value {
        case integer(Int64)
        case text(String)
    }

    private var terms: [String] = []
    private var values: [Value] = []
    private let firstParameter: Int32

    /// - Parameter firstParameter: The number of the first parameter that is free.
    init(firstParameter: Int32) { self.firstParameter = firstParameter }

    /// ` AND …` for each condition.
    var sql: String { terms.map { " AND \($0)" }.joined() }

    mutating func add(_ term: String) { terms.append(term) }

    mutating func add(_ term: String, _ value: Int64?) {
        guard let value else { return }
        add(term, .integer(value))
    }

    mutating func add(_ term: String, _ text: String?) {
        guard let text else { return }
        add(term, .text(text))
    }

    /// - Parameter numbers: Nil for no condition.
    mutating func add(_ column: String, in numbers: [Int64]?) {
        guard let numbers else { return }
        terms.append("\(column) IN (\(numbers.map(String.init).joined(separator: ", ")))")
    }

    /// A subject of an event `e`, or a prefix that ends in `*`.
    mutating func add(subject: String?) {
        guard let subject, subject.hasSuffix("*") else { return add("e.subject =", subject) }
        add("e.subject", beginningWith: String(subject.dropLast()))
    }

    private mutating func add(_ column: String, beginningWith prefix: String) {
        let parameter = firstParameter + Int32(values.count)
        add("substr(\(column), 1, length(?\(parameter))) =", .text(prefix))
    }

    /// Text that stands in one of some columns.
    /// - Parameter other: Another condition that will do, without parameters.
    mutating func add(_ filter: TextFilter?, in columns: [String], or other: String?) {
        guard let filter else { return }
        var parts = other.map { [$0] } ?? []
        for form in filter.forms {
            let parameter = firstParameter + Int32(values.count)
            parts += columns.map { "\($0) LIKE ?\(parameter) ESCAPE '\\'" }
            values.append(.text(Self.pattern(form)))
        }
        terms.append("(\(parts.joined(separator: " OR ")))")
    }

    /// What may be about a person: its name stands somewhere, or something is written with a backslash.
    mutating func add(_ person: PersonFilter?, in columns: [String]) {
        guard let person else { return }
        let parameter = firstParameter + Int32(values.count)
        let parts = columns.flatMap { ["\($0) LIKE ?\(parameter) ESCAPE '\\'", "\($0) LIKE '%\\%'"] }
        values.append(.text(Self.pattern(person.name)))
        terms.append("(\(parts.joined(separator: " OR ")))")
    }

    /// What LIKE takes for a text that stands anywhere (https://www.sqlite.org/lang_expr.html#like).
    private static func pattern(_ text: String) -> String {
        var pattern = "%"
        for scalar in text.unicodeScalars {
            if "\\%_".unicodeScalars.contains(scalar) { pattern += "\\" }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern + "%"
    }

    private mutating func add(_ term: String, _ value: Value) {
        terms.append("\(term) ?\(firstParameter + Int32(values.count))")
        values.append(value)
    }

    func bind(to statement: inout Statement) {
        for (offset, value) in values.enumerated() {
            let index = firstParameter + Int32(offset)
            switch value {
            case .integer(let number): statement.bind(index, number)
            case .text(let text): statement.bind(index, text)
            }
        }
    }
}

/// How far a list has looked: backward by number, for a bounded time.
struct Search {
    /// Rows are accepted in the order of the clock, except where the clock is set back; by more than this it may hide
    /// what lies behind, and without it a list of the last hour would look at all there is.
    static let clockTolerance: Int64 = 3_600_000_000

    private let clock = ContinuousClock()
    private let deadline: ContinuousClock.Instant

    init(_ limits: StoreLimits) {
        deadline = clock.now + limits.listTime
    }

    var isOver: Bool { clock.now >= deadline }
}

extension Connection {
    /// The numbers of the event types that a list asks for: one type, or all with a prefix that ends in `*`.
    func types(matching pattern: String) throws(StoreError) -> [Int64] {
        let isPrefix = pattern.hasSuffix("*")
        var select = try Statement(
            isPrefix
                ? "SELECT id FROM type WHERE substr(name, 1, length(?1)) = ?1" : "SELECT id FROM type WHERE name = ?1",
            on: self
        )
        select.bind(1, isPrefix ? String(pattern.dropLast()) : pattern)
        return try select.numbers()
    }

    /// The number of a source; none where no event came from it.
    func sources(named name: String) throws(StoreError) -> [Int64] {
        var select = try Statement("SELECT id FROM source WHERE name = ?1", on: self)
        select.bind(1, name)
        return try select.numbers()
    }

    /// The newest number of a table's rows below another; nil when there is none.
    func newest(_ column: String, of table: String, below limit: Int64) throws(StoreError) -> Int64? {
        var select = try Statement(
            "SELECT \(column) FROM \(table) WHERE \(column) < ?1 ORDER BY \(column) DESC LIMIT 1",
            on: self
        )
        select.bind(1, limit)
        return try select.numbers().first
    }
}

extension Statement {
    /// The first column of all rows.
    mutating func numbers() throws(StoreError) -> [Int64] {
        var list: [Int64] = []
        while try step() { list.append(integer(0)) }
        return list
    }
}
