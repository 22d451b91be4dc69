internal import PenstockPluginKit

/// What `with:` holds for the transport `http`.
package struct HTTPConfiguration: Decodable, Sendable {
    /// How a request says who sends it.
    package struct Authentication: Decodable, Sendable {
        /// Name and password (RFC 7617).
        package struct Basic: Decodable, Sendable {
            var username: String
            var password: String
        }
        var basic: Basic?
        /// A token (RFC 6750).
        var bearer: String?
    }

    /// A template.
    var url: String
    var method = "POST"
    /// Templates by name.
    var headers: [String: String] = [:]
    /// For the whole exchange, from the look-up of the name to the last byte of the answer.
    var timeout = Microseconds(15_000_000)
    var connectTimeout = Microseconds(5_000_000)
    /// Certificates to trust in place of the machine's, PEM.
    var certificateAuthorities: String?
    var clientCertificate: String?
    var clientKey: String?
    var authentication: Authentication?
    var proxy: String?
    var handshake: Handshake?

    /// Whether the receiver is asked before anything is sent.
    package struct Handshake: Decodable, Sendable {
        var origin: String
        var every: Microseconds?
        /// Requests a minute.
        var rate: Int64?
    }

    enum CodingKeys: String, CodingKey {
        case url, method, headers, timeout, proxy, handshake
        case connectTimeout = "connect_timeout"
        case certificateAuthorities = "ca_file"
        case clientCertificate = "client_certificate"
        case clientKey = "client_key"
        case authentication = "auth"
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        url = try container.decode(String.self, forKey: .url)
        method = try container.decodeIfPresent(String.self, forKey: .method) ?? method
        headers = try container.decodeIfPresent([String: String].self, forKey: .headers) ?? headers
        timeout = try container.decodeIfPresent(Microseconds.self, forKey: .timeout) ?? timeout
        connectTimeout = try container.decodeIfPresent(Microseconds.self, forKey: .connectTimeout) ?? connectTimeout
        certificateAuthorities = try container.decodeIfPresent(String.self, forKey: .certificateAuthorities)
        clientCertificate = try container.decodeIfPresent(String.self, forKey: .clientCertificate)
        clientKey = try container.decodeIfPresent(String.self, forKey: .clientKey)
        authentication = try container.decodeIfPresent(Authentication.self, forKey: .authentication)
        proxy = try container.decodeIfPresent(String.self, forKey: .proxy)
        handshake = try container.decodeIfPresent(Handshake.self, forKey: .handshake)
    }
}

extension HTTPTransport {
    package static let schema = #"""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "title": "http",
          "description": "Sends the body as one HTTP request. Any 2xx is success; redirects are not followed.",
          "type": "object",
          "additionalProperties": false,
          "required": ["url"],
          "examples": [
            { "url": "https://hr.example.com/hooks/training", "timeout": "10s", "headers": { "x-course": "{{data.course_name}}" } },
            { "url": "http://127.0.0.1:8080/hooks" }
          ],
          "properties": {
            "url": {
              "description": "Where to send, http or https. A template: a value put in is percent-encoded.",
              "type": "string", "minLength": 1, "x-penstock-template": "url",
              "examples": ["https://hr.example.com/hooks/training", "https://hr.example.com/people/{{data.person.id}}"]
            },
            "method": {
              "description": "The method of the request. A GET carries no body.",
              "enum": ["POST", "PUT", "PATCH", "DELETE", "GET"], "default": "POST"
            },
            "headers": {
              "description": "Headers to add, by name. Values are templates. They replace those that transforms set.",
              "type": "object",
              "propertyNames": { "pattern": "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$" },
              "additionalProperties": { "type": "string", "x-penstock-template": "header" },
              "examples": [{ "x-course": "{{data.course_name}}" }]
            },
            "timeout": {
              "description": "How long one try may take, from looking up the name to the last byte of the answer.",
              "type": "string", "x-penstock-duration": true, "default": "15s"
            },
            "connect_timeout": {
              "description": "How long it may take until the connection stands, TLS included.",
              "type": "string", "x-penstock-duration": true, "default": "5s"
            },
            "ca_file": {
              "description": "A PEM file with the authorities to trust, in place of the machine's own.",
              "type": "string", "minLength": 1, "x-penstock-file": true
            },
            "client_certificate": {
              "description": "A PEM file with the certificate to show to the receiver.",
              "type": "string", "minLength": 1, "x-penstock-file": true
            },
            "client_key": {
              "description": "The PEM file with the key of client_certificate; absent: it stands in the same file.",
              "type": "string", "minLength": 1, "x-penstock-file": true
            },
            "auth": {
              "description": "How the request says who sends it: a name and password, or a token.",
              "type": "object", "additionalProperties": false,
              "properties": {
                "basic": {
                  "description": "Name and password.",
                  "type": "object", "additionalProperties": false, "required": ["username", "password"],
                  "properties": {
                    "username": { "description": "The name; it cannot hold a colon.", "type": "string" },
                    "password": { "description": "The password.", "type": "string", "x-penstock-secret": true }
                  }
                },
                "bearer": {
                  "description": "The token, without the word Bearer.",
                  "type": "string", "minLength": 1, "x-penstock-secret": true
                }
              },
              "oneOf": [{ "required": ["basic"] }, { "required": ["bearer"] }],
              "examples": [{ "bearer": "${env:HR_TOKEN}" }]
            },
            "proxy": {
              "description": "An HTTP proxy to tunnel through (CONNECT). Those of the environment are never used.",
              "type": "string", "pattern": "^http://", "examples": ["http://proxy.example.com:3128"]
            },
            "handshake": {
              "description": "Asks the receiver with OPTIONS whether it wants events, before the first one and again from time to time, as the web hooks of CloudEvents do. Only its WebHook-Allowed-Origin is consent; without it the pipeline is held. Needs a url that holds no field.",
              "type": "object", "additionalProperties": false, "required": ["origin"],
              "properties": {
                "origin": {
                  "description": "Who asks: a name of DNS by which the receiver knows this system.",
                  "type": "string", "pattern": "^[A-Za-z0-9._:-]+$", "maxLength": 253,
                  "examples": ["penstock.example.com"]
                },
                "every": {
                  "description": "How long consent holds; then the receiver is asked again before the next delivery.",
                  "type": "string", "x-penstock-duration": true, "default": "24h"
                },
                "rate": {
                  "description": "How many requests a minute to ask for. A receiver that allows fewer has the pipeline held; what keeps to it is the pipeline's own rate.",
                  "type": "integer", "minimum": 1, "maximum": 1000000, "examples": [600]
                }
              },
              "examples": [{ "origin": "penstock.example.com", "every": "24h" }]
            }
          },
          "dependentRequired": { "client_key": ["client_certificate"] }
        }
        """#
}
