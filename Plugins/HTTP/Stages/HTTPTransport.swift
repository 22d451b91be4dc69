internal import Dispatch
internal import Glibc
package import PenstockPluginKit
internal import PenstockTemplates

/// Sends a message's body as one HTTP request, with libcurl.
package struct HTTPTransport: Transport {
    package static let id = "http"
    package static let summary = "Sends the body as an HTTP request and counts any 2xx answer as success."

    private let endpoint: Endpoint
    private let url: MustacheTemplate
    private let headers: [(name: String, value: MustacheTemplate)]

    package init(_ configuration: HTTPConfiguration, _ setup: Setup) throws {
        let checked = try CheckedConfiguration(configuration, setup)
        url = checked.url
        headers = checked.headers
        endpoint = Endpoint(checked.options, egress: setup.host.egress)
    }

    package func activate() throws {
        try TransferLoop.shared.open()
    }

    package func deactivate() {
        let done = DispatchSemaphore(value: 0)
        if TransferLoop.shared.send(.retire(endpoint, done)) { done.wait() }
        TransferLoop.shared.leave()
    }

    package func prepare(_ message: Message, into output: Output, _ call: Call) throws(StageFailure) {
        let rendering = MessageRendering(message)
        let place = try rendering.text(url)
        if !url.isConstant, let refusal = TargetURL(place).map(\.refusal) ?? "the URL cannot be read" {
            throw .permanent("bad-url", "for this delivery the template in url does not make a URL: \(refusal)")
        }
        output.setTarget(method: endpoint.options.method, place)
        if endpoint.options.method != "GET" && message.headers.first(named: "content-type") == nil {
            message.contentType.withSpan { output.setHeader("content-type", $0) }
        }
        // Whichever signer a pipeline has, a receiver can tell a replay, and what it repeats.
        let original = call.replayOf
        if original.count > 0 { original.withSpan { output.setHeader("webhook-replay-of", $0) } }
        for header in headers { output.setHeader(header.name, try rendering.text(header.value)) }
        // Else it is added on the wire, where no trial comes.
        if call.isTrial, let credentials = endpoint.options.credentials {
            output.setHeader("authorization", credentials)
        }
    }

    package func submit(_ delivery: Delivery) {
        TransferLoop.shared.submit(delivery, endpoint)
    }

    package func cancel(_ token: UInt64) {
        TransferLoop.shared.send(.cancel(token: token, endpoint))
    }

    package func drain(within microseconds: Int64) {
        let done = DispatchSemaphore(value: 0)
        if TransferLoop.shared.send(.drain(endpoint, budget: microseconds, done)) { done.wait() }
    }
}

/// Renders templates for one message; body and event are copied only when a template reads them.
private final class MessageRendering {
    private let message: Message
    private var context: TemplateContext?

    init(_ message: Message) {
        self.message = message
    }

    func text(_ template: MustacheTemplate) throws(StageFailure) -> String {
        let context =
            context ?? (template.isConstant ? TemplateContext(body: [], event: []) : contextOfMessage())
        do throws(RenderError) {
            return try template.render(context)
        } catch {
            throw .permanent(error.code, error.message)
        }
    }

    private func contextOfMessage() -> TemplateContext {
        let made = TemplateContext(body: Array(message.body), event: Array(message.event.json))
        context = made
        return made
    }
}
