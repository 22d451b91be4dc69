/// What a person who meets a problem should know, in a sentence or two each. `docs/problems.md` is made of it.
extension ProblemKind {
    /// What it means.
    var explanation: String {
        switch self {
        case .invalidJSON:
            """
            The body must be one JSON value as RFC 8259 has it: UTF-8, no duplicate members, at most 64 arrays and \
            objects within each other. Nothing was stored.
            """
        case .invalidEvent:
            """
            An event needs a `type`, a text that is not empty. `id`, `source`, `subject` and `time` may be absent; \
            `data` is any JSON. Other members are extension attributes, in events that have a `specversion`. Nothing \
            was stored.
            """
        case .invalidParameter:
            "A parameter or a member of the body is not known, or has a value that it cannot have. Nothing was done."
        case .reservedType: "Types that begin with `penstock.` are emitted by Penstock alone. Nothing was stored."
        case .unauthenticated: "The request shows no token, or one that does not count. Nothing was done."
        case .missingScope:
            "The token counts, but not for this: `ingest` is to send events, `read` to look, `admin` to change things."
        case .crossSite:
            """
            A browser said in `Sec-Fetch-Site` or `Origin` that another site made it send the request. Programs that \
            are no browsers send neither. Nothing was done.
            """
        case .badCSRFToken: "The form is not one that this server made for who is logged in. Nothing was done."
        case .wrongHost:
            """
            A listener that only this machine reaches answers to its loopback names, so that no web page can use a \
            name of its own to reach it.
            """
        case .tooManyFailures:
            """
            Too many wrong tokens, or secrets of sources, came from one address. A token that counts is taken all the same, \
            and so is a request to a source that is verified.
            """
        case .notFound: "Neither a route nor anything stored has this name. Ids are compared letter by letter."
        case .unknownPipeline: "No pipeline that is declared has this name."
        case .methodNotAllowed: "The path is there, but answers other methods."
        case .conflict: "The thing exists, but what was asked for does not fit the state it is in."
        case .bodyTooLarge: "The body has more bytes than the server takes. Nothing was stored."
        case .batchTooLarge: "A batch has at most 1,000 events. Nothing was stored."
        case .unsupportedContentType:
            """
            `POST /v1/events` takes `application/json`, `application/cloudevents+json`, \
            `application/cloudevents-batch+json`, and, with `ce-` headers, JSON and text. Nothing was stored.
            """
        case .schemaViolation: "The type is `strict` in the catalog: only data that fits is taken. Nothing was stored."
        case .badConfiguration:
            "`diagnostics` says what is wrong, and where. Nothing was changed: what ran before goes on."
        case .busy: "Events come faster than they can be written to disk. Nothing was stored."
        case .tooManyWatchers: "`GET /v1/tail` serves a bounded number at once."
        case .tooManyTests: "A few links are tested at once, and no more. Nothing was sent."
        case .stopping:
            "The server is starting or shutting down, or its disk is nearly full; the detail says which."
        case .storageUnavailable: "The store could not be read or written. Nothing was stored."
        case .storageFull: "Nothing was stored. Events are taken again once there is room."
        case .loop:
            """
            A request of Penstock counts in `penstock-hops` through how many the event has come; after 8 it is taken \
            for a loop of pipelines that send to each other. Nothing was stored.
            """
        case .storageDamaged: "The store's file is not as it was written. The detail says what is wrong."
        case .unknownSource: "No source that takes requests has this name."
        case .notVerified:
            """
            The source wants a secret or a signature that the request does not have; the answer does not say which. \
            Nothing was stored.
            """
        case .unreadableBody:
            """
            A source reads JSON, `application/x-www-form-urlencoded` and `multipart/form-data`, in UTF-8. Nothing was \
            stored.
            """
        case .notMapped:
            """
            No `when` of the source holds, or a value is missing or not what it should be. Nothing was stored, of a \
            batch as a whole.
            """
        }
    }

    /// What to do.
    var remedy: String {
        switch self {
        case .invalidJSON: "Mend the body: `offset` counts the bytes up to the first that is wrong."
        case .invalidEvent: "Mend what the detail names, and send the event again."
        case .invalidParameter: "The detail names it, and says what would be right."
        case .reservedType: "Send the event with a type of your own."
        case .unauthenticated:
            """
            Send a token as `Authorization: Bearer …`; `penstock token new` makes one. Commands take it from \
            `PENSTOCK_TOKEN`.
            """
        case .missingScope: "Use a token with the scope that the detail names."
        case .crossSite: "Open the page of this server itself, and do it there."
        case .badCSRFToken: "Load the page again, and send its form anew."
        case .wrongHost: "List the name under `listen.hosts` in `penstock.yaml`, if the server should go by it."
        case .tooManyFailures: "Wait as long as `Retry-After` says, and look where wrong tokens or secrets come from."
        case .notFound: "Look for a slip in the path or in the id. `/openapi.json` has all paths."
        case .unknownPipeline: "`GET /v1/pipelines` lists the pipelines that are declared."
        case .methodNotAllowed: "The header `Allow` lists the methods that the path answers."
        case .conflict: "Look at the thing again; the detail says what stands in the way."
        case .bodyTooLarge: "Send less at once. An operator may raise the limit."
        case .batchTooLarge: "Send the events in several batches."
        case .unsupportedContentType: "Name the content type of what is sent, and send one of these."
        case .schemaViolation:
            "Send data that fits: the detail names the first place, and `GET /v1/catalog/{type}` shows the schema."
        case .badConfiguration: "Mend it, look with `penstock check`, and reload again."
        case .busy:
            """
            Send the event again, with the same `id`, after `Retry-After` seconds; in a batch, after the `retry_after` \
            of the item.
            """
        case .tooManyWatchers: "End one that is not needed, and try again."
        case .tooManyTests, .stopping, .storageUnavailable: "Send the request again after `Retry-After` seconds."
        case .storageFull: "An operator makes room on the disk; `penstock status` shows how much there is."
        case .loop: "Change what the pipeline selects, or where it sends to."
        case .storageDamaged: "An operator reads the server's log, and looks with `penstock doctor`."
        case .unknownSource: "`penstock source list` shows the sources there are, and `GET /v1/sources`."
        case .notVerified:
            """
            The server's log says what was wrong, and `penstock source show NAME` counts it. Mend the secret on either \
            side.
            """
        case .unreadableBody: "The detail says what is wrong with the body. Send it as one of these."
        case .notMapped:
            """
            The detail says what was looked for, `items` of which record of a batch. With `learn: true` a source keeps \
            such requests to be looked at, and answers 202.
            """
        }
    }
}
