internal import PenstockJSON
package import PenstockPluginKit
internal import PenstockTemplates

/// Transform `template`: writes a new body from a Mustache template.
package struct TemplateTransform: Transform {
    /// What `with:` holds.
    package struct Configuration: Decodable {
        var body: TemplateSource
        var content_type: String?
        var escape: String?
    }

    package static let id = "template"
    package static let summary = "Writes a new body from a Mustache template."
    package static let schema = #"""
        {
          "type": "object",
          "required": ["body"],
          "examples": [{ "body": "{\"employee\": \"{{data.username}}\", \"score\": {{data.score}}}" }],
          "additionalProperties": false,
          "properties": {
            "body": {
              "description": "The new body as a Mustache template, or the file that holds it. {{data.score}} reads the body as it is before this stage, {{event.data.score}} the event. A value that is missing or null is a failure that names it; a section {{#data.note}}…{{/data.note}} is left out where there is none.",
              "oneOf": [
                { "type": "string", "x-penstock-template": "json" },
                {
                  "type": "object",
                  "required": ["file"],
                  "additionalProperties": false,
                  "properties": {
                    "file": {
                      "description": "A file with the template, UTF-8, relative to the pipeline's file. It is read when the pipelines are loaded.",
                      "type": "string", "minLength": 1, "x-penstock-file": true
                    }
                  }
                }
              ],
              "examples": ["{\"employee\": \"{{data.username}}\", \"score\": {{data.score}}}", { "file": "bodies/record.mustache" }]
            },
            "content_type": {
              "description": "The media type of the new body. A body of a JSON type that does not turn out as JSON is a failure, so that nothing broken is sent.",
              "type": "string", "minLength": 1, "default": "application/json",
              "examples": ["application/json", "text/html; charset=utf-8", "text/plain; charset=utf-8", "application/xml"]
            },
            "escape": {
              "description": "How values are escaped. By default the content type decides: for a JSON string in JSON, with character references in HTML and XML, percent-encoded in a form (application/x-www-form-urlencoded), and else not at all.",
              "enum": ["html", "json", "url", "header", "none"]
            }
          }
        }
        """#

    private let template: MustacheTemplate
    private let contentType: String
    private let mustBeJSON: Bool

    package init(_ configuration: Configuration, _ setup: Setup) throws {
        contentType = configuration.content_type ?? "application/json"
        let kind = MediaKind(contentType)
        mustBeJSON = kind == .json
        let place = configuration.escape.flatMap(Place.init(rawValue:)) ?? kind.place
        do throws(TemplateSource.Problem) {
            template = try configuration.body.template(place: place)
        } catch {
            throw ConfigurationProblem(at: "/body" + error.pointer, offset: error.offset, error.message)
        }
        for field in template.reads {
            setup.reads(
                field.pointer,
                at: "/body" + configuration.body.pointer,
                offset: field.offset,
                ofEvent: field.ofEvent,
                isOptional: field.isOptional
            )
        }
        guard template.isConstant, mustBeJSON else { return }
        let text = try template.render(TemplateContext(body: [], event: []))
        if let complaint = complaint(about: text) { throw ConfigurationProblem(at: "/body", complaint.text) }
    }

    package func transform(
        _ message: Message,
        into output: Output,
        _ call: Call
    ) throws(StageFailure) -> BodyVerdict {
        let text: String
        do throws(RenderError) {
            text = try template.render(context(of: message))
        } catch {
            throw StageFailure.permanent(error.code, error.message)
        }
        if mustBeJSON, let complaint = complaint(about: text) { throw complaint }
        try output.append(text)
        output.setContentType(contentType)
        return .wrote
    }

    private func context(of message: Message) -> TemplateContext {
        template.isConstant
            ? TemplateContext(body: [], event: [])
            : TemplateContext(body: Array(message.body), event: Array(message.event.json))
    }
}

/// What a media type says about the escape.
enum MediaKind {
    case json, markup, form, other

    /// Parameters and case do not matter (RFC 9110, section 8.3.1), a suffix does (RFC 6839, section 3.1; RFC 7303,
    /// section 4.2).
    init(_ mediaType: String) {
        let bare = mediaType.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
        switch bare {
        case "application/json": self = .json
        case "text/html", "text/xml", "application/xml": self = .markup
        case "application/x-www-form-urlencoded": self = .form
        default: self = bare.hasSuffix("+json") ? .json : bare.hasSuffix("+xml") ? .markup : .other
        }
    }

    /// XML knows the five references that ``Place/html`` writes.
    var place: Place {
        switch self {
        case .json: .json
        case .markup: .html
        case .form: .url
        case .other: .none
        }
    }
}

/// Why a rendered body is no JSON; nil when it is. Says where, but shows nothing of the data.
private func complaint(about text: String) -> StageFailure? {
    let bytes = Array(text.utf8)
    do throws(JSONError) {
        try JSONScanner.validate(bytes.span)
        return nil
    } catch {
        let before = bytes.prefix(error.offset)
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return .permanent(
            "body-not-json",
            "the template's result is not JSON at line \(line), byte \(column): \(error.message)"
        )
    }
}
