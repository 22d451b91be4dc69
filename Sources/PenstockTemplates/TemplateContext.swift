internal import PenstockJSON

/// What templates read of one message: its body and its event.
///
/// Both are parsed at most once, when a template first asks, so a context serves all templates of a stage. Make one per
/// message, on the thread that renders.
package struct TemplateContext {
    let body: LazyDocument
    let event: LazyDocument

    /// Takes the message's body and the event as CloudEvents JSON.
    package init(body: [UInt8], event: [UInt8]) {
        self.body = LazyDocument(body)
        self.event = LazyDocument(event)
    }
}

/// JSON text that is parsed when it is first asked for.
final class LazyDocument {
    private let bytes: [UInt8]
    private var parsed: Result<JSONValue, JSONError>?

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var value: Result<JSONValue, JSONError> {
        if let parsed { return parsed }
        let result = Result { () throws(JSONError) in try JSONValue.parse(bytes) }
        parsed = result
        return result
    }
}
