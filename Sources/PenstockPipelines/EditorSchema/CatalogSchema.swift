/// The schema of an event type, `events/TYPE.yaml`.
enum CatalogSchema {
    static let text = #"""
        {
          "title": "Event type",
          "description": "A type of event that the catalog of Penstock knows. The file is named after it.",
          "type": "object",
          "required": ["type"],
          "dependentRequired": { "certificate": ["person"] },
          "additionalProperties": false,
          "properties": {
            "type": {
              "description": "The event type: words with points between them.",
              "type": "string", "pattern": "^[^\\s*?,\"'{}\\[\\]/\\\\.]+(\\.[^\\s*?,\"'{}\\[\\]/\\\\.]+)*$",
              "examples": ["course.completed"]
            },
            "description": {
              "description": "When it happens.", "type": "string", "examples": ["A learner finished an online course."]
            },
            "subject": {
              "description": "Template of the item's name, used when the sender gives none.",
              "type": "string", "examples": ["course/{{data.catalog_id}}"]
            },
            "person": {
              "description": "Pointer to the person, from the event's root: for search and erasure.",
              "$ref": "#/$defs/pointer", "examples": ["/data/username"]
            },
            "key": {
              "description": "Pointers that together tell one such event from another.",
              "$ref": "#/$defs/pointers", "examples": [["/data/username", "/data/catalog_id", "/data/date"]]
            },
            "identity": {
              "description": "Which events of the type are one fact, for pipelines that have no 'dedupe'.",
              "type": "object", "additionalProperties": false, "required": ["window"],
              "properties": {
                "by": {
                  "description": "Where events that are one fact say the same; 'key' where it is left out.",
                  "$ref": "#/$defs/pointers", "examples": [["/data/username", "/data/date"]]
                },
                "window": {
                  "description": "How long after the first was accepted another is a repetition.",
                  "$ref": "#/$defs/duration", "examples": ["24h"]
                }
              },
              "examples": [{ "by": ["/data/username", "/data/date"], "window": "24h" }]
            },
            "measures": {
              "description": "What events of the type measure, compared with those accepted before in the same group.",
              "type": "object", "minProperties": 1, "maxProperties": 16,
              "propertyNames": { "pattern": "^[a-z][a-z0-9_]{0,63}$" },
              "additionalProperties": { "$ref": "#/$defs/measure" },
              "examples": [{ "score": { "value": "/data/score", "group": ["/data/catalog_id"] } }]
            },
            "directory": {
              "description": "The data of each event becomes a row of a directory, which `lookup` reads with 'from: events'.",
              "type": "object", "additionalProperties": false, "required": ["key"],
              "properties": {
                "key": {
                  "description": "Pointer to what the row is found by, a field of the data.",
                  "$ref": "#/$defs/pointer", "examples": ["/data/username"]
                },
                "as": {
                  "description": "The directory's name.",
                  "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 100, "default": "people",
                  "examples": ["people"]
                }
              },
              "examples": [{ "key": "/data/username" }]
            },
            "certificate": {
              "description": "Where events of the type tell of a certificate of the 'person'; the newest of a program is kept.",
              "type": "object", "additionalProperties": false, "required": ["program", "issued"],
              "properties": {
                "program": {
                  "description": "Pointer to the id of the certification program.",
                  "$ref": "#/$defs/pointer", "examples": ["/data/program_id"]
                },
                "name": {
                  "description": "Pointer to what people call the program.",
                  "$ref": "#/$defs/pointer", "examples": ["/data/program_name"]
                },
                "number": {
                  "description": "Pointer to the number of the certificate.",
                  "$ref": "#/$defs/pointer", "examples": ["/data/certification_number"]
                },
                "issued": {
                  "description": "Pointer to the day on which it was issued.",
                  "$ref": "#/$defs/pointer", "examples": ["/data/issue_date"]
                },
                "renewal": {
                  "description": "Pointer to the first day on which it may be renewed; null there is none.",
                  "$ref": "#/$defs/pointer", "examples": ["/data/renewal_start_date"]
                },
                "expires": {
                  "description": "Pointer to the last day on which it is valid; null there, or left out, is never.",
                  "$ref": "#/$defs/pointer", "examples": ["/data/expiration_date"]
                }
              },
              "examples": [
                { "program": "/data/program_id", "issued": "/data/issue_date", "expires": "/data/expiration_date" }
              ]
            },
            "strict": {
              "description": "true refuses data that contradicts the schema; false accepts and marks it.",
              "type": "boolean", "default": false
            },
            "schema": {
              "description": "JSON Schema 2020-12 of 'data'.",
              "type": ["object", "boolean"],
              "examples": [{ "type": "object", "required": ["username"], "properties": { "username": { "type": "string" } } }]
            },
            "sample": {
              "description": "An example of 'data'; `penstock emit --sample TYPE` sends it.",
              "examples": [{ "username": "learner1", "score": 92.5 }]
            },
            "timers": {
              "description": "Events that follow, at days that the event names.",
              "type": "array", "minItems": 1,
              "items": {
                "type": "object", "additionalProperties": false, "required": ["emit", "at", "offsets"],
                "properties": {
                  "emit": {
                    "description": "The type of the events that follow.",
                    "type": "string", "minLength": 1, "examples": ["certification.expiring"]
                  },
                  "at": {
                    "description": "Where in the event the day stands: YYYY-MM-DD, or a time of RFC 3339. Null is never.",
                    "$ref": "#/$defs/pointer", "examples": ["/data/expiration_date"]
                  },
                  "offsets": {
                    "description": "How many days before or after that day, each once.",
                    "type": "array", "minItems": 1, "uniqueItems": true,
                    "items": { "type": "string", "pattern": "^[-+]?[0-9]{1,6}[dw]$" }, "examples": [["-90d", "-30d", "-7d"]]
                  },
                  "time": {
                    "description": "The time of that day.",
                    "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "default": "08:00"
                  },
                  "zone": {
                    "description": "The time zone whose clocks show it: UTC, or a name of the IANA database.",
                    "type": "string", "default": "UTC", "examples": ["Europe/Berlin"]
                  },
                  "cancelled_by": {
                    "description": "Later events that cancel what is still to come.",
                    "type": "object", "additionalProperties": false, "required": ["type", "same"],
                    "properties": {
                      "type": {
                        "description": "Their type, or a pattern.",
                        "type": "string", "minLength": 1, "examples": ["certification.*"]
                      },
                      "same": {
                        "description": "Where they say the same as the event that made the timer.",
                        "$ref": "#/$defs/pointers", "examples": [["/data/username", "/data/program_id"]]
                      }
                    },
                    "examples": [{ "type": "certification.*", "same": ["/data/username", "/data/program_id"] }]
                  }
                }
              },
              "examples": [[{ "emit": "certification.expiring", "at": "/data/expiration_date", "offsets": ["-30d"] }]]
            }
          }
        }
        """#
}
