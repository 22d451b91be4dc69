import Foundation
import PenstockCore
import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockEngine

enum Certificates {
    /// A catalog of certificates; what the timers of `cert.issued` are, a test says.
    static func catalog(_ timers: String = standard, expiring: String = "") throws -> Catalog {
        let files = [
            ("cert.issued", "person: /data/username\n\(timers)"), ("cert.expiring", expiring), ("cert.expired", ""),
            ("course.completed", ""),
        ].map { name, rest in (name: "\(name).yaml", bytes: Array("type: \(name)\n\(rest)\nsample: {}".utf8)) }
        let (catalog, diagnostics) = Catalog.read(files)
        try #require(diagnostics.isEmpty, "\(diagnostics)")
        return catalog
    }

    static let standard = """
        timers:
          - emit: cert.expiring
            at: /data/until
            offsets: [-30d, -7d]
            cancelled_by: { type: cert.*, same: [/data/username, /data/program] }
          - emit: cert.expired
            at: /data/until
            offsets: [1d]
            cancelled_by: { type: cert.*, same: [/data/username, /data/program] }
        """

    static func data(_ username: String = "learner1", until: String? = "2026-06-30", program: String = "FA") -> [UInt8]
    {
        let until = until.map { #""\#($0)""# } ?? "null"
        return Array(#"{"username":"\#(username)","program":"\#(program)","until":\#(until)}"#.utf8)
    }
}

extension Timestamp {
    /// A time of RFC 3339 that a test writes.
    static func of(_ text: String) throws -> Timestamp { try #require(Timestamp(text)) }
}
