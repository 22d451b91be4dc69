internal import PenstockJSON

/// Something that a test found.
package struct Finding: Sendable, Equatable {
    /// What a finding makes of its test.
    package enum Severity: String, Sendable {
        /// The plugin breaks a rule.
        case failure
        /// The plugin may be as it is, and would be better otherwise.
        case warning
        /// Worth knowing.
        case note
    }

    package var severity: Severity
    /// One sentence for people.
    package var text: String

    package init(_ severity: Severity, _ text: String) {
        self.severity = severity
        self.text = text
    }

    var json: JSONValue { ["severity": .string(severity.rawValue), "text": .string(text)] }

    init?(_ json: JSONValue) {
        guard let severity = json["severity"]?.stringValue.flatMap(Severity.init), let text = json["text"]?.stringValue
        else { return nil }
        self.init(severity, text)
    }
}
