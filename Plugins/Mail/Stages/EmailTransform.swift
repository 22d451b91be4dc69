package import PenstockPluginKit
internal import PenstockTemplates

/// Composes a mail: the body becomes a MIME message, and attributes name its envelope for the transport.
package struct EmailTransform: Transform {
    package static let id = "email"
    package static let summary = "Composes a mail with text, HTML or both from templates."

    private struct Addresses: Sendable {
        var key: String
        var templates: [MustacheTemplate]
    }

    private let from: MustacheTemplate
    private let to: Addresses
    private let cc: Addresses
    private let bcc: Addresses
    private let replyTo: Addresses
    private let subject: MustacheTemplate
    private let text: MustacheTemplate?
    private let html: MustacheTemplate?
    private let headers: [(name: String, value: MustacheTemplate)]

    package init(_ configuration: EmailConfiguration, _ setup: Setup) throws {
        var reader = TemplateReader(setup: setup)
        let from = reader.template(configuration.from, place: .header, at: "/from")
        let subject = reader.template(configuration.subject, place: .header, at: "/subject")
        func addresses(_ value: EmailConfiguration.Addresses?, _ key: String) -> Addresses {
            switch value {
            case nil: Addresses(key: key, templates: [])
            case .one(let text):
                Addresses(
                    key: key,
                    templates: [reader.template(text, place: .header, at: "/\(key)")].compactMap(\.self)
                )
            case .several(let texts):
                Addresses(
                    key: key,
                    templates: texts.enumerated().compactMap { index, text in
                        reader.template(text, place: .header, at: "/\(key)/\(index)")
                    }
                )
            }
        }
        to = addresses(configuration.to, "to")
        cc = addresses(configuration.cc, "cc")
        bcc = addresses(configuration.bcc, "bcc")
        replyTo = addresses(configuration.replyTo, "reply_to")
        text = configuration.text.flatMap { reader.template($0, place: .none, at: "/text") }
        html = configuration.html.flatMap { reader.template($0, place: .html, at: "/html") }
        if configuration.text == nil && configuration.html == nil { reader.add("", "write text, html or both") }
        var headers: [(name: String, value: MustacheTemplate)] = []
        for (name, value) in (configuration.headers ?? [:]).sorted(by: { $0.key < $1.key }) {
            let pointer = "/headers/" + name.replacing("~", with: "~0").replacing("/", with: "~1")
            if let refusal = MailHeaders.refusal(ofName: name) { reader.add(pointer, refusal) }
            if let template = reader.template(value, place: .header, at: pointer) { headers.append((name, template)) }
        }
        self.headers = headers
        guard !reader.foundProblems, let from, let subject else { throw ProblemsReported() }
        self.from = from
        self.subject = subject
    }

    package func transform(
        _ message: Message,
        into output: Output,
        _ call: Call
    ) throws(StageFailure) -> BodyVerdict {
        let context = TemplateContext(body: Array(message.body), event: Array(message.event.json))
        let senders = try addresses(Addresses(key: "from", templates: [from]), context)
        guard senders.count == 1, let sender = senders.first else {
            throw .permanent("bad-address", "from must be one address, and it renders to \(senders.count)")
        }
        var mail = MailMessage(from: sender)
        mail.to = try addresses(to, context)
        mail.cc = try addresses(cc, context)
        let hidden = try addresses(bcc, context)
        guard !mail.to.isEmpty || !mail.cc.isEmpty || !hidden.isEmpty else {
            throw .permanent("no-recipient", "no recipient is left: to, cc and bcc all render to nothing")
        }
        mail.replyTo = try addresses(replyTo, context)
        mail.subject = try line(subject, context, "subject")
        mail.text = try text.map { template throws(StageFailure) in try render(template, context) }
        mail.html = try html.map { template throws(StageFailure) in try render(template, context) }
        for header in headers { mail.headers.append((header.name, try line(header.value, context, header.name))) }
        if call.isTest { mail.headers.append(("X-Penstock-Test", "true")) }
        mail.date = message.event.timeMicroseconds / 1_000_000
        mail.identity = String(call.delivery)
        try output.append(mail.write())
        output.setContentType("message/rfc822")
        Envelope(from: sender, to: mail.to, cc: mail.cc, bcc: hidden).write(to: output)
        return .wrote
    }

    private func addresses(_ source: Addresses, _ context: TemplateContext) throws(StageFailure) -> [MailAddress] {
        var found: [MailAddress] = []
        for template in source.templates {
            let text = try line(template, context, source.key)
            do throws(MailAddress.Failure) {
                found += try MailAddress.list(text)
            } catch {
                throw .permanent("bad-address", "\(source.key) cannot be used: \(error.text)")
            }
        }
        return found
    }

    /// Renders what must be one line. Values are checked by their place; this catches what the template itself holds.
    private func line(
        _ template: MustacheTemplate,
        _ context: TemplateContext,
        _ key: String
    ) throws(StageFailure) -> String {
        let text = try render(template, context)
        if text.utf8.contains(where: { $0 == 0x0D || $0 == 0x0A || $0 == 0 }) {
            throw .permanent("line-break-in-header", "\(key) holds a line break, which no header may hold")
        }
        return text
    }

    private func render(_ template: MustacheTemplate, _ context: TemplateContext) throws(StageFailure) -> String {
        do throws(RenderError) {
            return try template.render(context)
        } catch {
            throw .permanent(error.code, error.message)
        }
    }
}
