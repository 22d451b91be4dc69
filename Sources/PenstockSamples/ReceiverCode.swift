/// Ready code with which a receiver verifies webhooks that are signed as Standard Webhooks says.
package struct ReceiverCode: Sendable, Equatable {
    /// Its name on the command line.
    package let name: String
    /// The language as people write it.
    package let language: String
    /// What the file should be called.
    package let file: String
    /// What it needs, which is nothing but the language.
    package let needs: String

    /// One for each language, in the order of their names.
    package static let all = [
        ReceiverCode(name: "go", language: "Go", file: "verify.go", needs: "Go 1.18"),
        ReceiverCode(name: "java", language: "Java", file: "Webhooks.java", needs: "JDK 11"),
        ReceiverCode(name: "javascript", language: "JavaScript", file: "verify.mjs", needs: "Node.js 16"),
        ReceiverCode(name: "php", language: "PHP", file: "verify.php", needs: "PHP 8"),
        ReceiverCode(name: "python", language: "Python", file: "verify.py", needs: "Python 3.9"),
        ReceiverCode(name: "ruby", language: "Ruby", file: "verify.rb", needs: "Ruby 3.0"),
    ]

    /// The code.
    package var text: String {
        let file = CarriedFiles.file("docs/receivers/\(file)", as: file).first
        return String(decoding: file?.bytes ?? [], as: UTF8.self)
    }
}
