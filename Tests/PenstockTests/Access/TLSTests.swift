import Foundation
import PenstockJSON
import Testing

/// TLS with the real command, spoken to by `openssl s_client`.
@Suite(.serialized) struct `A server with a certificate` {
    /// A site with an authority, and a certificate of it with a serial number that tells it from others.
    private func site() throws -> Site {
        let site = try Site([
            "pipelines/hr-webhook.yaml": Sample.webhook(to: "http://127.0.0.1:9/"),
            "pipelines/penstock.yaml":
                "tls: { certificate: ../tls/server.pem, key: ../tls/server.key, listeners: [public] }\n",
        ])
        let made = try site.shell(
            """
            mkdir tls
            openssl req -x509 -newkey rsa:2048 -nodes -keyout tls/ca.key -out tls/ca.pem -days 2 -subj '/CN=Test authority' \
                2> /dev/null
            """
        )
        try #require(made.status == 0, "\(made.error)")
        try issue(site, serial: 4711)
        return site
    }

    /// Makes a certificate and its key, and lets them take the place of those that are there.
    private func issue(_ site: Site, serial: Int, days: Int = 2) throws {
        let made = try site.shell(
            """
            openssl req -newkey rsa:2048 -nodes -keyout tls/new.key -out tls/new.csr -subj '/CN=localhost' 2> /dev/null
            printf 'subjectAltName=DNS:localhost,IP:127.0.0.1' > tls/names
            openssl x509 -req -in tls/new.csr -CA tls/ca.pem -CAkey tls/ca.key -set_serial \(serial) -days \(days) \
                -extfile tls/names -out tls/new.pem 2> /dev/null
            mv tls/new.key tls/server.key
            mv tls/new.pem tls/server.pem
            """
        )
        try #require(made.status == 0, "\(made.error)")
    }

    private func start(_ site: Site) throws -> (Server, publicPort: Int) {
        let server = try Server(site, arguments: ["--listen-public", "127.0.0.1:0"])
        let match = try #require(server.announcement.firstMatch(of: /for strangers at https:\/\/127\.0\.0\.1:([0-9]+)/))
        return (server, try #require(Int(match.1)))
    }

    /// What the server answers over TLS, and the certificate's serial number in hexadecimal digits.
    private func ask(_ site: Site, _ port: Int, _ flags: String = "") throws -> (answer: String, serial: String) {
        let request = #"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"#
        let client = "openssl s_client -connect 127.0.0.1:\(port) -servername localhost -CAfile tls/ca.pem"
        let answer = try site.shell(
            "printf '\(request)' | \(client) -verify_return_error -quiet \(flags) 2> /dev/null || true"
        )
        let serial = try site.shell("\(client) < /dev/null 2> /dev/null | openssl x509 -noout -serial || true")
        return (answer.output, serial.output.trimmingCharacters(in: .whitespacesAndNewlines))
    }

    @Test func `speaks TLS 1.2 or newer, and takes a new certificate while it runs, but no broken one`() throws {
        let site = try site()
        let (server, port) = try start(site)
        let first = try ask(site, port)
        #expect(first.answer.hasPrefix("HTTP/1.1 200") && first.serial == "serial=1267", "\(first)")
        #expect(try ask(site, port, "-tls1_2").answer.contains("200 OK"))
        #expect(try ask(site, port, "-tls1_1 -cipher DEFAULT@SECLEVEL=0").answer.isEmpty)
        // The other listener has none, as the settings say.
        #expect(try API(server).send("GET", "/healthz").status == 200)

        try site.write("no certificate", to: "tls/server.pem")
        #expect(server.waitForLog("has no certificate in PEM form"))
        #expect(try ask(site, port).serial == "serial=1267", "what worked goes on")

        try issue(site, serial: 4712)
        #expect(server.waitForLog("a new certificate is used from now on"))
        let second = try ask(site, port)
        #expect(second.answer.hasPrefix("HTTP/1.1 200") && second.serial == "serial=1268", "\(second)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `commands trust the authority of a file, and no certificate of another`() throws {
        let site = try site()
        let made = try site.penstock("token", "new", "--name", "x", "--scope", "admin", "--data", "data")
        let token = made.output.trimmingCharacters(in: .whitespacesAndNewlines)
        let (server, port) = try start(site)
        func emit(_ host: String, _ authorities: [String]) throws -> Finished {
            try site.penstock(
                ["emit", "-", "--server", "https://\(host):\(port)"] + authorities,
                input: #"{"type":"x"}"#,
                environment: ["PENSTOCK_TOKEN": token]
            )
        }
        for host in ["localhost", "127.0.0.1"] {
            let taken = try emit(host, ["--ca-file", "tls/ca.pem"])
            #expect(taken.status == 0, "\(taken.error)")
        }
        #expect(try emit("localhost", []).status == 1)
        _ = try site.shell(
            "openssl req -x509 -newkey rsa:2048 -nodes -keyout tls/o.key -out tls/o.pem -days 2 -subj '/CN=Other' 2> /dev/null"
        )
        let other = try emit("localhost", ["--ca-file", "tls/o.pem"])
        #expect(other.status == 1 && other.error.contains("was not trusted"), "\(other.error)")
        #expect(try emit("localhost", ["--ca-file", "tls/no.pem"]).error.contains("--ca-file"))
        #expect(try site.penstock("status", "--server", server.url, "--ca-file", "tls/ca.pem").status == 1)
    }

    @Test func `shows it to those who test a link, trusted or not`() throws {
        let site = try site()
        let (server, port) = try start(site)
        func link(_ host: String, _ more: String...) throws -> (status: Int32, report: JSONValue) {
            let url = "https://\(host):\(port)/healthz"
            let done = try site.penstock(["link", url, "--method", "GET", "--allow", "127.0.0.0/8", "--json"] + more)
            return (done.status, try JSONValue.parse(done.output))
        }
        let (status, good) = try link("localhost", "--ca-file", "tls/ca.pem")
        let certificate = good["tls"]?["certificates"]?.arrayValue?.first
        #expect(status == 0 && good["status"] == 200 && good["tls"]?["accepted"] == true, "\(good)")
        #expect(good["tls"]?["version"] == "TLSv1.3" && good["timings_us"]?["tls"] != nil)
        #expect(certificate?["issuer"] == "CN = Test authority" && certificate?["subject"] == "CN = localhost")
        #expect(certificate?["names"] == ["DNS:localhost", "IP Address:127.0.0.1"] && certificate?["days_left"] == 1)
        let known = try site.shell("openssl x509 -in tls/server.pem -noout -fingerprint -sha256").output
        let fingerprint = try #require(certificate?["sha256"]?.stringValue)
        #expect(known.contains(fingerprint), "\(known)")

        let (refused, stranger) = try link("localhost")
        #expect(refused == 1 && stranger["code"] == "certificate-unverified" && stranger["sent"] == "no", "\(stranger)")
        #expect(stranger["tls"]?["accepted"] == false && stranger["delivery"]?["state"] == "held")
        #expect(stranger["tls"]?["certificates"]?.arrayValue?.first?["sha256"] == .string(fingerprint))
        try issue(site, serial: 4713, days: -1)
        #expect(server.waitForLog("a new certificate is used from now on"))
        let old = try link("localhost", "--ca-file", "tls/ca.pem").report
        #expect(old["tls"]?["problem"] == "certificate has expired", "\(old)")
        #expect(old["tls"]?["certificates"]?.arrayValue?.first?["days_left"] == -2, "\(old)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `does not start with files that cannot be used, and says which and why`() throws {
        let site = try site()
        func refusal() throws -> String {
            let refused = try site.penstock("serve", "pipelines", "--data", "data", "--listen", "127.0.0.1:0")
            #expect(refused.status == 78, "\(refused.error)")
            return refused.error
        }
        _ = try site.shell("cp tls/server.key tls/kept.key; cp tls/ca.key tls/server.key")
        #expect(try refusal().contains("is not the key of"))
        _ = try site.shell("openssl rsa -aes256 -passout pass:secret -in tls/kept.key -out tls/server.key 2> /dev/null")
        #expect(try refusal().contains("is encrypted"))
        _ = try site.shell("echo none > tls/server.key")
        #expect(try refusal().contains("has no private key in PEM form"))
        _ = try site.shell("rm tls/server.key")
        #expect(try refusal().contains("there is no file"))
    }

    @Test func `warns of a certificate that has expired, and starts all the same`() throws {
        let site = try site()
        // Days that lie behind: openssl takes a negative number of them.
        try issue(site, serial: 4713, days: -1)
        let (server, _) = try start(site)
        #expect(server.waitForLog("expired"))
    }
}
