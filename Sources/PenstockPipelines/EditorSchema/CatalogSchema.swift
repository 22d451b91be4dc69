/// The schema of an event type, `events/TYPE.yaml`.
enum CatalogSchema {
    static let text = #"""
        {
          "title": "Event type",
          "description": "A type of event that the catalog of Penstock knows. The file is named after it.",
          "type": "object",
          "required": ["type"],
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
            }
          }
        }
        """#
}
