import HTTPTypes
import Testing

@testable import PenstockServer

@Suite struct `Pages of other sites` {
    @Test(arguments: [
        ("127.0.0.1:8080", true), ("localhost", true), ("LOCALHOST:1", true), ("localhost.", true),
        ("[::1]:8080", true),
        ("127.9.9.9", true), ("penstock.internal", true), ("PENSTOCK.internal:8080", true),
        ("evil.example:8080", false),
        ("127.0.0.1.evil.example", false), ("localhost.evil.example", false), ("[::2]", false), ("[::1", false),
        ("", false), ("192.168.1.1", false), ("user@localhost", false), ("127.1", false),
    ])
    func `cannot reach a loopback listener under a name of their own`(host: String, isAccepted: Bool) {
        let rule = HostRule(host: "127.0.0.1", names: ["Penstock.Internal"], isPublic: false)
        #expect(rule.accepts(host) == isAccepted)
    }

    @Test func `a name matters not where everyone is asked for a token, unless names are listed`() {
        #expect(HostRule(host: "0.0.0.0", names: [], isPublic: false).accepts("any.example"))
        #expect(HostRule(host: "127.0.0.1", names: ["a.example"], isPublic: true).accepts("any.example"))
        let listed = HostRule(host: "0.0.0.0", names: ["a.example"], isPublic: false)
        #expect(listed.accepts("a.example:8443") && listed.accepts("localhost") && !listed.accepts("any.example"))
        #expect(HostRule(host: "127.0.0.1", names: [], isPublic: false).accepts(nil), "HTTP/1.0 names no host")
    }

    struct Headers: Sendable, CustomTestStringConvertible {
        var site: String?
        var origin: String?
        var host: String? = "127.0.0.1:8080"
        var isForged: Bool
        var testDescription: String { "\(site ?? "-") \(origin ?? "-") \(host ?? "-")" }

        var fields: HTTPFields {
            var fields: HTTPFields = [:]
            fields[.origin] = origin
            if let site, let name = HTTPField.Name("sec-fetch-site") { fields[name] = site }
            return fields
        }
    }

    @Test(arguments: [
        Headers(isForged: false),
        Headers(site: "same-origin", isForged: false),
        Headers(site: "none", isForged: false),
        Headers(site: "cross-site", isForged: true),
        Headers(site: "same-site", isForged: true),
        Headers(site: "what-may-come", isForged: true),
        Headers(site: "cross-site", origin: "http://127.0.0.1:8080", isForged: true),
        Headers(origin: "http://127.0.0.1:8080", isForged: false),
        // A proxy before it speaks TLS.
        Headers(origin: "https://penstock.example", host: "penstock.example", isForged: false),
        Headers(origin: "http://127.0.0.1:9090", isForged: true),
        Headers(origin: "http://localhost:8080", isForged: true),
        Headers(origin: "http://evil.example", isForged: true),
        Headers(origin: "null", isForged: true),
        Headers(origin: "", isForged: true),
        Headers(origin: "http://127.0.0.1:8080", host: nil, isForged: true),
    ])
    func `are told from this server's own by what a browser says of a request`(_ headers: Headers) {
        #expect(CrossSite.isForged(headers.fields, authority: headers.host) == headers.isForged)
        #expect(CrossSite.isFromBrowser(headers.fields) == (headers.site != nil || headers.origin != nil))
    }
}
