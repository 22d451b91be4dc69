/// The schema of a pipeline, save what plugins and the catalog add to it.
enum PipelineSchema {
    static let text = #"""
        {
          "title": "Pipeline",
          "description": "A pipeline of Penstock: which events it is for, the stages that they go through, and how they are delivered.",
          "type": "object",
          "required": ["name", "on", "stages"],
          "additionalProperties": false,
          "properties": {
            "name": {
              "description": "The pipeline's name, unique in the directory; commands, API, mails and metrics use it.",
              "$ref": "#/$defs/name", "examples": ["course-passed-mail"]
            },
            "description": {
              "description": "What it is for, for people.",
              "$ref": "#/$defs/text", "examples": ["Congratulates a learner who passed a course."]
            },
            "enabled": {
              "description": "false keeps a pipeline in the file and out of the way: it takes no events.",
              "type": "boolean", "default": true
            },
            "on": {
              "description": "The events that it is for: an event type, a list of them, or a glob. A star never matches a type that begins with 'penstock.'.",
              "anyOf": [
                { "$ref": "#/$defs/event_type" },
                { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/event_type" } }
              ],
              "examples": ["course.completed", ["certification.certified", "certification.recertified"], "course.*"]
            },
            "subject": {
              "description": "Only events about these items: a subject, a list or a glob. Every item where it is left out.",
              "$ref": "#/$defs/items", "examples": ["course/WS-101", ["course/WS-101", "course/FS-*"]]
            },
            "except": {
              "description": "Items taken out of what 'subject' chooses, in the same form.",
              "$ref": "#/$defs/items", "examples": ["course/PILOT-*"]
            },
            "stages": {
              "description": "The chain: filters and transforms in any order, then signers, then one transport.",
              "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/stage" },
              "contains": { "required": ["transport"] }, "maxContains": 1,
              "examples": [[{ "transport": "http", "with": { "url": "https://hr.example.com/hooks/training" } }]]
            },
            "retry": {
              "description": "When a delivery is tried again.",
              "type": "object", "additionalProperties": false,
              "properties": {
                "schedule": {
                  "description": "The waits between tries; [] is no retry at all.",
                  "type": "array", "items": { "$ref": "#/$defs/duration" },
                  "default": ["5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"], "examples": [["5s", "5m", "1h"]]
                },
                "then": {
                  "description": "What follows the last wait: stop (the delivery is dead), or repeat the last wait for ever.",
                  "enum": ["stop", "repeat"], "default": "stop"
                },
                "jitter": {
                  "description": "How far a wait is drawn longer or shorter, so that many do not come back at once.",
                  "type": "string", "pattern": "^(100(\\.0+)?|[0-9]{1,2}(\\.[0-9]+)?)%$", "default": "20%",
                  "examples": ["0%", "20%"]
                }
              },
              "examples": [{ "schedule": ["5s", "5m", "1h"], "then": "stop", "jitter": "20%" }]
            },
            "deadline": {
              "description": "The age at which a delivery is given up, whatever the schedule says.",
              "$ref": "#/$defs/duration", "examples": ["24h", "7d"]
            },
            "concurrency": {
              "description": "How many deliveries may be in work at once.",
              "type": "integer", "minimum": 1, "maximum": 10000, "default": 64
            },
            "outcomes": {
              "description": "What statuses mean, where it differs from what the transport says: a status or its hundred as 5xx. delivered: it arrived. transient: it may pass later. permanent: it never will. gone: nobody is there any more, and the pipeline is held. configuration: our set-up is wrong, and the delivery is held.",
              "type": "object",
              "propertyNames": { "pattern": "^([1-5][0-9][0-9]|[1-5]xx)$" },
              "additionalProperties": { "enum": ["delivered", "transient", "permanent", "gone", "configuration"] },
              "examples": [{ "409": "delivered", "404": "permanent", "5xx": "transient" }]
            },
            "rate": {
              "description": "How fast transfers may begin: a whole number per s, m, h or d. No limit where it is left out.",
              "type": "string", "pattern": "^[0-9]+/[smhd]$", "examples": ["50/s", "200/h"]
            },
            "order_by": {
              "description": "Deliveries whose event says the same at 'key' go one after another, in the order of their events.",
              "type": "object", "additionalProperties": false, "required": ["key"],
              "properties": {
                "key": { "description": "Where in the event.", "$ref": "#/$defs/pointer", "examples": ["/data/username"] },
                "when_dead": {
                  "description": "When one of them is dead: hold lets those behind wait for a person, continue lets them go on.",
                  "enum": ["hold", "continue"], "default": "hold"
                }
              },
              "examples": [{ "key": "/data/username", "when_dead": "hold" }]
            },
            "dedupe": {
              "description": "Events of one type that say the same at all places of 'by' are one fact, and delivered once within 'window'. Without it, the 'identity' of the event's type holds; false delivers every event.",
              "anyOf": [
                { "const": false },
                {
                  "type": "object", "additionalProperties": false, "required": ["by", "window"],
                  "properties": {
                    "by": {
                      "description": "Where in the event.",
                      "$ref": "#/$defs/pointers", "examples": [["/data/username", "/data/catalog_id", "/data/date"]]
                    },
                    "window": {
                      "description": "How long after the first was accepted another is a repetition.",
                      "$ref": "#/$defs/duration", "examples": ["24h"]
                    }
                  }
                }
              ],
              "examples": [{ "by": ["/data/username", "/data/date"], "window": "24h" }, false]
            },
            "egress": {
              "description": "Private hosts and networks that a URL rendered from event data may reach, for the stages of this pipeline.",
              "$ref": "#/$defs/egress", "examples": [{ "allow": ["*.branches.internal", "10.20.0.0/16"] }]
            },
            "isolation": {
              "description": "Where its plugins run: process (a process of their own) or none (the host's). Otherwise those that ship with Penstock run in the host, and others isolated.",
              "$ref": "#/$defs/isolation", "examples": ["process"]
            },
            "tests": {
              "description": "What `penstock test` runs; no part of what is served.",
              "$ref": "#/$defs/tests"
            }
          }
        }
        """#

    static let definitions = #"""
        {
          "items": {
            "anyOf": [
              { "$ref": "#/$defs/item" },
              { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/item" } }
            ]
          },
          "item": {
            "type": "string", "minLength": 1, "not": { "pattern": "\\$\\{(env|file|credential):" }
          }
        }
        """#
}
