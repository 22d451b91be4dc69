internal import PenstockCore
internal import PenstockJSON

/// What a job was asked for, for people.
struct JobFacts {
    private let members: JSONObject

    init(_ members: JSONObject) { self.members = members }

    /// Of a job as it is stored; what cannot be read is left out.
    init(_ job: Job) {
        members = (try? JSONValue.parse(job.request))?.objectValue ?? [:]
    }

    var rows: [View] {
        [
            ("pipeline", "Pipeline"), ("state", "In state"), ("type", "Type"), ("subject", "Subject"),
            ("source", "Source"), ("since", "Since"), ("until", "Until"), ("into", "Into"), ("rate", "Rate"),
            ("person_digest", "Person (digest)"),
        ].compactMap { name, label in members[name].flatMap { .fact(label, .text(Self.text($0))) } }
    }

    /// The same in a line.
    var line: String {
        let texts = ["pipeline", "state", "type", "subject", "source", "since", "until", "into"].compactMap { name in
            members[name].map { "\(name) \(Self.text($0))" }
        }
        return texts.isEmpty ? "everything" : texts.joined(separator: ", ")
    }

    private static func text(_ value: JSONValue) -> String {
        if let texts = value.arrayValue { return texts.map(text).joined(separator: ", ") }
        return value.stringValue ?? value.text
    }
}
