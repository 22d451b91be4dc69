internal import PenstockCore
internal import PenstockJSON

extension APIProblem {
    /// Prints the complaints about the directory that a server found, as `check` does, and ends the command; any other
    /// problem is thrown as it is.
    /// - Parameter consequence: What did not happen, for people.
    func throwDiagnostics(isJSON: Bool, _ consequence: String) throws -> Never {
        guard answer["type"] == "/problems/bad-configuration" else { throw self }
        if isJSON {
            Terminal.output.write(json: answer)
        } else {
            let diagnostics = answer.elements("diagnostics").map(Diagnostic.init)
            diagnostics.write(to: .error)
            Terminal.error.write("\npenstock: \(consequence): \(diagnostics.summary ?? "errors")\n")
        }
        throw CommandFailure.badConfiguration
    }
}
