/// The kinds of problems, each with a `type` that stays the same for ever: `/problems/` and the raw value.
enum ProblemKind: String, CaseIterable {
    case invalidJSON = "invalid-json"
    case invalidEvent = "invalid-event"
    case invalidParameter = "invalid-parameter"
    case reservedType = "reserved-type"
    case unauthenticated
    case missingScope = "missing-scope"
    case crossSite = "cross-site"
    case badCSRFToken = "bad-csrf-token"
    case wrongHost = "wrong-host"
    case tooManyFailures = "too-many-failures"
    case notFound = "not-found"
    case unknownPipeline = "unknown-pipeline"
    case methodNotAllowed = "method-not-allowed"
    case conflict
    case bodyTooLarge = "body-too-large"
    case batchTooLarge = "batch-too-large"
    case unsupportedContentType = "unsupported-content-type"
    case schemaViolation = "schema-violation"
    case badConfiguration = "bad-configuration"
    case busy
    case tooManyWatchers = "too-many-watchers"
    case stopping
    case storageUnavailable = "storage-unavailable"
    case storageFull = "storage-full"
    case storageDamaged = "storage-damaged"
    case loop
    case unknownSource = "unknown-source"
    case notVerified = "not-verified"
    case unreadableBody = "unreadable-body"
    case notMapped = "not-mapped"

    /// The `type` of the problem document, relative to this server.
    var uri: String { "/problems/\(rawValue)" }

    var status: Int {
        switch self {
        case .invalidJSON, .invalidEvent, .invalidParameter, .unreadableBody: 400
        case .unauthenticated, .notVerified: 401
        case .reservedType, .missingScope, .crossSite, .badCSRFToken: 403
        case .notFound, .unknownPipeline, .unknownSource: 404
        case .methodNotAllowed: 405
        case .conflict: 409
        case .bodyTooLarge, .batchTooLarge: 413
        case .unsupportedContentType: 415
        case .wrongHost: 421
        case .schemaViolation, .badConfiguration, .notMapped: 422
        case .busy, .tooManyFailures: 429
        case .storageDamaged: 500
        case .stopping, .storageUnavailable, .tooManyWatchers: 503
        case .storageFull: 507
        case .loop: 508
        }
    }

    var title: String {
        switch self {
        case .invalidJSON: "The body is not valid JSON"
        case .invalidEvent: "The event breaks a rule of CloudEvents"
        case .invalidParameter: "A parameter of the request is not valid"
        case .reservedType: "The event type is Penstock's own"
        case .unauthenticated: "A token is needed"
        case .missingScope: "The token does not reach so far"
        case .crossSite: "A page of another site caused the request"
        case .badCSRFToken: "The form was not made by this server"
        case .wrongHost: "The server does not go by this name"
        case .tooManyFailures: "Too many wrong tokens"
        case .notFound: "There is no such thing"
        case .unknownPipeline: "There is no such pipeline"
        case .methodNotAllowed: "The path does not answer this method"
        case .conflict: "The state of the thing does not allow it"
        case .bodyTooLarge: "The body is too large"
        case .batchTooLarge: "The batch has too many events"
        case .unsupportedContentType: "The content type is not one that is taken"
        case .schemaViolation: "The data contradicts the schema of its type"
        case .badConfiguration: "The pipelines directory has errors"
        case .busy: "The store cannot keep up"
        case .tooManyWatchers: "Nobody else can watch now"
        case .stopping: "The server is not taking events now"
        case .storageUnavailable: "The store cannot be reached"
        case .storageFull: "The disk is full"
        case .storageDamaged: "The store is damaged"
        case .loop: "The event goes round in a loop"
        case .unknownSource: "There is no such source"
        case .notVerified: "The request is not verified"
        case .unreadableBody: "The body cannot be read"
        case .notMapped: "The request becomes no event"
        }
    }

    /// What a person who meets the problem should know, in a sentence or two.
    var explanation: String {
        switch self {
        case .invalidJSON:
            """
            The body must be one JSON value as RFC 8259 has it: UTF-8, no duplicate members, at most 64 arrays and \
            objects within each other. `offset` counts the bytes up to the first that is wrong. Nothing was stored.
            """
        case .invalidEvent:
            """
            An event needs a `type`, a text that is not empty. `id`, `source`, `subject` and `time` may be absent; \
            `data` is any JSON. Other members are extension attributes, in events that have a `specversion`. Nothing \
            was stored.
            """
        case .invalidParameter: "The detail names the parameter, and says what would be right."
        case .reservedType: "Types that begin with `penstock.` are emitted by Penstock alone. Nothing was stored."
        case .unauthenticated:
            """
            Send a token that counts as `Authorization: Bearer …`; `penstock token new` makes one. Commands take it from \
            `PENSTOCK_TOKEN`. Nothing was done.
            """
        case .missingScope:
            """
            The detail names the scope that is needed: `ingest` to send events, `read` to look, `admin` to change things. \
            Nothing was done.
            """
        case .crossSite:
            """
            A browser said in `Sec-Fetch-Site` or `Origin` that another site made it send the request. Programs that are no \
            browsers send neither. Nothing was done.
            """
        case .badCSRFToken: "Load the page again and send its form anew. Nothing was done."
        case .wrongHost:
            """
            A listener that only this machine reaches answers to its loopback names, so that no web page can use a name of \
            its own to reach it. `listen.hosts` in `penstock.yaml` adds names.
            """
        case .tooManyFailures: "Wait as long as `Retry-After` says. A token that counts is taken all the same."
        case .notFound: "Neither a route nor anything stored has this name. Ids are compared letter by letter."
        case .unknownPipeline: "`GET /v1/pipelines` lists the pipelines that are declared."
        case .methodNotAllowed: "The header `Allow` lists the methods that the path answers."
        case .conflict: "The thing exists, but what was asked for does not fit the state it is in."
        case .bodyTooLarge: "Send less at once, or have the limit raised. Nothing was stored."
        case .batchTooLarge: "Send the events in several batches. Nothing was stored."
        case .unsupportedContentType:
            """
            `POST /v1/events` takes `application/json`, `application/cloudevents+json`, \
            `application/cloudevents-batch+json`, and, with `ce-` headers, JSON and text. Nothing was stored.
            """
        case .schemaViolation: "The type is `strict` in the catalog: only data that fits is taken. Nothing was stored."
        case .badConfiguration:
            """
            `diagnostics` says what is wrong, and where. Nothing was changed: what ran before goes on. Mend it, look with \
            `penstock check`, and reload again.
            """
        case .busy:
            """
            Events come faster than they can be written to disk. Nothing was stored. Send the event again, with the \
            same `id`, after `Retry-After` seconds; in a batch, after the `retry_after` of the item.
            """
        case .tooManyWatchers: "`GET /v1/tail` serves a bounded number at once. End one that is not needed."
        case .stopping:
            """
            It is starting or shutting down, or its disk is nearly full; the detail says which. Send the request again \
            after `Retry-After` seconds.
            """
        case .storageUnavailable: "Nothing was stored. Send the request again after `Retry-After` seconds."
        case .storageFull: "Nothing was stored. Events are taken again once there is room."
        case .loop:
            """
            A request of Penstock counts in `penstock-hops` through how many the event has come; after 8 it is taken for \
            a loop of pipelines that send to each other. Nothing was stored. Change what the pipeline selects, or where \
            it sends to.
            """
        case .storageDamaged: "The detail says what is wrong. The server's log says more."
        case .unknownSource: "`penstock source list` shows the sources there are, and `GET /v1/sources`."
        case .notVerified:
            """
            The source wants a secret or a signature that the request does not have. The answer does not say which; the             server's log does, and `penstock source show NAME` counts them. Nothing was stored.
            """
        case .unreadableBody:
            """
            A source reads JSON, `application/x-www-form-urlencoded` and `multipart/form-data`, in UTF-8. The detail says             what is wrong. Nothing was stored.
            """
        case .notMapped:
            """
            No `when` of the source holds, or a value is missing or not what it should be; the detail says what was             looked for, `items` of which record of a batch. Nothing was stored, of a batch as a whole. With `learn: true`             a source keeps such requests and answers 202.
            """
        }
    }
}
