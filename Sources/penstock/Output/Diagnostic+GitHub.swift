internal import PenstockCore

extension Diagnostic {
    /// The complaint as a workflow command, which GitHub shows at the line in a change.
    var gitHubCommand: String {
        let command =
            switch severity {
            case .error: "error"
            case .warning: "warning"
            case .hint: "notice"
            }
        var properties = ["file=\(Self.escapedProperty(position.file))"]
        if position.line > 0 { properties += ["line=\(position.line)", "col=\(position.column)"] }
        properties.append("title=penstock check")
        var text = message
        if let expected { text += "\nexpected: \(expected)" }
        if let suggestion { text += "\ndid you mean '\(suggestion)'?" }
        return "::\(command) \(properties.joined(separator: ","))::\(Self.escapedData(text))"
    }

    // As the runner reads it back (actions/toolkit, packages/core/src/command.ts).
    private static func escapedData(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func escapedProperty(_ text: String) -> String {
        escapedData(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
