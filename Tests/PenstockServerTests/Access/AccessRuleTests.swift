import HTTPTypes
import PenstockCore
import Testing

@testable import PenstockServer

@Suite struct `What a request needs` {
    static let table: [(HTTPRequest.Method, String, AccessRule)] = [
        (.get, "/healthz", .open), (.get, "/readyz", .open), (.get, "/openapi.json", .open),
        (.get, "/problems", .open), (.get, "/problems/loop", .open), (.get, "/assets/penstock.css", .open),
        (.get, "/login", .open), (.post, "/login", .open), (.post, "/in/axis/course.completed", .open),
        (.get, "/in/axis", .open), (.get, "/metrics", .scope(.read)), (.head, "/metrics", .scope(.read)),
        (.post, "/metrics", .scope(.admin)), (.get, "/v1/events", .scope(.read)),
        (.head, "/v1/events", .scope(.read)), (.post, "/v1/events", .scope(.ingest)),
        (.options, "/v1/events", .scope(.ingest)), (.post, "/v1/events/x", .scope(.admin)),
        (.get, "/v1/deliveries/dlv_1", .scope(.read)), (.post, "/v1/deliveries/dlv_1/retry", .scope(.admin)),
        (.post, "/v1/trials", .scope(.admin)), (.post, "/v1/reload", .scope(.admin)),
        (.get, "/v1/tail", .scope(.read)), (.get, "/v1/tokens", .scope(.admin)),
        (.post, "/v1/tokens", .scope(.admin)), (.delete, "/v1/tokens/aa", .scope(.admin)),
        (.post, "/v1/links/test", .scope(.admin)), (.get, "/test/link", .page(.read)),
        (.post, "/test/link", .page(.admin)),
        (.post, "/v1/signatures/verify", .scope(.read)), (.put, "/v1/signatures/verify", .scope(.admin)),
        (.post, "/v1/signatures/verify/x", .scope(.admin)), (.get, "/v1/inbox/1", .scope(.read)),
        (.delete, "/v1/inbox", .scope(.admin)), (.get, "/inbox/hr", .scope(.ingest)),
        (.post, "/inbox/hr/x", .scope(.ingest)), (.get, "/inboxes/1", .page(.read)),
        (.post, "/inboxes/clear", .page(.admin)), (.get, "/signatures", .page(.read)),
        (.post, "/signatures", .page(.read)), (.put, "/signatures", .page(.admin)),
        (.post, "/signatures/x", .page(.admin)), (.get, "/sources/axis", .page(.read)),
        (.post, "/sources/axis/learned/l1/forget", .page(.admin)), (.options, "/in/axis", .open),
        (.get, "/v1", .scope(.read)), (.get, "/", .page(.read)), (.get, "/pipelines/hr", .page(.read)),
        (.post, "/pipelines/hr/pause", .page(.admin)), (.post, "/logout", .page(.read)),
        // Spelt otherwise they are the same to the router, or nothing at all; never less is needed.
        (.get, "//v1//tokens/", .scope(.admin)), (.post, "/v1/events/", .scope(.ingest)),
        (.get, "/%76%31/tokens", .page(.read)), (.post, "/%76%31/reload", .page(.admin)),
        (.get, "/healthz/../v1/tokens", .page(.admin)), (.get, "/V1/tokens", .page(.read)),
        (.get, "", .page(.read)), (.delete, "/login/x", .page(.admin)),
    ]

    @Test(arguments: table)
    func `follows from its method and path`(method: HTTPRequest.Method, path: String, rule: AccessRule) {
        #expect(AccessRule(method, path[...]) == rule)
    }

    @Test(arguments: [
        (HTTPRequest.Method.post, "/v1/events", true), (.options, "/v1/events", true), (.get, "/v1/events", false),
        (.post, "/v1/events/x", false), (.post, "/v1/reload", false), (.get, "/healthz", true),
        (.get, "/readyz", false), (.get, "/metrics", false), (.get, "/in/axis", true), (.post, "/in/axis/x", true),
        (.get, "/", false), (.get, "/login", false), (.get, "/openapi.json", false), (.get, "/problems", false),
        (.post, "/inbox/hr", false), (.get, "/v1/inbox", false), (.post, "/v1/signatures/verify", false),
    ])
    func `strangers reach sources, and what takes events`(method: HTTPRequest.Method, path: String, isThere: Bool) {
        #expect(PublicPath.isAnswered(method, path[...]) == isThere)
    }
}
