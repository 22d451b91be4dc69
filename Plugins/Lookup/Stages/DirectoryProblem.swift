/// What is wrong with a directory's file.
struct DirectoryProblem: Error, Equatable {
    /// The part of the configuration to mend: `/file` or `/column`.
    var pointer = "/file"
    var message: String
    /// Where in the file, in bytes; nil where it is the file as a whole.
    var offset: Int?

    init(_ message: String, at offset: Int? = nil, pointer: String = "/file") {
        self.message = message
        self.offset = offset
        self.pointer = pointer
    }

    /// The complaint about a column that is not there, with the names that are.
    static func unknownColumn(_ column: String, among columns: [String]) -> DirectoryProblem {
        var message = "no column is named '\(column)'; there are \(columns.map { "'\($0)'" }.joined(separator: ", "))"
        if columns.count == 1, let only = columns.first, only.contains(";") || only.contains("\t") {
            message = "no column is named '\(column)': the columns must be separated by commas, not semicolons or tabs"
        }
        return DirectoryProblem(message, pointer: "/column")
    }
}
