package import PenstockCore
package import PenstockJSON

/// A type of event that the catalog knows.
package struct EventType: Sendable {
    /// The name, such as `course.completed`.
    package var type: String
    package var description: String
    /// How the subject is made when the sender gives none.
    package var subject: SubjectTemplate?
    /// Where in the event the person stands that it is about.
    package var person: JSONPointer?
    /// Where in the event the values stand that together tell this fact from every other; empty when nothing does.
    package var key: [JSONPointer]
    /// Which events of this type are one fact, for pipelines that say nothing else; nil where each stands for itself.
    package var identity: DedupeRule?
    /// What its events measure, compared with those that were accepted before.
    package var measures: [MeasureRule] = []
    /// The directory that its events feed; nil where they feed none.
    package var directory: DirectoryRule?
    /// Where its events tell of a certificate; nil where they tell of none.
    package var certificate: CertificateRule?
    /// Whether data that contradicts the schema is refused, and not just marked.
    package var strict: Bool
    /// The schema of the data. It checks the formats `date` and `date-time`.
    package var schema: JSONSchema
    /// The data of an event as it may come; an empty object where the catalog has none.
    package var sample: JSONValue
    /// Where the type is defined.
    package var position: SourcePosition
    /// Which events follow at days that it names.
    package var timers: [TimerRule] = []
    /// Where each type stands that a timer emits.
    var timerPositions: [String: SourcePosition] = [:]

    /// The schema as it is written.
    package var schemaDocument: JSONValue { schema.document }

    /// The formats that data is held to.
    package static let formats: Set<SchemaFormat> = [.date, .dateTime]

    /// The first way in which data contradicts the schema, as a sentence: `/score: expected a number, found the string
    /// "12"`. Nil when there is none.
    package func contradiction(of data: JSONValue) -> String? {
        // Nothing is allocated for data that is right, which is nearly all there is.
        schema.isValid(data) ? nil : schema.firstViolation(in: data)?.description
    }

    /// The same for the bytes of the data; what is not JSON contradicts every schema.
    package func contradiction(of data: Span<UInt8>) -> String? {
        do throws(JSONError) {
            return contradiction(of: try JSONValue.parse(data))
        } catch {
            return "the data is not JSON: \(error)"
        }
    }
}

/// A value that cannot be set in a sample.
package struct SampleError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, in words for people.
    package var message: String
    /// The pointer that was probably meant.
    package var suggestion: String?

    /// The message and the suggestion.
    package var description: String { message + (suggestion.map { "; did you mean '\($0)'?" } ?? "") }
}

extension EventType {
    /// An event of this type that carries the sample: `{"type": …, "data": …}`, with the given values set.
    /// - Parameter changes: pointers that start at the event, such as `/data/score`, with their values.
    /// - Throws: for a pointer to what neither the schema nor CloudEvents knows.
    package func sampleEvent(setting changes: [(pointer: JSONPointer, value: JSONValue)] = []) throws(SampleError)
        -> JSONValue
    {
        var event: JSONValue = ["type": .string(type), "data": sample]
        for (pointer, value) in changes {
            try checkPlace(pointer)
            do throws(JSONError) {
                try event.set(value, at: pointer)
            } catch {
                throw SampleError(message: error.message)
            }
        }
        return event
    }

    /// Reads what a person writes as `/data/score=50`. The value is JSON, and text where it is none.
    /// - Throws: when there is no `=`, or no pointer before it.
    package static func change(_ text: String) throws(SampleError) -> (pointer: JSONPointer, value: JSONValue) {
        guard let equals = text.firstIndex(of: "=") else {
            throw SampleError(message: "'\(text)' has no '='; expected a pointer and a value, as in /data/score=50")
        }
        let value = String(text[text.index(after: equals)...])
        do throws(JSONError) {
            return (try JSONPointer(String(text[..<equals])), (try? JSONValue.parse(value)) ?? .string(value))
        } catch {
            throw SampleError(message: "'\(text)': \(error.message)")
        }
    }

    private func checkPlace(_ pointer: JSONPointer) throws(SampleError) {
        guard let unknown = unknownPlace(pointer) else { return }
        throw SampleError(message: unknown.message, suggestion: unknown.suggestion)
    }

    /// The members of an event beside its data that a sender gives (CloudEvents 1.0.2, section 3).
    static let attributes = ["id", "source", "type", "subject", "time", "datacontenttype"]

    /// What is wrong with a pointer into events of this type; nil when it leads to something known or left open.
    func unknownPlace(_ pointer: JSONPointer) -> (message: String, expected: String?, suggestion: String?)? {
        EventType.unknownPlace(pointer, schema: schema, type: type)
    }

    static func unknownPlace(
        _ pointer: JSONPointer,
        schema: JSONSchema,
        type: String
    ) -> (message: String, expected: String?, suggestion: String?)? {
        guard let first = pointer.tokens.first else {
            return ("the pointer leads to the whole event", "a pointer such as /data/username", nil)
        }
        guard first == "data" else {
            if attributes.contains(first), pointer.tokens.count == 1 { return nil }
            let inData = schema.place(JSONPointer(tokens: pointer.tokens)) == .known
            let near = inData ? "/data\(pointer)" : nearest(first, in: attributes + ["data"]).map { "/\($0)" }
            return ("\(pointer) is no part of an event", near == nil ? "a pointer such as /data/username" : nil, near)
        }
        let inner = JSONPointer(tokens: Array(pointer.tokens.dropFirst()))
        guard case .unknown(let name, let holder, let names) = schema.place(inner) else { return nil }
        let place = JSONPointer(tokens: ["data"] + holder.tokens)
        guard !names.isEmpty else {
            return ("\(pointer) leads into \(place), which has no members in \(type)", nil, nil)
        }
        let near = nearest(name, in: names).map { place.appending($0).description }
        return ("\(type) has no field \(pointer)", near == nil ? choice(names) : nil, near)
    }
}
