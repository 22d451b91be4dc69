import Foundation

/// A block of a page that is to be followed.
struct TutorialBlock {
    enum Kind: Equatable {
        /// What a file holds: the paragraph before it ends with the file's path and a colon. It begins with "Add" where
        /// the block goes to the file's end.
        case file(path: String, appends: Bool)
        /// Lines of a shell.
        case commands
        /// Lines of a shell that start what runs beside the rest.
        case background
        /// What the commands before it print.
        case output
    }

    var kind: Kind
    var text: String

    /// The blocks of a page in their order; what is in no known form is left out.
    static func all(of page: String) -> [TutorialBlock] {
        var blocks: [TutorialBlock] = []
        var paragraph = ""
        var language: Substring?
        var text = ""
        for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
            if let open = language {
                if line == "```" {
                    if let kind = kind(language: open, text, after: paragraph) {
                        blocks.append(Self(kind: kind, text: text))
                    }
                    (language, text, paragraph) = (nil, "", "")
                } else {
                    text += line + "\n"
                }
            } else if line.hasPrefix("```") {
                language = line.dropFirst(3).prefix { $0 != " " }
            } else if !line.isEmpty {
                paragraph += (paragraph.isEmpty ? "" : " ") + line
            } else if !paragraph.hasSuffix(":") {
                paragraph = ""
            }
        }
        return blocks
    }

    private static func kind(language: Substring, _ text: String, after paragraph: String) -> Kind? {
        if let path = paragraph.firstMatch(of: /`([^`]+\/[^`]+)`:$/)?.output.1 {
            return .file(path: String(path), appends: paragraph.hasPrefix("Add "))
        }
        return switch language {
        case "sh": text.contains(" &\n") ? .background : .commands
        case "text": .output
        default: nil
        }
    }

    /// A text without what differs each time: ids, times, the width of columns.
    static func comparable(_ text: String) -> [String] {
        text.replacing(/(evt|dlv)_[a-z0-9]+_[0-9]+/) { "\($0.output.1)_x" }
            .replacing(/webhook-timestamp: [0-9]+/, with: "webhook-timestamp: TIME")
            .replacing(/v1,[A-Za-z0-9+\/]{43}=/, with: "SIGNATURE")
            .replacing(/([0-9]{4}-[0-9]{2}-[0-9]{2}T)?[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z/, with: "TIME")
            .replacing(/[0-9.]+ ?(ms|µs)/, with: "DURATION")
            .split(separator: "\n")
            .map { $0.replacing(/[ ]+/, with: " ").trimmingCharacters(in: .whitespaces) }
    }
}
