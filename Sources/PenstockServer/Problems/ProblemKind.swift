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
    case tooManyTests = "too-many-tests"
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
        case .busy, .tooManyFailures, .tooManyTests: 429
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
        case .tooManyFailures: "Too many wrong tokens or secrets"
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
        case .tooManyTests: "Nothing else can be tested now"
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
}
