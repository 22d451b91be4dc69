extension MessageCondition {
    /// The shape of a condition, as definitions for a stage's JSON Schema: `{"$ref": "#/$defs/condition"}` is one. That a
    /// clause has one field and one comparison is left to the stage, whose words for it are better than those of a
    /// `oneOf`.
    package static let definitions = #"""
            "condition": {
              "type": "object",
              "description": "One comparison of one field (pointer or event), or all, any or not.",
              "additionalProperties": false,
              "minProperties": 1,
              "properties": {
                "all": {
                  "description": "True when every condition is.",
                  "type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}
                },
                "any": {
                  "description": "True when at least one condition is.",
                  "type": "array", "minItems": 1, "items": {"$ref": "#/$defs/condition"}
                },
                "not": {
                  "description": "True when the condition is false. What cannot be decided stays so.",
                  "$ref": "#/$defs/condition"
                },
                "pointer": {
                  "description": "The field to look at: a JSON Pointer into the body, which starts as the event.",
                  "type": "string", "examples": ["/data/score", "/subject"]
                },
                "event": {
                  "description": "The field to look at in the event, whatever transforms made of the body: a JSON Pointer.",
                  "type": "string", "examples": ["/data/score", "/type"]
                },
                "equals": {
                  "description": "True when both are the same. A number equals a string that holds the same number; two strings are the same when their characters are.",
                  "$ref": "#/$defs/operand", "examples": ["passed", 100, true]
                },
                "not_equals": {
                  "description": "True when both can be compared and are not the same.",
                  "$ref": "#/$defs/operand", "examples": ["import"]
                },
                "in": {
                  "description": "True when the field equals one of these.",
                  "type": "array", "minItems": 1, "items": {"$ref": "#/$defs/operand"},
                  "examples": [["admin", "manager"]]
                },
                "exists": {
                  "description": "Whether the field is there and not null. The one comparison that can always be decided.",
                  "type": "boolean"
                },
                "less": {
                  "description": "True when the field is less. Numbers, and strings that hold numbers, compare by value; other strings character by character, so days written YYYY-MM-DD do as one expects.",
                  "$ref": "#/$defs/operand", "examples": [80, "2026-01-31"]
                },
                "less_or_equal": {
                  "description": "True when the field is less or equal, compared as by less.",
                  "$ref": "#/$defs/operand", "examples": [80]
                },
                "greater": {
                  "description": "True when the field is greater, compared as by less.",
                  "$ref": "#/$defs/operand", "examples": [80]
                },
                "greater_or_equal": {
                  "description": "True when the field is greater or equal, compared as by less.",
                  "$ref": "#/$defs/operand", "examples": [80, {"pointer": "/data/passing_score"}]
                },
                "matches": {
                  "description": "True when this regular expression (as in Perl) is found anywhere in the field, a string; ^ and $ tie it to the ends, (?i) ignores case. At most 16 KiB of text.",
                  "type": "string", "format": "regex", "maxLength": 4096, "examples": ["^WS-[0-9]+$"]
                },
                "starts_with": {
                  "description": "True when the field, a string, begins with this one.",
                  "$ref": "#/$defs/operand", "examples": ["WS-"]
                }
              }
            },
            "operand": {
              "description": "A value, or another field.",
              "anyOf": [
                {"type": ["string", "number", "boolean"]},
                {
                  "type": "object", "additionalProperties": false, "required": ["pointer"],
                  "properties": {"pointer": {"description": "A JSON Pointer into the body.", "type": "string"}}
                },
                {
                  "type": "object", "additionalProperties": false, "required": ["event"],
                  "properties": {"event": {"description": "A JSON Pointer into the event.", "type": "string"}}
                }
              ]
            }
        """#
}
