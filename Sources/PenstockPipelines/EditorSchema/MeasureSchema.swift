/// The schema of a measure, in the schema of an event type.
enum MeasureSchema {
    static let definitions = #"""
        {
          "measure": {
            "type": "object", "additionalProperties": false, "required": ["group"],
            "properties": {
              "value": {
                "description": "A number, a day, or the days from one to another; left out, that it happened.",
                "anyOf": [
                  { "$ref": "#/$defs/pointer" }, { "$ref": "#/$defs/measured_day" },
                  { "$ref": "#/$defs/measured_days" }
                ],
                "examples": ["/data/score", { "from": "/data/enrollment_date", "to": "/data/date" }]
              },
              "group": {
                "description": "Pointers whose values make the group in which values are compared.",
                "$ref": "#/$defs/pointers", "examples": [["/data/catalog_id"]]
              },
              "person": {
                "description": "Pointer to the person; the type's 'person' where it is left out.",
                "$ref": "#/$defs/pointer", "examples": ["/data/username"]
              },
              "label": {
                "description": "Pointer to what people call the group.",
                "$ref": "#/$defs/pointer", "examples": ["/data/course_name"]
              },
              "series": {
                "description": "The name under which several types are measured together; the type where it is left out.",
                "type": "string", "minLength": 1, "maxLength": 128, "examples": ["certification"]
              }
            }
          },
          "measured_day": {
            "type": "object", "additionalProperties": false, "required": ["day"],
            "properties": {
              "day": {
                "description": "Pointer to a day, for measures that count from it.",
                "$ref": "#/$defs/pointer", "examples": ["/data/date"]
              }
            }
          },
          "measured_days": {
            "type": "object", "additionalProperties": false, "required": ["to"],
            "anyOf": [{ "required": ["from"] }, { "required": ["start"] }],
            "properties": {
              "from": {
                "description": "Pointer to the first day.",
                "$ref": "#/$defs/pointer", "examples": ["/data/enrollment_date"]
              },
              "to": {
                "description": "Pointer to the last day.", "$ref": "#/$defs/pointer", "examples": ["/data/date"]
              },
              "start": {
                "description": "The measure that knows when the person began, TYPE/NAME; its day counts before 'from'.",
                "type": "string", "pattern": "^.+/[a-z][a-z0-9_]{0,63}$",
                "examples": ["learning_path.started/started"]
              }
            }
          }
        }
        """#
}
