/// Finds fields of the body and the event that an expression reads for certain, for `check` to compare with the catalog.
///
/// Cautious: it knows only paths of plain names that begin at the body, as in `.data.score >= 80`, or at `$event`. What
/// follows a `|` begins elsewhere, and so does what stands in the arguments of a function, after `catch`, or in a
/// definition; there it finds nothing.
struct FieldScan {
    struct Field: Equatable {
        /// The names on the way.
        var path: [String]
        var ofEvent: Bool
        /// Where it begins, in bytes.
        var offset: Int
    }

    private(set) var fields: [Field] = []
    private var lexer: JQLexer
    /// Whether `.` is the body: of the whole, and of each open bracket.
    private var atBody = [true]
    /// The brackets that are open.
    private var open: [UInt8] = []
    /// Whether what came last can have a path appended to it.
    private var endsTerm = false
    /// Whether what came last is the name of a function, perhaps.
    private var isCall = false
    /// Between `as` and the next `|`.
    private var isInPattern = false

    /// The fields of an expression.
    /// - Returns: Nothing where the expression assigns: what it assigns to need not be there.
    static func fields(in expression: String) -> [Field] {
        var scan = FieldScan(expression)
        return scan.run() ? scan.fields : []
    }

    private init(_ expression: String) { lexer = JQLexer(expression) }

    /// Whether what was found can be relied on.
    private mutating func run() -> Bool {
        while let token = lexer.next() {
            var (endsTerm, isCall) = (false, false)
            switch token.kind {
            case .path(let names):
                if !self.endsTerm, atBody.last == true {
                    fields.append(Field(path: names, ofEvent: false, offset: token.offset))
                }
                endsTerm = true
            case .variable(let name, let names):
                // A pattern may give the name to something else.
                if name == "event", isInPattern { return false }
                if name == "event", !names.isEmpty {
                    fields.append(Field(path: names, ofEvent: true, offset: token.offset))
                }
                endsTerm = true
            // From here on a name may mean something else.
            case .word("def"), .word("reduce"), .word("foreach"), .word("label"): return true
            case .word("as"): isInPattern = true
            case .word("catch"): atBody[atBody.count - 1] = false
            case .word(let name):
                let isKeyword = ["and", "or", "if", "then", "elif", "else", "try"].contains(name)
                (endsTerm, isCall) = (!isKeyword, !isKeyword)
            case .assignment: return false
            case .open(let bracket):
                // What indexes a term begins where the term did, which need not be the body: `a | .b[.c]`.
                // The arguments of a function begin wherever it wants.
                enter(bracket, atBody: atBody.last == true && !self.endsTerm && !self.isCall)
            case .close:
                guard open.popLast() != nil else { return false }
                atBody.removeLast()
                endsTerm = true
            case .pipe:
                atBody[atBody.count - 1] = false
                isInPattern = false
            case .comma where open.last == UInt8(ascii: "{"):
                // The next member's value begins where the object did.
                atBody[atBody.count - 1] = atBody[atBody.count - 2]
            case .term: endsTerm = true
            case .comma, .other: break
            case .unclear: return false
            }
            (self.endsTerm, self.isCall) = (endsTerm, isCall)
        }
        return open.isEmpty
    }

    private mutating func enter(_ bracket: UInt8, atBody: Bool) {
        open.append(bracket)
        self.atBody.append(atBody)
    }
}
