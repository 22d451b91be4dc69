/// The schema of the tests of a source, `sources/NAME.test.yaml`.
enum SourceTestSchema {
    static let text = #"""
        {
          "title": "Tests of a source",
          "description": "What `penstock test` runs, kept beside the source.",
          "type": "object", "required": ["tests"], "additionalProperties": false,
          "properties": {
            "source": {
              "description": "The name of the source; the file's name without .test.yaml where it is left out.",
              "$ref": "#/$defs/name", "examples": ["axis"]
            },
            "tests": {
              "description": "The tests, in any order.", "type": "array", "items": { "$ref": "#/$defs/test" }
            }
          }
        }
        """#

    static let definitions = #"""
        {
          "fields": {
            "type": "object",
            "additionalProperties": {
              "anyOf": [
                { "type": ["string", "number", "boolean", "null"] },
                { "type": "array", "items": { "type": ["string", "number", "boolean"] } }
              ]
            }
          },
          "test": {
            "type": "object", "required": ["name", "request", "expect"], "additionalProperties": false,
            "properties": {
              "name": {
                "description": "What is shown, unique among the tests of the source.",
                "type": "string", "minLength": 1, "examples": ["a course completed, as form"]
              },
              "recorded": {
                "description": "Whether the request came from the other system, or was made after its documentation.",
                "enum": ["recorded", "constructed"]
              },
              "origin": { "description": "From where its shape is known.", "type": "string" },
              "request": { "$ref": "#/$defs/request" },
              "at": {
                "description": "When it arrives: for tolerances, and for events without a time.",
                "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T", "examples": ["2026-03-04T10:00:00Z"]
              },
              "secrets": {
                "description": "What references stand for, by the name in the reference. No other environment is seen.",
                "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] },
                "examples": [{ "AXIS_SECRET": "test-secret" }]
              },
              "expect": { "$ref": "#/$defs/expectation" }
            }
          },
          "request": {
            "description": "The request: a file with it as it is on the wire, or its parts.",
            "type": "object", "additionalProperties": false,
            "properties": {
              "method": { "description": "The method.", "type": "string", "default": "POST" },
              "hook": {
                "description": "The part of the path behind the source.", "type": "string",
                "examples": ["course.completed"]
              },
              "query": { "description": "Parameters by name.", "$ref": "#/$defs/fields" },
              "headers": { "description": "Headers by name.", "$ref": "#/$defs/fields" },
              "body": { "description": "The body as text.", "type": ["string", "number", "boolean"] },
              "json": { "description": "The body as a value; the content type is application/json." },
              "form": {
                "description": "The body as fields; the content type is application/x-www-form-urlencoded.",
                "$ref": "#/$defs/fields"
              },
              "file": {
                "description": "A file with head and body as HTTP/1.1 sends them, from the folder of the tests.",
                "type": "string", "minLength": 1, "examples": ["requests/axis-1.http"]
              },
              "address": {
                "description": "The address that it comes from.", "type": "string", "examples": ["192.0.2.7"]
              }
            },
            "examples": [{ "hook": "course.completed", "form": { "username": "learner1" } }]
          },
          "expectation": {
            "description": "What must come of it.",
            "type": "object", "minProperties": 1, "additionalProperties": false,
            "properties": {
              "status": {
                "description": "The status of the answer; 202 where nothing is refused.",
                "type": "integer", "minimum": 100, "maximum": 599
              },
              "events": {
                "description": "All events in order; each must have what is given here.",
                "type": "array",
                "items": {
                  "type": "object", "additionalProperties": false,
                  "properties": {
                    "type": { "description": "The event type.", "$ref": "#/$defs/event_type" },
                    "id": { "description": "The event's id.", "type": "string" },
                    "source": { "description": "Where the event comes from.", "type": "string" },
                    "subject": { "description": "The item that the event is about.", "type": "string" },
                    "time": { "description": "When it happened.", "type": "string" },
                    "data": { "description": "Members that the data must have." }
                  }
                },
                "examples": [[{ "type": "course.completed", "data": { "username": "learner1" } }]]
              },
              "learned": { "description": "Whether it is kept to be looked at.", "type": "boolean" },
              "refused": {
                "description": "A part of the reason for which it is refused or not mapped.",
                "type": "string", "examples": ["wrong secret"]
              }
            },
            "examples": [{ "refused": "wrong secret" }]
          }
        }
        """#
}
