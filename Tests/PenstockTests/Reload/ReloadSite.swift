import Foundation
import PenstockJSON
import Testing

/// What tests of reloads do to a running server.
enum ReloadSite {
    /// A pipeline that sends every event of a type to a receiver.
    static func pipeline(
        _ name: String = "hook",
        to url: String,
        more: String = "",
        stages: String = "",
        timeout: String = "5s"
    ) -> String {
        """
        name: \(name)
        on: course.completed
        retry: { schedule: [100ms], then: repeat }
        \(more)
        stages:
        \(stages)
          - transport: http
            with: { url: "\(url)", timeout: \(timeout) }
        """
    }

    /// The pipeline that ends as a file says.
    static func answering(_ file: String, description: String = "first") -> String {
        """
        name: answering
        description: \(description)
        on: course.completed
        stages:
          - transport: com.example.answer
            with: { file: "\(file)" }
        """
    }
}

extension Site {
    /// Posts an event with an id, and says that it was accepted.
    func post(_ id: String, to server: Server) throws {
        let event: JSONValue = [
            "id": .string(id), "source": .string(Oracle.source), "type": "course.completed", "data": [:],
        ]
        #expect(try API(server).post("/v1/events", event).status == 202)
    }

    @discardableResult
    func reload(_ server: Server, _ arguments: String...) throws -> Finished {
        try penstock(["reload", "--server", server.url] + arguments)
    }

    func remove(_ name: String) throws { try FileManager.default.removeItem(atPath: path(name)) }
}
