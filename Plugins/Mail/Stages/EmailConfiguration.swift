internal import PenstockTemplates

/// What `with:` holds for the transform `email`.
package struct EmailConfiguration: Decodable, Sendable {
    /// One template or several.
    enum Addresses: Decodable, Sendable {
        case one(String)
        case several([String])

        package init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .one(text)
            } else {
                self = .several(try container.decode([String].self))
            }
        }
    }

    var from: String
    var to: Addresses
    var cc: Addresses?
    var bcc: Addresses?
    var replyTo: Addresses?
    var subject: String
    var text: TemplateSource?
    var html: TemplateSource?
    var headers: [String: String]?

    enum CodingKeys: String, CodingKey {
        case from, to, cc, bcc, subject, text, html, headers
        case replyTo = "reply_to"
    }
}

extension EmailTransform {
    package static let schema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "email",
          "description": "Composes a mail from templates: text, HTML or both. The transport smtp sends it.",
          "type": "object",
          "additionalProperties": false,
          "required": ["from", "to", "subject"],
          "anyOf": [{ "required": ["text"] }, { "required": ["html"] }],
          "examples": [
            {
              "from": "Training <training@example.com>", "to": "{{data.person.email}}",
              "subject": "You completed {{data.course_name}}", "text": "Well done: {{data.score}} points."
            }
          ],
          "properties": {
            "from": {
              "description": "Who sends it: one address, with a name if you like.",
              "type": "string", "minLength": 1, "x-penstock-template": "header",
              "examples": ["Training <training@example.com>"]
            },
            "to": {
              "description": "Who gets it: a template that makes addresses, or a list of such. What renders to nothing is left out.",
              "$ref": "#/$defs/addresses", "examples": ["{{data.person.email}}"]
            },
            "cc": { "description": "Who gets a copy that all can see.", "$ref": "#/$defs/addresses" },
            "bcc": { "description": "Who gets a copy that nobody sees.", "$ref": "#/$defs/addresses" },
            "reply_to": { "description": "Where answers go.", "$ref": "#/$defs/addresses" },
            "subject": {
              "description": "The subject.", "type": "string", "x-penstock-template": "header",
              "examples": ["You completed {{data.course_name}}"]
            },
            "text": {
              "description": "The mail as plain text.",
              "oneOf": [
                { "type": "string", "x-penstock-template": "none" },
                { "$ref": "#/$defs/file" }
              ],
              "examples": [{ "file": "mails/passed.mustache" }]
            },
            "html": {
              "description": "The mail as HTML. With text too, the reader's program chooses.",
              "oneOf": [
                { "type": "string", "x-penstock-template": "html" },
                { "$ref": "#/$defs/file" }
              ]
            },
            "headers": {
              "description": "More headers, by name. Values are templates.",
              "type": "object",
              "propertyNames": { "pattern": "^[!-9;-~]+$" },
              "additionalProperties": { "type": "string", "x-penstock-template": "header" },
              "examples": [{ "List-Id": "<training.example.com>" }]
            }
          },
          "$defs": {
            "addresses": {
              "oneOf": [
                { "type": "string", "x-penstock-template": "header" },
                { "type": "array", "items": { "type": "string", "x-penstock-template": "header" } }
              ]
            },
            "file": {
              "description": "A file that holds the template.",
              "type": "object", "additionalProperties": false, "required": ["file"],
              "properties": {
                "file": {
                  "description": "The file's path, from the pipeline's directory.",
                  "type": "string", "minLength": 1, "x-penstock-file": true
                }
              }
            }
          }
        }
        """#
}
