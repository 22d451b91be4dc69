/// What the schemas of several files have in common.
enum CommonSchema {
    static let definitions = #"""
        {
          "duration": {
            "type": "string", "pattern": "^([0-9]+\\.?[0-9]*|\\.[0-9]+)(ms|s|m|h|d)$"
          },
          "reference": {
            "description": "A value from elsewhere: ${env:NAME}, ${env:NAME:-default}, ${file:PATH} or ${credential:NAME}.",
            "type": "string", "pattern": "\\$\\{(env|file|credential):[^}]+\\}"
          },
          "text": {
            "description": "Text without references, because it is stored and shown.",
            "type": "string", "not": { "pattern": "\\$\\{(env|file|credential):" }
          },
          "name": { "type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]*$", "maxLength": 100 },
          "pointer": {
            "description": "A JSON Pointer into the event: /data/… or an attribute, such as /subject.",
            "type": "string", "pattern": "^/(data(/.*)?|[a-z0-9]+)$"
          },
          "pointers": { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/pointer" } },
          "isolation": { "enum": ["process", "none"] },
          "egress": {
            "type": "object", "additionalProperties": false,
            "properties": {
              "allow": {
                "description": "Hosts by name, with *. at the beginning for all below a name, and networks.",
                "type": "array", "items": { "type": "string", "minLength": 1 },
                "examples": [["hr.internal", "*.branches.internal", "10.20.0.0/16"]]
              }
            }
          }
        }
        """#
}
