/// The schema of a source, `sources/NAME.yaml`.
enum SourceSchema {
    static let text = #"""
        {
          "title": "Source",
          "description": "A path, /in/NAME and /in/NAME/{hook}, that takes another system's webhook as it is, verifies it and makes events of it.",
          "type": "object",
          "required": ["verify", "events"],
          "additionalProperties": false,
          "properties": {
            "name": {
              "description": "The first part of the path, /in/NAME; the file's name where it is left out.",
              "type": "string", "pattern": "^[a-z0-9][a-z0-9-]*$", "maxLength": 100, "examples": ["axis"]
            },
            "description": {
              "description": "What sends to it.", "$ref": "#/$defs/text", "examples": ["The webhooks of our LMS."]
            },
            "enabled": {
              "description": "false answers as if there were no such source.", "type": "boolean", "default": true
            },
            "methods": {
              "description": "The methods that it takes.",
              "anyOf": [
                { "$ref": "#/$defs/method" },
                { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/method" } }
              ],
              "default": ["POST"], "examples": [["POST", "GET"]]
            },
            "verify": {
              "description": "How it is made sure who sends: one rule, any or all of several, or none where only loopback listens. What was compared is cut from the request.",
              "anyOf": [{ "const": "none" }, { "$ref": "#/$defs/rule" }],
              "examples": [{ "header": "X-Secret", "equals": "${env:LMS_SECRET}" }]
            },
            "echo": {
              "description": "A GET with this parameter is answered with its value: the way in which some systems check an address.",
              "type": "object", "additionalProperties": false, "required": ["query"],
              "properties": {
                "query": {
                  "description": "The name of the parameter.", "$ref": "#/$defs/text", "examples": ["echo"]
                }
              },
              "examples": [{ "query": "echo" }]
            },
            "zone": {
              "description": "The time zone of days and times that name none, as the IANA database has it.",
              "$ref": "#/$defs/text", "default": "UTC", "examples": ["America/New_York"]
            },
            "items": {
              "description": "JSON Pointer to an array of the body, each element of which is a record, or to one record; of a list the first counts at which something is. Without it the body is the one record.",
              "anyOf": [
                { "$ref": "#/$defs/item_pointer" },
                { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/item_pointer" } }
              ],
              "examples": ["/payloads", ["/payloads", "/payload"]]
            },
            "events": {
              "description": "What a record becomes: the first whose 'when' holds.",
              "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/event" }
            },
            "learn": {
              "description": "true keeps what cannot be mapped, so that a person can write the mapping, and answers 202; false answers 422.",
              "type": "boolean", "default": false
            },
            "expect": {
              "description": "After how long without an event penstock.source.silent is emitted, once.",
              "type": "object", "additionalProperties": false, "required": ["every"],
              "properties": {
                "every": {
                  "description": "How long it may be silent; a minute at least.",
                  "$ref": "#/$defs/duration", "examples": ["1d"]
                }
              },
              "examples": [{ "every": "1d" }]
            }
          }
        }
        """#

    static let definitions = #"""
        {
          "method": { "enum": ["POST", "GET", "PUT", "PATCH"] },
          "item_pointer": { "type": "string", "pattern": "^(/.*)?$" },
          "scalar": { "type": ["string", "number", "boolean"] },
          "path": {
            "description": "A field by its name, a JSON Pointer into the record, body: with a pointer into the whole body, or header: with the name of a header.",
            "type": ["string", "number", "boolean"], "minLength": 1, "not": { "pattern": "\\$\\{(env|file|credential):" }
          },
          "rule": {
            "description": "A rule: one key says which.",
            "type": "object", "additionalProperties": false, "minProperties": 1,
            "oneOf": [
              { "required": ["any"] }, { "required": ["all"] }, { "required": ["header", "equals"] },
              { "required": ["query", "equals"] }, { "required": ["field", "equals"] }, { "required": ["basic"] },
              { "required": ["bearer"] }, { "required": ["standard_webhooks"] }, { "required": ["hmac"] },
              { "required": ["addresses"] }
            ],
            "properties": {
              "any": {
                "description": "One of these is enough.",
                "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/rule" }
              },
              "all": {
                "description": "Every one of these.",
                "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/rule" }
              },
              "header": {
                "description": "A header that is compared with 'equals'.", "$ref": "#/$defs/scalar", "examples": ["X-Secret"]
              },
              "query": {
                "description": "A parameter of the query that is compared with 'equals'.",
                "$ref": "#/$defs/scalar", "examples": ["secret"]
              },
              "field": {
                "description": "A field of the form or a member of the JSON body that is compared with 'equals'; a pointer when it begins with /.",
                "$ref": "#/$defs/path", "examples": ["secret", "/auth/token"]
              },
              "equals": {
                "description": "The secret.", "$ref": "#/$defs/scalar", "examples": ["${env:LMS_SECRET}"]
              },
              "basic": {
                "description": "User name and password of HTTP Basic.",
                "type": "object", "additionalProperties": false, "required": ["username", "password"],
                "properties": {
                  "username": { "description": "The user name.", "$ref": "#/$defs/scalar", "examples": ["lms"] },
                  "password": {
                    "description": "The password.", "$ref": "#/$defs/scalar", "examples": ["${env:LMS_PASSWORD}"]
                  }
                }
              },
              "bearer": {
                "description": "The token of Authorization: Bearer.", "$ref": "#/$defs/scalar",
                "examples": ["${env:LMS_TOKEN}"]
              },
              "standard_webhooks": {
                "description": "A signature of Standard Webhooks.",
                "type": "object", "additionalProperties": false, "required": ["secrets"],
                "properties": {
                  "secrets": {
                    "description": "Secrets that begin with whsec_, or public keys that begin with whpk_; each one is enough.",
                    "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/scalar" },
                    "examples": [["${env:LMS_SECRET}"]]
                  },
                  "tolerance": {
                    "description": "How far the timestamp may be from now.", "$ref": "#/$defs/duration", "default": "5m"
                  }
                }
              },
              "hmac": {
                "description": "An HMAC over the body in a header.",
                "type": "object", "additionalProperties": false, "required": ["secret", "header"],
                "properties": {
                  "algorithm": {
                    "description": "The hash.", "enum": ["sha1", "sha256", "sha512"], "default": "sha256"
                  },
                  "secret": { "description": "The key.", "$ref": "#/$defs/scalar", "examples": ["${env:LMS_SECRET}"] },
                  "secret_encoding": {
                    "description": "How the bytes of the key are written.",
                    "enum": ["text", "base64", "hex"], "default": "text"
                  },
                  "header": {
                    "description": "The header that carries the signature.", "$ref": "#/$defs/scalar",
                    "examples": ["X-Hub-Signature-256"]
                  },
                  "prefix": {
                    "description": "What stands before the signature.", "$ref": "#/$defs/scalar", "examples": ["sha256="]
                  },
                  "key": {
                    "description": "The key of the signature in a header such as t=…,v1=….",
                    "$ref": "#/$defs/scalar", "examples": ["v1"]
                  },
                  "encoding": {
                    "description": "How the signature is written.", "enum": ["hex", "base64"], "default": "hex"
                  },
                  "signed": {
                    "description": "What is signed: text with {body}, {timestamp} and {id}.",
                    "$ref": "#/$defs/scalar", "default": "{body}", "examples": ["{timestamp}.{body}"]
                  },
                  "timestamp": {
                    "description": "Where the time of signing stands.",
                    "type": "object", "additionalProperties": false,
                    "oneOf": [{ "required": ["header"] }, { "required": ["key"] }],
                    "properties": {
                      "header": {
                        "description": "A header.", "$ref": "#/$defs/scalar", "examples": ["X-Slack-Request-Timestamp"]
                      },
                      "key": {
                        "description": "A key of the signature's own header.", "$ref": "#/$defs/scalar", "examples": ["t"]
                      },
                      "tolerance": {
                        "description": "How far it may be from now.", "$ref": "#/$defs/duration", "default": "5m"
                      }
                    },
                    "examples": [{ "key": "t", "tolerance": "5m" }]
                  },
                  "id": {
                    "description": "Where the id stands that is signed.",
                    "type": "object", "additionalProperties": false, "required": ["header"],
                    "properties": {
                      "header": { "description": "A header.", "$ref": "#/$defs/scalar", "examples": ["X-Id"] }
                    }
                  }
                }
              },
              "addresses": {
                "description": "Networks that the sender's address is in.",
                "anyOf": [
                  { "$ref": "#/$defs/scalar" },
                  { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/scalar" } }
                ],
                "examples": [["192.0.2.0/24", "2001:db8::/32"]]
              }
            }
          },
          "event": {
            "type": "object", "required": ["type"], "additionalProperties": false,
            "anyOf": [{ "required": ["data"] }, { "required": ["stages"] }],
            "properties": {
              "when": {
                "description": "Conditions by place; all must hold. 'hook' is the part of the path behind the source.",
                "type": "object", "minProperties": 1,
                "additionalProperties": {
                  "anyOf": [
                    { "$ref": "#/$defs/scalar" },
                    { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/scalar" } },
                    {
                      "type": "object", "additionalProperties": false, "required": ["exists"],
                      "properties": {
                        "exists": { "description": "Whether something is there.", "type": "boolean" }
                      }
                    }
                  ]
                },
                "examples": [{ "hook": "course.completed" }, { "/event": ["passed", "failed"] }]
              },
              "type": { "description": "The event type.", "$ref": "#/$defs/event_type" },
              "id": {
                "description": "Where the sender's own id stands. Without one, the type's natural key makes the id.",
                "$ref": "#/$defs/path", "examples": ["message_id"]
              },
              "subject": {
                "description": "The item; made from the catalog where it is left out.", "$ref": "#/$defs/value",
                "examples": ["/course/code"]
              },
              "time": {
                "description": "When it happened; the time of arrival where it is left out.", "$ref": "#/$defs/value",
                "examples": ["fired_at"]
              },
              "data": {
                "description": "The members of the event's data.",
                "type": "object", "minProperties": 1, "additionalProperties": { "$ref": "#/$defs/value" },
                "examples": [{ "username": "login", "score": { "from": "score", "as": "number" } }]
              },
              "stages": {
                "description": "Transforms over the data, or over the record where there is no 'data'; the object that comes out is the data.",
                "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/transform" }
              }
            }
          },
          "value": {
            "anyOf": [
              { "$ref": "#/$defs/path" },
              {
                "type": "object", "required": ["from"], "additionalProperties": false,
                "not": { "required": ["as", "values"] },
                "properties": {
                  "from": {
                    "description": "Where it is looked for: a place or several, of which the first counts at which something is.",
                    "anyOf": [
                      { "$ref": "#/$defs/path" },
                      { "type": "array", "minItems": 1, "items": { "$ref": "#/$defs/path" } }
                    ],
                    "examples": ["score", ["login", "/user/name"]]
                  },
                  "as": {
                    "description": "What it is made; as it is where this is left out.",
                    "enum": ["string", "number", "integer", "day", "time", "bool"]
                  },
                  "values": {
                    "description": "What stands for what.", "type": "object", "minProperties": 1,
                    "examples": [{ "1": "passed", "0": "failed" }]
                  },
                  "default": { "description": "What it is where nothing is there, or for a value that 'values' does not have." },
                  "required": {
                    "description": "true: a record without it is not mapped.", "type": "boolean", "default": false
                  }
                }
              },
              {
                "type": "object", "required": ["const"], "additionalProperties": false,
                "properties": { "const": { "description": "What it always is." } }
              }
            ]
          }
        }
        """#
}
