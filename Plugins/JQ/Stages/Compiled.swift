internal import PenstockPluginKit
internal import Synchronization

/// The program of a configured stage: checked once, unless it is known, and compiled for each thread that asks.
final class Compiled: Sendable {
    private let source: Source
    /// What the expressions are given beside the body; parsing the event for nothing would cost the most.
    let usesEvent: Bool
    /// The program that the check compiled, for the first thread that asks.
    private let spare: Mutex<Program?>

    /// - Throws: ``ConfigurationProblem`` at the byte that libjq stumbles over.
    init(_ source: Source, uses expressions: [Expression], _ setup: Setup) throws {
        for expression in expressions where !expression.text.contains(where: { !$0.isWhitespace }) {
            throw ConfigurationProblem(at: expression.pointer, "the expression is empty")
        }
        for expression in expressions where expression.text.utf8.contains(0) {
            throw ConfigurationProblem(at: expression.pointer, "the expression contains a NUL")
        }
        for expression in expressions {
            for field in FieldScan.fields(in: expression.text) {
                // What is missing is null in jq, which is no failure.
                setup.reads(
                    "/" + field.path.joined(separator: "/"),
                    at: expression.pointer,
                    offset: field.offset,
                    ofEvent: field.ofEvent,
                    isOptional: true
                )
            }
        }
        self.source = source
        usesEvent = expressions.contains { $0.text.contains("$event") }
        guard !KnownExpressions.shared.withLock({ known in expressions.allSatisfy(known.contain) }) else {
            spare = Mutex(nil)
            return
        }
        do {
            spare = Mutex(try Program(source.text))
            KnownExpressions.shared.withLock { $0.insert(expressions) }
        } catch {
            let (expression, offset, text) = source.place(error)
            throw ConfigurationProblem(at: expression.pointer, offset: offset, text)
        }
    }

    /// A program for one thread.
    func program() throws -> Program {
        if let ready = spare.withLock({ spare in
            let ready = spare
            spare = nil
            return ready
        }) {
            return ready
        }
        return try Program(source.text)
    }

    /// What a program is started with.
    /// - Throws: a permanent failure when the body is not JSON.
    func input(_ message: Message, _ call: Call) throws(StageFailure) -> Value {
        let body = message.body.withSpan { Value.parse($0) }
        guard body.isValid else {
            let reason = body.message.map { text in
                ": " + (text.firstRange(of: " (while parsing").map { String(text[..<$0.lowerBound]) } ?? text)
            }
            throw .permanent(
                "body-not-json",
                "jq reads JSON, and the body (\(String(message.contentType))) is none\(reason ?? "")"
            )
        }
        var event = Value.null
        if usesEvent {
            event = message.bodyIsEvent ? body.copy() : message.event.json.withSpan { Value.parse($0) }
        }
        return .array(body, event, .number(Double(call.nowMicroseconds) / 1_000_000))
    }
}

extension StageFailure {
    /// A program ended with an error of its own.
    static func ofProgram(_ message: String) -> StageFailure {
        .permanent("jq-error", "the jq expression failed: \(message)")
    }
}
