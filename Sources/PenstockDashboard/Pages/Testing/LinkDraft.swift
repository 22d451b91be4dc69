package import PenstockEngine

/// A link to be tested as a person has typed it. It is in the form and nowhere else.
package struct LinkDraft: Sendable, Equatable {
    static let timeouts = ["5s", "10s", "30s"]

    package var url = ""
    /// Whose link is tested in place of a URL; empty for none.
    package var pipeline = ""
    /// Empty for what a delivery is sent with.
    package var method = ""
    /// One a line.
    package var headers = ""
    package var body = ""
    package var timeout = "10s"

    package init() {}

    /// The draft of a form that was sent.
    /// - Parameter text: The value of a field by its name.
    package init(_ text: (String) -> String?) {
        url = text("url") ?? ""
        pipeline = text("pipeline") ?? ""
        method = text("method") ?? ""
        headers = text("headers") ?? ""
        body = text("body") ?? ""
        timeout = text("timeout") ?? timeout
    }

    /// What is to be tested.
    package func request() throws(LinkRefusal) -> LinkRequest {
        let address = url.trimmed
        guard address.isEmpty != pipeline.isEmpty else {
            throw LinkRefusal(.invalid, "either a URL or a pipeline is tested")
        }
        var request = LinkRequest(pipeline.isEmpty ? .url(address) : .pipeline(pipeline))
        request.method = method.isEmpty ? nil : method
        for line in headers.split(whereSeparator: \.isNewline) where !line.trimmed.isEmpty {
            request.headers.append(try LinkRequest.header(String(line)))
        }
        request.body = body.isEmpty ? nil : Array(body.utf8)
        request.timeout = try LinkRequest.timeout(timeout)
        return request
    }
}

extension StringProtocol {
    /// Without the white space around it, which comes along when an address is pasted.
    fileprivate var trimmed: String {
        let head = drop { $0.isWhitespace }
        guard let last = head.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(head[...last])
    }
}
