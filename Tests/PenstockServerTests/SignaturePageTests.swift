import PenstockCore
import PenstockSamples
import PenstockSignatures
import Testing

@testable import PenstockServer

@Suite struct `The page of signatures` {
    private static let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    private static let headers = ["Content-Type: application/x-www-form-urlencoded", "Accept: text/html"]
    /// The example of Standard Webhooks 1.0.0, as a browser sends it.
    private static let request = [
        "POST /hooks HTTP/1.1", "webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp: 1614265330",
        "webhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "", #"{"test": 2432232314}"#,
    ].joined(separator: "\r\n")
    private static let moment = "2021-02-25T15:02:10Z"

    private static func encoded(_ text: String) -> String {
        String(
            decoding: text.utf8.flatMap { byte in
                Array("%\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8)
            },
            as: UTF8.self
        )
    }

    private static func verify(
        _ server: TestServer,
        request: String = request,
        secret: String = secret,
        form: String = "",
        at: String = moment
    ) async throws -> Answer {
        let fields = [("request", request), ("secret", secret), ("form", form), ("at", at)]
        let body = fields.map { "&\($0)=\(encoded($1))" }.joined()
        return try await server.send(
            "POST",
            "/signatures",
            headers: headers,
            body: try await server.csrfField + Array(body.utf8)
        )
    }

    @Test func `explains, and has the code of every language`() async throws {
        try await TestServer.run { server async throws in
            let page = try await server.send("GET", "/signatures", headers: ["Accept: text/html"])
            #expect(page.status == 200 && page.text.contains("webhook-timestamp"))
            for code in ReceiverCode.all {
                #expect(page.text.contains("<summary>\(code.language)</summary>"))
                #expect(page.text.contains("penstock secret snippet \(code.name)"))
            }
            #expect(page.text.contains("def verify(secrets, headers, body, now=None):\n    &quot;&quot;&quot;Returns"))
        }
    }

    @Test func `says that a signature holds`() async throws {
        try await TestServer.run { server async throws in
            let page = try await Self.verify(server)
            #expect(page.status == 200 && page.text.contains(">valid</span>"), "\(page.text)")
            #expect(page.headers["cache-control"] == "no-store")
            let chosen = try await Self.verify(server, form: "standard-webhooks")
            #expect(chosen.text.contains(">valid</span>"))
        }
    }

    @Test(
        arguments: [
            (secret, "", "", "the signature matches, but it was made"),
            ("whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY", "", moment, "The signature does not match"),
            (String(secret.dropFirst(6)), "", moment, "when the secret is read as base64"),
            (secret, "github", moment, "The header X-Hub-Signature-256 is missing"),
        ]
    )
    func `says why one does not hold`(secret: String, form: String, at: String, words: String) async throws {
        try await TestServer.run { server async throws in
            let page = try await Self.verify(server, secret: secret, form: form, at: at)
            #expect(page.status == 200 && page.text.contains(">not valid</span>"))
            #expect(page.text.lowercased().contains(words.lowercased()), "\(page.text)")
        }
    }

    @Test func `takes the line breaks of a body for what they may have been`() async throws {
        for body in ["{\n}\n", "{\r\n}\r\n"] {
            let code = HashAlgorithm.sha256.code(of: Array(body.utf8), key: Array("key".utf8))
            let head = "X-Hub-Signature-256: sha256=\(ByteText.hex.encode(code))\r\n\r\n"
            try await TestServer.run { server async throws in
                let page = try await Self.verify(server, request: head + "{\r\n}\r\n", secret: "key")
                #expect(page.text.contains(">valid</span>"), "\(page.text)")
            }
        }
    }

    @Test func `never shows the secret again, wherever it was pasted`() async throws {
        try await TestServer.run { server async throws in
            let secret = "whsec_never-shown-again-\"'<script>"
            let requests = [Self.request, "x-secret: \(secret)\r\n\r\n{}", "no request, but \(secret)", ""]
            for request in requests {
                let page = try await Self.verify(server, request: request, secret: secret)
                #expect(page.status == 200 && page.headers["location"] == nil)
                for form in [secret, "never-shown-again"] { #expect(!page.text.contains(form), "\(request)") }
            }
            let kept = try await Self.verify(server, secret: secret)
            #expect(kept.text.contains("webhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek&#13;\n"), "what was pasted stays")
        }
    }

    @Test(
        arguments: [
            ("", secret, "", "", "paste the request as it came"), ("  \r\n ", secret, "", "", "paste the request"),
            (request, "", "", "", "give the secret too"),
            ("<script>alert(1)</script>", secret, "", "", "cannot be read, line 1: expected &#39;Name: value&#39;"),
            ("a: b", secret, "", "", "expected an empty line between the headers and the body"),
            (request, secret, "gitub", "", "is &#39;github&#39; meant?"),
            (request, secret, "<script>", "", "there is no form &#39;&lt;script&gt;&#39;"),
            (request, secret, "", "soon", "it takes a date-time"),
            (String(repeating: "x", count: 300_000), secret, "", "", "more than 256 KiB"),
        ]
    )
    func `says what is wrong with what was pasted`(
        request: String,
        secret: String,
        form: String,
        at: String,
        words: String
    ) async throws {
        try await TestServer.run { server async throws in
            let page = try await Self.verify(server, request: request, secret: secret, form: form, at: at)
            #expect(page.status == 200 && page.text.contains("Nothing was verified: "))
            #expect(page.text.contains(words) && !page.text.contains("<script>"), "\(page.text.prefix(4000))")
        }
    }

    @Test func `is for those who may look, by a form of its own`() async throws {
        let keys = Keys()
        try await TestServer.run(access: keys.setup) { server async throws in
            #expect(try await server.send("POST", "/signatures", headers: Self.headers, body: []).status == 401)
            let ingest = Self.headers + [keys.ingest.header]
            #expect(try await server.send("POST", "/signatures", headers: ingest, body: []).status == 403)
            let read = Self.headers + [keys.read.header]
            #expect(try await server.send("POST", "/signatures", headers: read, body: []).status == 200)
        }
        try await TestServer.run { server async throws in
            let body = Array("csrf=0&request=x&secret=y".utf8)
            let wrong = try await server.send("POST", "/signatures", headers: Self.headers, body: body)
            #expect(wrong.status == 403 && wrong.text.contains("The form was not made by this server"))
            let broken = try await server.send("POST", "/signatures", headers: Self.headers, body: Array("%zz".utf8))
            #expect(broken.status == 400)
        }
    }
}
