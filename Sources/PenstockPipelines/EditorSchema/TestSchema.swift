/// The schema of `NAME.test.yaml`, and of `tests` in a pipeline.
enum TestSchema {
    static let text = #"""
        {
          "title": "Tests of a pipeline",
          "description": "What `penstock test` runs, kept beside the pipeline.",
          "type": "object", "required": ["tests"], "additionalProperties": false,
          "properties": {
            "pipeline": {
              "description": "The name of the pipeline; the file's name without .test.yaml where it is left out.",
              "$ref": "#/$defs/name", "examples": ["hr-webhook"]
            },
            "tests": { "description": "The tests, in any order.", "$ref": "#/$defs/tests" }
          }
        }
        """#

    static let definitions = #"""
        {
          "tests": { "type": "array", "items": { "$ref": "#/$defs/test" } },
          "test": {
            "type": "object", "required": ["name", "event", "expect"], "additionalProperties": false,
            "properties": {
              "name": {
                "description": "What is shown, unique in the pipeline.",
                "type": "string", "minLength": 1, "examples": ["a pass reaches the receiver after one 503"]
              },
              "before": {
                "description": "Events that were accepted before it, in their order: what they measure is what the tested one is compared with.",
                "type": "array", "items": { "$ref": "#/$defs/test_event" },
                "examples": [[{ "sample": "course.completed", "set": { "/data/username": "learner2", "/data/score": 70 } }]]
              },
              "event": { "$ref": "#/$defs/test_event" },
              "at": {
                "description": "The time of the first try; the event's time where it is left out.",
                "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T", "examples": ["2026-03-04T10:00:00Z"]
              },
              "secrets": {
                "description": "What references stand for, by the name in the reference. No other environment is seen.",
                "type": "object", "additionalProperties": { "type": ["string", "number", "boolean"] },
                "examples": [{ "HR_SECRET": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }]
              },
              "directory": {
                "description": "What events have told before, for `lookup` with 'from: events': data of events, as a list for the directory people, or lists by names.",
                "oneOf": [
                  { "type": "array", "items": { "type": "object" } },
                  { "type": "object", "additionalProperties": { "type": "array", "items": { "type": "object" } } }
                ],
                "examples": [[{ "username": "learner1", "email": "learner1@example.com" }]]
              },
              "answers": {
                "description": "What the receiver answers to each try; the last one repeats.",
                "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/answer" }, "default": [200],
                "examples": [[503, 200]]
              },
              "expect": { "$ref": "#/$defs/expectation" }
            }
          },
          "test_event": {
            "description": "The event: a sample of the catalog, a file, or the event itself; then values that are set or removed.",
            "type": "object", "additionalProperties": false,
            "oneOf": [{ "required": ["sample"] }, { "required": ["file"] }, { "required": ["type"] }],
            "properties": {
              "sample": { "description": "The event type whose sample it is.", "$ref": "#/$defs/event_type" },
              "set": {
                "description": "Values by their place.", "type": "object",
                "propertyNames": { "pattern": "^/" }, "examples": [{ "/data/score": 90 }]
              },
              "remove": {
                "description": "Places whose values are taken out.",
                "type": "array", "items": { "type": "string", "pattern": "^/" }, "examples": [["/data/date"]]
              },
              "file": {
                "description": "A file with the event in JSON, from the pipelines directory.",
                "type": "string", "minLength": 1, "examples": ["events/passed.json"]
              },
              "type": { "description": "The event type.", "$ref": "#/$defs/event_type" },
              "data": { "description": "The event's data." },
              "id": { "description": "The event's id.", "type": "string" },
              "source": { "description": "Where the event comes from.", "type": "string" },
              "subject": { "description": "The item that the event is about.", "type": "string" },
              "time": { "description": "When it happened.", "type": "string" }
            },
            "examples": [{ "sample": "course.completed", "set": { "/data/score": 90 } }]
          },
          "answer": {
            "anyOf": [
              { "type": "integer", "minimum": 100, "maximum": 599 },
              { "enum": ["timeout", "reset"] },
              {
                "type": "object", "required": ["status"], "additionalProperties": false,
                "properties": {
                  "status": { "description": "The status of HTTP.", "type": "integer", "minimum": 100, "maximum": 599 },
                  "headers": {
                    "description": "Headers by name.", "type": "object",
                    "additionalProperties": { "type": ["string", "number"] }, "examples": [{ "Retry-After": 60 }]
                  },
                  "body": { "description": "The body.", "type": "string" }
                }
              },
              {
                "type": "object", "required": ["smtp"], "additionalProperties": false,
                "properties": {
                  "smtp": { "description": "The reply of a mail server.", "type": "integer", "examples": [250, 550] }
                }
              },
              {
                "type": "object", "required": ["outcome"], "additionalProperties": false,
                "properties": {
                  "outcome": {
                    "description": "What a transport of another kind makes of it.",
                    "enum": ["delivered", "transient", "permanent", "gone", "configuration"]
                  },
                  "status": { "description": "A number that the transport gives.", "type": "integer" }
                }
              }
            ]
          },
          "expectation": {
            "description": "What must come of it.",
            "type": "object", "minProperties": 1, "additionalProperties": false,
            "properties": {
              "state": {
                "description": "What becomes of the delivery.",
                "enum": ["delivered", "filtered", "dead", "held", "waiting", "unmatched"]
              },
              "stage": {
                "description": "The stage that decided: its type, its name, or its place.",
                "type": "string", "examples": ["match", "stages/0"]
              },
              "reason": { "description": "The sentence with the reason.", "$ref": "#/$defs/matcher" },
              "attempts": { "description": "How many tries there were.", "type": "integer", "minimum": 0 },
              "request": {
                "description": "The request of the last try.",
                "type": "object", "additionalProperties": false,
                "properties": {
                  "method": { "description": "The method.", "$ref": "#/$defs/matcher" },
                  "url": { "description": "Where it goes.", "$ref": "#/$defs/matcher" },
                  "headers": {
                    "description": "Headers by name, whatever their case.",
                    "type": "object", "additionalProperties": { "$ref": "#/$defs/matcher" },
                    "examples": [{ "webhook-id": { "exists": true } }]
                  },
                  "json": {
                    "description": "The body as JSON: matchers by their place, or the whole of it.",
                    "examples": [{ "/data/score": 90 }]
                  },
                  "body": { "description": "The body as text.", "$ref": "#/$defs/matcher" }
                }
              },
              "mail": {
                "description": "The mail of the last try.",
                "type": "object", "additionalProperties": false,
                "properties": {
                  "from": { "description": "Who sends it.", "$ref": "#/$defs/matcher" },
                  "to": { "description": "Who gets it, in any order.", "$ref": "#/$defs/matcher" },
                  "cc": { "description": "Who gets a copy that all can see.", "$ref": "#/$defs/matcher" },
                  "bcc": { "description": "Who gets a copy that nobody sees.", "$ref": "#/$defs/matcher" },
                  "subject": { "description": "The subject.", "$ref": "#/$defs/matcher" },
                  "text": { "description": "The plain text.", "$ref": "#/$defs/matcher" },
                  "html": { "description": "The HTML.", "$ref": "#/$defs/matcher" }
                }
              },
              "recorded": {
                "description": "A file with the whole output, which `penstock test --update` writes.",
                "type": "string", "minLength": 1, "examples": ["recorded/hr-webhook.txt"]
              }
            },
            "examples": [{ "state": "filtered", "stage": "match" }]
          },
          "matcher": {
            "description": "A value that must be there, or what is asked of it.",
            "anyOf": [
              { "type": ["string", "number", "boolean", "null", "array"] },
              {
                "type": "object", "minProperties": 1, "additionalProperties": false,
                "properties": {
                  "equals": { "description": "It is this." },
                  "not": { "description": "It is not so.", "$ref": "#/$defs/matcher" },
                  "contains": { "description": "This text is part of it.", "type": ["string", "number"] },
                  "starts_with": { "description": "It begins so.", "type": ["string", "number"] },
                  "ends_with": { "description": "It ends so.", "type": ["string", "number"] },
                  "matches": { "description": "A regular expression is found in it.", "type": "string" },
                  "exists": { "description": "Whether it is there.", "type": "boolean" },
                  "in": { "description": "It is one of these.", "type": "array", "minItems": 1 }
                }
              }
            ]
          }
        }
        """#
}
