/// One expression of a configuration, and where it stands.
struct Expression: Sendable {
    /// JSON Pointer into the configuration.
    let pointer: String
    let text: String

    /// Whether it is more than nothing, and nothing that a C string cannot hold.
    var isSound: Bool { text.contains { !$0.isWhitespace } && !text.utf8.contains(0) }
}

/// The program around the expressions of a stage.
///
/// Its input is an array of the body, the event and the time. The program binds `$event`, lets the expressions start at
/// the body, and takes away what a stage must not have: the environment, where secrets live, the clock (it is the
/// call's), standard error, and files. Each expression begins on a line of its own, because libjq says no more of an
/// error's place than the line.
struct Source: Sendable {
    let text: String
    private let expressions: [Expression]
    /// The line of the program, from 1, on which each expression begins.
    private let firstLines: [Int]

    private static let prologue = """
        . as [$__body, $event, $__now] | {} as $ENV \
        | def env: {}; def now: $__now; def stderr: .; def debug: .; def modulemeta: error("there are no modules here"); \
        def input: error("there is one input, the body"); def inputs: empty; \
        def halt: error("halt is not offered here"); def halt_error: error; def halt_error($code): error; $__body |
        """

    /// A program that yields what one expression yields.
    init(_ expression: Expression) {
        expressions = [expression]
        firstLines = [2]
        text = Source.prologue + "\n" + expression.text
    }

    /// A program that yields one array, of the outputs of each expression; of these, no more than two.
    init(all expressions: [Expression]) {
        self.init(expressions, before: "[limit(2;", after: ")]", around: ("[", "]"))
    }

    /// A program that is only ever compiled: whether it compiles says whether all of them do.
    init(together expressions: [Expression]) {
        self.init(expressions, before: "(", after: ")", around: ("", ""))
    }

    private init(_ expressions: [Expression], before: String, after: String, around: (String, String)) {
        self.expressions = expressions
        var text = Source.prologue + " " + around.0
        var line = 1
        var firstLines: [Int] = []
        for (index, expression) in expressions.enumerated() {
            text += (index == 0 ? "" : ",") + before + "\n"
            line += 1
            firstLines.append(line)
            text += expression.text + "\n" + after
            line += Source.lineBreaks(expression.text) + 1
        }
        self.text = text + around.1
        self.firstLines = firstLines
    }

    /// Which expressions libjq complains of, by their indices; empty when it does not say.
    func culprits(_ error: Program.CompileError) -> Set<Int> {
        Set(error.messages.compactMap { find(Diagnosis($0).line)?.index })
    }

    /// Says in words, and at a byte of an expression, what libjq says of the program.
    func place(_ error: Program.CompileError) -> (expression: Expression, offset: Int, text: String) {
        let message = Diagnosis(error.messages.first ?? "not a jq program")
        guard let found = find(message.line) else { return (expressions[0], 0, message.text) }
        let index = found.index
        var offset = found.offset
        let expression = expressions[index]
        if message.isAtTheEnd { return (expression, expression.text.utf8.count, message.text) }
        if let name = message.undefinedName {
            offset = Source.offset(of: name, in: expression.text, from: offset) ?? offset
        } else if message.isSyntax, let finer = finerOffset(index) {
            offset = finer
        }
        return (expression, offset, message.text)
    }

    /// The expression that a line of the program belongs to, and the byte at which that line begins.
    private func find(_ line: Int) -> (index: Int, offset: Int)? {
        guard let index = firstLines.lastIndex(where: { $0 <= line }) else { return nil }
        var rest = line - firstLines[index]
        var offset = 0
        for byte in expressions[index].text.utf8 {
            if rest == 0 { break }
            offset += 1
            if byte == UInt8(ascii: "\n") { rest -= 1 }
        }
        return (index, offset)
    }

    /// Finds an error's place to the word: with a line break for every space, libjq's line tells the word.
    ///
    /// A syntax error is found in a tenth of a millisecond, before the costly part of compiling.
    private func finerOffset(_ index: Int) -> Int? {
        let text = expressions[index].text
        // A comment would end early.
        guard text.utf8.contains(UInt8(ascii: " ")), !text.utf8.contains(UInt8(ascii: "#")) else { return nil }
        var spread = expressions
        let broken = text.utf8.map { $0 == UInt8(ascii: " ") ? UInt8(ascii: "\n") : $0 }
        spread[index] = Expression(pointer: expressions[index].pointer, text: String(decoding: broken, as: UTF8.self))
        let source = spread.count == 1 ? Source(spread[0]) : Source(all: spread)
        do {
            _ = try Program(source.text)
            return nil
        } catch {
            let message = Diagnosis(error.messages.first ?? "")
            guard message.isSyntax, let found = source.find(message.line), found.index == index else { return nil }
            return found.offset
        }
    }

    private static func lineBreaks(_ text: String) -> Int {
        text.utf8.count { $0 == UInt8(ascii: "\n") }
    }

    /// The byte at which a name stands as a word of its own.
    private static func offset(of name: String, in text: String, from start: Int) -> Int? {
        let (name, text) = (Array(name.utf8), Array(text.utf8))
        func isWord(_ index: Int) -> Bool {
            guard text.indices.contains(index) else { return false }
            let byte = text[index]
            return byte == UInt8(ascii: "_") || byte >= 0x80 || Character(Unicode.Scalar(byte)).isLetter
                || Character(Unicode.Scalar(byte)).isNumber
        }
        var index = start
        while index + name.count <= text.count {
            if text[index..<index + name.count].elementsEqual(name), !isWord(index + name.count),
                index == 0 || (!isWord(index - 1) && text[index - 1] != UInt8(ascii: "."))
            {
                return index
            }
            index += 1
        }
        return nil
    }
}
