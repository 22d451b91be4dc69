internal import PenstockConditions

extension InsightTransform {
    package static let schema = #"""
        {
          "type": "object",
          "additionalProperties": false,
          "examples": [
            {},
            { "zone": "Europe/Berlin", "endings": [{ "name": "fast track", "when": { "pointer": "/data/insight/days_in_path", "less": 14 } }, { "name": "usual" }] }
          ],
          "properties": {
            "kind": {
              "description": "What events tell of. By default the first part of the event's type says it; an event of another type without a kind is a failure.",
              "enum": ["course", "ilt", "certification", "learning_path"]
            },
            "into": {
              "description": "JSON Pointer to where the object is added to the body. What is there already is replaced.",
              "type": "string", "pattern": "^/", "x-penstock-adds": true, "default": "/data/insight"
            },
            "zone": {
              "description": "The time zone whose calendar says on which day an event happened: UTC, or a name of the IANA database. Days are counted from the day of the event's time, so that a retry and a replay say the same.",
              "type": "string", "minLength": 1, "default": "UTC", "examples": ["Europe/Berlin"]
            },
            "fields": {
              "description": "Where the body has the fields that are read, as JSON Pointers; by default /data/ and the name here. What is missing, null, empty or unreadable is not known, and what would follow from it is left out.",
              "type": "object", "additionalProperties": false,
              "examples": [{ "meetings": "/data/session/meetings" }],
              "properties": {
                "score": { "description": "Of a course: a number, or text that is one.", "type": "string", "pattern": "^/" },
                "passing_score": { "description": "Of a course: the score that is needed.", "type": "string", "pattern": "^/" },
                "attendance_percent": { "description": "Of an ILT: the share of meetings attended, from 0 to 100.", "type": "string", "pattern": "^/" },
                "meetings": { "description": "Of an ILT: how many meetings its session had, such as a lookup has added; there is no default.", "type": "string", "pattern": "^/" },
                "session_end_date": { "description": "Of an ILT: the last day of its session.", "type": "string", "pattern": "^/" },
                "renewal_start_date": { "description": "Of a certification: the first day on which it may be renewed.", "type": "string", "pattern": "^/" },
                "expiration_date": { "description": "Of a certification: the last day on which it is valid; missing, null, empty or 99999999 for one that never expires.", "type": "string", "pattern": "^/" },
                "enrollment_date": { "description": "Of a learning path: the day of the enrolment, which counts where no event told of the start.", "type": "string", "pattern": "^/" },
                "date": { "description": "Of a learning path: the day of the completion.", "type": "string", "pattern": "^/" }
              }
            },
            "measures": {
              "description": "The names of the catalog's measures that are compared, where they are not these.",
              "type": "object", "additionalProperties": false,
              "examples": [{ "score": "points" }],
              "properties": {
                "score": { "description": "Of a course, compared in it.", "type": "string", "minLength": 1 },
                "attendance": { "description": "Of an ILT, compared in its session.", "type": "string", "minLength": 1 },
                "days": { "description": "Of a learning path, compared in it.", "type": "string", "minLength": 1 },
                "issued": { "description": "Of a certification: the day of issue.", "type": "string", "minLength": 1 },
                "expires": { "description": "Of a certification: the day of expiration.", "type": "string", "minLength": 1 }
              }
            },
            "endings": {
              "description": "Conclusions that may have been reached: the first whose condition is true becomes the member 'ending'. Conditions are those of the filter match, and see the body with the object added.",
              "type": "array", "minItems": 1, "maxItems": 100,
              "items": {
                "type": "object", "additionalProperties": false, "required": ["name"],
                "properties": {
                  "name": { "description": "What the conclusion is called.", "type": "string", "minLength": 1, "examples": ["fast track"] },
                  "when": { "description": "When it is reached; only the last may do without.", "$ref": "#/$defs/condition" }
                }
              }
            }
          },
          "$defs": { \#(MessageCondition.definitions) }
        }
        """#
}
