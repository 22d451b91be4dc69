internal import PenstockJSON

/// Does the same to several deliveries, one after another: what fails is said, and the others are done all the same.
struct EachDelivery {
    let ids: [String]
    let server: ServerOptions
    let output: OutputOptions

    /// - Parameters:
    ///   - action: The last part of the path.
    ///   - body: JSON, or nil.
    ///   - said: What a delivery is told of with, from the server's answer.
    func post(_ action: String, _ body: [UInt8]?, said: (JSONValue) -> String) async throws {
        let client = try server.client()
        var isFine = true
        var answers: [JSONValue] = []
        for id in ids {
            do {
                let answer = try await client.post(["v1", "deliveries", id, action], body)
                answers.append(answer)
                if !output.isJSON { Terminal.output.write("\(id.printable): \(said(answer))\n") }
            } catch let problem as APIProblem {
                Terminal.error.write("penstock: \(id.printable): \(problem)\n")
                isFine = false
            }
        }
        if output.isJSON { Terminal.output.write(json: .object(["items": .array(answers)])) }
        guard isFine else { throw CommandFailure.silent }
    }
}
