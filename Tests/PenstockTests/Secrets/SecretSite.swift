import Foundation

/// A site whose pipelines have secrets wherever one can stand and from wherever one can come.
struct SecretSite {
    let site: Site
    let http: RawReceiver
    let smtp: RawReceiver

    /// From the environment of the process.
    static let variables = [
        "SIGN_ENV": "whsec_c2lnbmluZy1zZWNyZXQtZnJvbS10aGUtZW52aXJvbm1lbnQ=",
        "HMAC_SECRET": #"hmac-"quoted"\and+slashed/secret"#,
        "URL_TOKEN": "url-token-51f0c3d2a7",
        "WHOLE_PATH": "path-of-a-whole-url-77aa",
        "PROXY_SECRET": "proxy-secret-8e21",
        "SMTP_SECRET": "smtp-password-4c19-and-more",
        "JQ_SECRET": "jq-secret-60d7f1",
        "TEMPLATE_SECRET": "template-secret-9b02",
        "WORD": "word-of-a-plugin-\"in\"-the-host",
        "WORKER_WORD": "word-of-a-plugin-in-a-worker",
        "BAD": "value-of-a-bad-configuration-3f7e",
        "BAD_BRACES": "braces-{{x}}-in-a-secret-12ab",
    ]
    static let dotEnv = ["SIGN_DOTENV": "whsec_c2lnbmluZy1zZWNyZXQtb2YtdGhlLWZpbGUtLmVudiE="]
    static let files = ["key.txt": "header-key-from-a-file-c7", "basic.txt": "basic pass/+=%&word-21"]
    static let credentials = ["bearer": "bearer-token-from-a-credential-05"]

    static let all =
        (variables.map { ($0, $1) } + dotEnv.map { ($0, $1) } + files.map { ($0, $1) } + credentials.map { ($0, $1) })
        .map { KnownSecret($0, $1) }

    init() throws {
        http = try Echo.http()
        smtp = try Echo.smtp()
        site = try Site([
            "pipelines/events/course.completed.yaml": Sample.courseCompleted,
            "pipelines/penstock.yaml": """
            defaults:
              hmac: { secret: "${env:HMAC_SECRET}" }
              smtp: { username: robot, password: "${env:SMTP_SECRET}", tls: none, timeout: 5s }
            """,
            "pipelines/.env": Self.dotEnv.map { "\($0)=\($1)\n" }.joined(),
            "credentials/bearer": Self.credentials["bearer"] ?? "",
        ])
        for (name, text) in Self.files { try site.write(text + "\n", to: "pipelines/\(name)") }
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: site.path("pipelines/.env"))
        try site.buildPlugin("leaky.c", as: "leaky.so")
        try site.buildPlugin("leaky.c", as: "trusted.so", defines: ["LEAKY_ID=\"com.example.trusted\""])
        try site.trustPlugin("trusted.so")
        for (name, text) in pipelines { try site.write(text, to: "pipelines/\(name).yaml") }
    }

    var environment: [String: String] {
        Self.variables.merging(["CREDENTIALS_DIRECTORY": site.path("credentials")]) { $1 }
    }

    private func document(_ name: String, on type: String, _ stages: String) -> String {
        "name: \(name)\non: \(type)\nretry: { schedule: [100ms], then: stop, jitter: 0% }\nstages:\n\(stages)\n"
    }

    private func echoing(_ status: Int) -> String {
        """
          - sign: standard-webhooks
            with: { secrets: ["${env:SIGN_ENV}", "${env:SIGN_DOTENV}"] }
          - sign: hmac
            with: { preset: github }
          - transport: http
            with:
              url: "http://127.0.0.1:\(http.port)/\(status)?token=${env:URL_TOKEN}"
              headers: { x-key: "${file:key.txt}" }
              auth: { bearer: "${credential:bearer}" }
        """
    }

    private var mail: String {
        """
          - transform: email
            with: { from: a@example.com, to: b@example.com, subject: s, text: t }
        """
    }

    private var pipelines: [String: String] {
        [
            "accepted": document("accepted", on: "echo", echoing(200)),
            "refused": document("refused", on: "echo", echoing(400)),
            "failing": document("failing", on: "echo", echoing(500)),
            "basic": document(
                "basic",
                on: "echo",
                """
                  - transport: http
                    with:
                      url: "http://127.0.0.1:\(http.port)/${env:WHOLE_PATH}/401"
                      auth: { basic: { username: robot, password: "${file:basic.txt}" } }
                """
            ),
            "proxy": document(
                "proxy",
                on: "echo",
                """
                  - transport: http
                    with:
                      url: "http://127.0.0.1:\(http.port)/200"
                      proxy: "http://${env:PROXY_SECRET}.invalid:3128"
                """
            ),
            "nobody": document(
                "nobody",
                on: "echo",
                """
                  - transport: http
                    with:
                      url: "http://127.0.0.1:9/${env:WHOLE_PATH}?token=${env:URL_TOKEN}"
                """
            ),
            "no-such-host": document(
                "no-such-host",
                on: "echo",
                """
                  - transport: http
                    with: { url: "http://${env:WHOLE_PATH}.invalid/" }
                """
            ),
            "mail": document(
                "mail",
                on: "echo",
                "\(mail)\n  - transport: smtp\n    with: { url: \"smtp://127.0.0.1:\(smtp.port)\" }"
            ),
            "no-mail": document(
                "no-mail",
                on: "echo",
                "\(mail)\n  - transport: smtp\n    with: { url: \"smtp://127.0.0.1:9\" }"
            ),
            "jq": document(
                "jq",
                on: "echo",
                """
                  - transform: jq
                    with: { expression: 'error("no: ${env:JQ_SECRET}")' }
                  - transport: http
                    with: { url: "http://127.0.0.1:\(http.port)/200" }
                """
            ),
            "jq-type": document(
                "jq-type",
                on: "echo",
                """
                  - transform: jq
                    with: { expression: '("${env:JQ_SECRET}" | tonumber)' }
                  - transport: http
                    with: { url: "http://127.0.0.1:\(http.port)/200" }
                """
            ),
            "match": document(
                "match",
                on: "echo",
                """
                  - filter: match
                    with: { pointer: /data/word, equals: "${env:JQ_SECRET}" }
                  - transport: http
                    with: { url: "http://127.0.0.1:\(http.port)/200" }
                """
            ),
            "template": document(
                "template",
                on: "echo",
                """
                  - transform: template
                    with: { body: '{"a": "${env:TEMPLATE_SECRET}", "b": "{{data.absent}}"}' }
                  - transport: http
                    with: { url: "http://127.0.0.1:\(http.port)/200" }
                """
            ),
            "worker": leaking("worker", "com.example.leaky", "WORKER_WORD"),
            "host": leaking("host", "com.example.trusted", "WORD"),
        ]
    }

    private func leaking(_ name: String, _ id: String, _ variable: String) -> String {
        document(
            name,
            on: "[leak, leak.\(name)]",
            "  - filter: \(id)\n    with: { word: \"${env:\(variable)}\" }\n"
                + "  - transport: \(id)\n    with: { word: \"${env:\(variable)}\" }"
        )
    }

    /// A pipeline that is wrong wherever a value of it is secret.
    func writeBadPipeline() throws {
        try site.write(
            """
            name: bad
            on: "${env:BAD}"
            subject: "${env:BAD}"
            stages:
              - filter: match
                with: { pointer: "${env:BAD}", matches: "(${env:BAD}" }
              - transform: jq
                with: { expression: ". | ${env:BAD} ((" }
              - transform: template
                with: { body: "{{${env:BAD}", content_type: "${env:BAD}", escape: "${env:BAD}" }
              - transform: template
                with: { body: "${env:BAD_BRACES}" }
              - transform: email
                with: { from: "${env:BAD}", to: "${env:BAD}\\n", subject: s, text: { file: "${env:BAD}" } }
              - transform: lookup
                with: { file: "${env:BAD}", key: "${env:BAD}", column: c, into: "${env:BAD}" }
              - sign: standard-webhooks
                with: { secrets: ["${env:BAD}", "${env:NOT_DEFINED:-${env:BAD}"] }
              - sign: hmac
                with: { preset: "${env:BAD}", secret_encoding: hex }
              - transport: http
                with:
                  url: "${env:BAD}"
                  method: "${env:BAD}"
                  timeout: "${env:BAD}"
                  ca_file: "${env:BAD}"
                  proxy: "${env:BAD}"
                  headers: { "a b": "${env:BAD}", host: "${env:BAD}\\n" }
                  auth: { bearer: "${env:BAD}\\n", basic: "${env:BAD}" }
                  bogus: "${env:BAD}"
            ---
            name: bad-too
            on: x
            stages:
              - sign: hmac
                with: { secret: "${env:BAD}", secret_encoding: hex, header: "a b" }
              - transport: http
                with: { url: "ftp://${env:BAD}", proxy: "socks9://robot:${env:BAD}@x" }
            ---
            name: bad-mail
            on: x
            stages:
              - transform: email
                with: { from: "${env:BAD}", to: "${env:BAD}", subject: s, text: t }
              - transport: smtp
                with: { url: "http://robot:${env:BAD}@x", password: "${env:BAD}\\n" }
            """,
            to: "pipelines/bad.yaml"
        )
    }
}
