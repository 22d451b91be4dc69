internal import PenstockJSON

extension Terminal {
    /// Writes JSON for programs, indented so that people can read it too.
    func write(json value: JSONValue) { write(value.prettyText + "\n") }
}
