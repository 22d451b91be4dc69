/// The schema of the settings, `penstock.yaml`, save what plugins add to it.
enum SettingsSchema {
    static let text = #"""
        {
          "title": "Settings",
          "description": "How Penstock runs on this machine. Flags and variables of the environment come before this file.",
          "type": ["object", "null"],
          "additionalProperties": false,
          "properties": {
            "listen": {
              "description": "Where the server listens.",
              "type": "object", "additionalProperties": false,
              "properties": {
                "admin": {
                  "description": "HOST:PORT where API and commands find the server. Any but a loopback address needs a token.",
                  "type": "string", "default": "127.0.0.1:8080", "examples": ["127.0.0.1:8080", "[::1]:8080"]
                },
                "public": {
                  "description": "HOST:PORT that strangers may reach: /in/*, POST /v1/events with a token, and /healthz.",
                  "type": "string", "examples": ["0.0.0.0:8443"]
                },
                "hosts": {
                  "description": "Further names that the server is known by, as a proxy before it or a browser writes them.",
                  "type": "array", "items": { "type": "string" }, "examples": [["penstock.example.com"]]
                }
              },
              "examples": [{ "admin": "127.0.0.1:8080" }]
            },
            "tls": {
              "description": "A certificate in PEM form and its key; read again when they change.",
              "type": "object", "additionalProperties": false, "required": ["certificate", "key"],
              "properties": {
                "certificate": {
                  "description": "The server's certificate, then those between it and a known authority; relative to this file.",
                  "type": "string", "minLength": 1, "examples": ["/etc/penstock/fullchain.pem"]
                },
                "key": {
                  "description": "The certificate's private key, relative to this file.",
                  "type": "string", "minLength": 1, "examples": ["/etc/penstock/privkey.pem"]
                },
                "listeners": {
                  "description": "Which addresses speak TLS; by default all.",
                  "type": "array", "items": { "enum": ["admin", "public"] }, "examples": [["public"]]
                }
              },
              "examples": [{ "certificate": "/etc/penstock/fullchain.pem", "key": "/etc/penstock/privkey.pem" }]
            },
            "authentication": {
              "description": "Who needs a token: everyone from the first token on (automatic), everyone (required), or nobody on this machine (loopback-open). Other machines always need one.",
              "enum": ["automatic", "required", "loopback-open"], "default": "automatic", "examples": ["required"]
            },
            "data": {
              "description": "The directory of the store, relative to where `penstock` is started.",
              "type": "string", "minLength": 1, "default": "penstock-data"
            },
            "plugins": {
              "description": "More directories to look for plugins in, relative to this file; or a mapping of them and of what holds for single plugins.",
              "anyOf": [
                { "$ref": "#/$defs/directories" },
                {
                  "type": "object",
                  "properties": {
                    "directories": {
                      "description": "More directories to look for plugins in, relative to this file.",
                      "$ref": "#/$defs/directories", "examples": [["/opt/penstock-plugins"]]
                    }
                  },
                  "additionalProperties": {
                    "description": "What is to hold for the plugin of this id.",
                    "type": "object", "additionalProperties": false,
                    "properties": {
                      "sha256": {
                        "description": "The SHA-256 of the plugin's file; another file is not loaded.",
                        "type": ["string", "integer"], "pattern": "^[0-9A-Fa-f]{64}$"
                      },
                      "isolation": {
                        "description": "Where it runs: process (a process of its own) or none (the host's).",
                        "$ref": "#/$defs/isolation", "examples": ["process"]
                      }
                    }
                  }
                }
              ],
              "examples": [["/opt/penstock-plugins"]]
            },
            "egress": {
              "description": "Networks and hosts that a URL rendered from event data may reach though they are private.",
              "$ref": "#/$defs/egress", "examples": [{ "allow": ["10.20.0.0/16", "hr.internal"] }]
            },
            "retention": {
              "description": "How long each class of things is kept: a duration, or forever.",
              "type": "object", "additionalProperties": false,
              "properties": {
                "payloads": {
                  "description": "The data of an event, once none of its deliveries is open.",
                  "$ref": "#/$defs/age", "default": "30d"
                },
                "attempts": {
                  "description": "Tries with their responses; of an open delivery all but the last.",
                  "$ref": "#/$defs/age", "default": "30d"
                },
                "delivered": { "description": "Deliveries that arrived.", "$ref": "#/$defs/age", "default": "30d" },
                "dead": {
                  "description": "Dead letters, and cancelled deliveries.", "$ref": "#/$defs/age", "default": "90d"
                },
                "held": {
                  "description": "Held deliveries, but none that waits behind another of its order key.",
                  "$ref": "#/$defs/age", "default": "90d"
                },
                "filtered": {
                  "description": "Deliveries that a filter dropped.", "$ref": "#/$defs/age", "default": "30d"
                },
                "duplicate": {
                  "description": "Deliveries whose natural key was seen before.", "$ref": "#/$defs/age", "default": "30d"
                },
                "unmatched": {
                  "description": "Events that no pipeline took.", "$ref": "#/$defs/age", "default": "30d"
                },
                "ids": {
                  "description": "What is known of a sender's source and id after the event is gone.",
                  "$ref": "#/$defs/age", "default": "90d"
                }
              },
              "examples": [{ "payloads": "14d", "dead": "180d", "ids": "forever" }]
            },
            "disk_reserve": {
              "description": "How much of the disk is left for outcomes: with less free, events are refused; 0 for none. By default 256 MiB, or 1 % of a large disk.",
              "anyOf": [{ "type": "string", "pattern": "^[0-9]{1,15}([KMGT]iB)?$" }, { "type": "integer", "minimum": 0 }],
              "examples": ["512MiB", "1GiB"]
            },
            "defaults": {
              "description": "Configuration by stage type, merged under the 'with' of every stage of the type.",
              "type": "object", "additionalProperties": { "type": "object" },
              "examples": [{ "smtp": { "url": "smtps://mail.example.com" } }]
            }
          }
        }
        """#

    static let definitions = #"""
        {
          "age": { "anyOf": [{ "const": "forever" }, { "$ref": "#/$defs/duration" }] },
          "directories": { "type": "array", "items": { "type": "string" } }
        }
        """#
}
