import Foundation
import PenstockCore
import PenstockJSON
import PenstockPlugins
import Testing

@testable import PenstockPipelines

private func read(
    _ text: String,
    environment: [String: String] = [:],
    flags: Settings.Flags = Settings.Flags()
) -> (settings: Settings, complaints: [String]) {
    let (settings, diagnostics) = Settings.read(
        file: ("set/penstock.yaml", Array(text.utf8)),
        environment: environment,
        flags: flags
    )
    return (settings, diagnostics.map { "\($0.position): \($0.severity): \($0.message)" })
}

@Suite struct `Settings sources` {
    @Test func `an empty file leaves the defaults`() {
        let (settings, complaints) = read("# nothing\n")
        #expect(complaints.isEmpty)
        #expect(settings.listen.admin.description == "127.0.0.1:8080")
        #expect(settings.dataDirectory == "penstock-data")
        #expect(settings.pluginDirectories.isEmpty && settings.defaults.isEmpty)
    }

    @Test func `every key of the file is read`() throws {
        let (settings, complaints) = read(
            """
            listen: { admin: "[::1]:9000" }
            data: /var/lib/penstock
            plugins: [plugins-of-ours, /opt/penstock-plugins]
            egress: { allow: [10.20.0.0/16, "fd00::/8", HR.internal] }
            defaults: { smtp: { url: "smtps://mail.example.com", password: "${file:secrets/smtp}" } }
            """
        )
        #expect(complaints.isEmpty)
        #expect(settings.listen.admin == ListenAddress(host: "::1", port: 9000))
        #expect(settings.dataDirectory == "/var/lib/penstock")
        #expect(settings.pluginDirectories == ["set/plugins-of-ours", "/opt/penstock-plugins"])
        #expect(settings.egress.hosts == ["hr.internal"])
        #expect(settings.egress.networks.map(\.description) == ["10.20.0.0/16", "fd00::/8"])
        #expect(settings.defaults["smtp"]?["password"] == "${file:secrets/smtp}")
    }

    @Test func `flags come before the environment and that before the file`() {
        let file = "listen: { admin: 127.0.0.1:1 }\ndata: of-file\nplugins: [/of-file]\negress: { allow: [of.file] }"
        let environment = [
            "PENSTOCK_LISTEN": "127.0.0.1:2", "PENSTOCK_DATA": "of-environment", "PENSTOCK_PLUGIN_PATH": "/e1:/e2",
            "PENSTOCK_EGRESS_ALLOW": "of.environment, 10.0.0.0/8",
        ]
        let (second, _) = read(file, environment: environment)
        #expect(second.listen.admin.port == 2 && second.dataDirectory == "of-environment")
        #expect(second.egress.hosts == ["of.environment"] && second.egress.networks.count == 1)
        let flags = Settings.Flags(listen: "127.0.0.1:3", data: "of-flag", plugins: ["/f"])
        let (first, complaints) = read(file, environment: environment, flags: flags)
        #expect(first.listen.admin.port == 3 && first.dataDirectory == "of-flag")
        #expect(first.pluginDirectories == ["/f", "/e1", "/e2", "/of-file"])
        #expect(complaints.isEmpty)
        #expect(read(file, environment: ["PENSTOCK_DATA": ""]).settings.dataDirectory == "of-file")
    }

    @Test func `addresses, names, certificate and who needs a token are taken together`() {
        let (settings, complaints) = read(
            """
            listen: { admin: 127.0.0.1:1, public: 0.0.0.0:2, hosts: [penstock.example.com] }
            tls: { certificate: tls/a.pem, key: /etc/b.pem, listeners: [public] }
            authentication: loopback-open
            """
        )
        #expect(complaints.isEmpty)
        #expect(settings.listen.public?.description == "0.0.0.0:2")
        #expect(settings.listen.hosts == ["penstock.example.com"])
        #expect(settings.tls?.certificate.hasSuffix("set/tls/a.pem") == true && settings.tls?.key == "/etc/b.pem")
        #expect(settings.tls?.listeners == [.public] && settings.authentication == .loopbackOpen)
        #expect(read("tls: { certificate: a, key: b }").settings.tls?.listeners == [.admin, .public])
        #expect(read("").settings.tls == nil && read("").settings.authentication == .automatic)
    }

    @Test func `the address for strangers has a flag and a variable`() {
        let variable = ["PENSTOCK_LISTEN_PUBLIC": "127.0.0.1:2"]
        #expect(read("listen: { public: 127.0.0.1:3 }", environment: variable).settings.listen.public?.port == 2)
        let flags = Settings.Flags(listenPublic: "127.0.0.1:1")
        #expect(read("", environment: variable, flags: flags).settings.listen.public?.port == 1)
    }

    @Test func `what is said of retention takes the place of the defaults, class by class`() {
        #expect(read("").settings.retention == .standard)
        let (settings, complaints) = read("retention: { payloads: 10d, dead: forever, held: 12h }")
        #expect(complaints.isEmpty)
        var expected = RetentionPolicy.standard
        expected.payloads = .seconds(10 * 86_400)
        expected.dead = nil
        expected.held = .seconds(12 * 3600)
        #expect(settings.retention == expected)
    }

    @Test func `ids that are forgotten before their events are warned of`() {
        #expect(
            read("retention: { delivered: 120d }").complaints == [
                "set/penstock.yaml:1:25: warning: ids are kept for 90d, shorter than delivered (120d)"
            ]
        )
        #expect(read("retention: { delivered: 120d, ids: forever }").complaints.isEmpty)
    }

    @Test(arguments: [("512MiB", 512 << 20), ("1GiB", 1 << 30), ("0", 0), ("4096", 4096)] as [(String, Int64)])
    func `the reserve of the disk is a size`(text: String, bytes: Int64) {
        #expect(read("disk_reserve: \"\(text)\"").settings.diskReserve == bytes)
        #expect(read("disk_reserve: \(text)").settings.diskReserve == bytes)
        #expect(read("", environment: ["PENSTOCK_DISK_RESERVE": text]).settings.diskReserve == bytes)
    }

    @Test func `the file of a directory is found`() throws {
        let directory = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        #expect(Settings.load(from: directory).settings.dataDirectory == "penstock-data")
        try "data: elsewhere".write(toFile: directory + "/penstock.yaml", atomically: true, encoding: .utf8)
        #expect(Settings.load(from: directory).settings.dataDirectory == "elsewhere")
    }
}

@Suite struct `Settings faults` {
    @Test(arguments: [
        ("lisen: {}", "1:1: error: penstock.yaml has no key 'lisen'"),
        ("tls: { certificate: a.pem }", "1:6: error: tls has no 'key'"),
        ("tls: { key: a.pem }", "1:6: error: tls has no 'certificate'"),
        ("tls: a.pem", #"1:6: error: expected a mapping, found the string "a.pem""#),
        ("tls: { certificate: 1, key: a }", "1:21: error: expected the path of a file in PEM form, found the number 1"),
        ("tls: { certificate: a, key: a, ca: b }", "1:32: error: tls has no key 'ca'"),
        (
            "tls: { certificate: a, key: a, listeners: [all] }",
            #"1:44: error: expected a listener, found the string "all""#
        ),
        ("authentication: none", #"1:17: error: expected who needs a token, found the string "none""#),
        ("listen: { hosts: penstock }", #"1:18: error: expected a list, found the string "penstock""#),
        ("listen: { hosts: [\"http://a\"] }", "1:19: error: 'http://a' is no name of a host"),
        ("listen: { hosts: [\"a:80\"] }", "1:19: error: 'a:80' is no name of a host"),
        ("listen: 127.0.0.1:8080", #"1:9: error: expected a mapping, found the string "127.0.0.1:8080""#),
        ("listen: { admin: 8080 }", "1:18: error: expected an address such as 127.0.0.1:8080, found the number 8080"),
        ("listen: { admin: \"8080\" }", "1:18: error: '8080' is no address with a port"),
        (
            "listen: { admin: 0.0.0.0:8080 }",
            "1:18: warning: 0.0.0.0:8080 can be reached from other machines, and tokens travel there in the clear"
        ),
        (
            "listen: { public: penstock.example.com:8443 }",
            "1:19: warning: penstock.example.com:8443 can be reached from other machines, and tokens travel there in the clear"
        ),
        ("listen: { public: 127.0.0.1:8080 }", "1:19: error: 127.0.0.1:8080 is the address of admin too"),
        ("listen: { admn: 127.0.0.1:1 }", "1:11: error: listen has no key 'admn'"),
        ("data: [a]", "1:7: error: expected a directory, found a list"),
        ("data: \"\"", "1:7: error: the data directory has no name"),
        ("plugins: /opt", #"1:10: error: expected a list, found the string "/opt""#),
        (
            "egress: { allow: [10.20.0.0/33] }",
            "1:19: error: '10.20.0.0/33' is neither a network nor the name of a host"
        ),
        ("egress: { allow: [10.20.300.1] }", "1:19: error: '10.20.300.1' is neither a network nor the name of a host"),
        ("egress: { deny: [] }", "1:11: error: egress has no key 'deny'"),
        (
            "defaults: { smtp: x }",
            #"1:19: error: expected a mapping, as under 'with' of a stage, found the string "x""#
        ),
        ("data: a\n---\ndata: b", "3:1: error: there is one document too many"),
        ("[]", "1:1: error: expected a mapping, found a list"),
    ])
    func `are told where they are`(text: String, complaint: String) {
        #expect(read(text).complaints == ["set/penstock.yaml:" + complaint])
    }

    @Test(arguments: [
        ("30", "the number 30"), ("0s", #"the string "0s""#), ("90000d", #"the string "90000d""#),
        ("never", #"the string "never""#),
    ])
    func `a duration that is none is told`(text: String, found: String) {
        let complaint =
            "set/penstock.yaml:1:24: error: expected a duration above zero, such as 30d or 12h, or forever, found \(found)"
        #expect(read("retention: { payloads: \(text) }").complaints == [complaint])
    }

    @Test(arguments: ["1 GiB", "-1", "1GB", "GiB", "99999999TiB"])
    func `a size that is none is told`(text: String) {
        #expect(
            read("disk_reserve: \"\(text)\"").complaints == ["set/penstock.yaml:1:15: error: '\(text)' is no size"]
        )
    }

    @Test func `all are told at once`() {
        #expect(read("data: 5\nlisen: {}\nplugins: 5").complaints.count == 3)
    }

    @Test func `of the environment and of flags are told by name`() {
        let flags = Settings.Flags(listen: "0.0.0.0:80")
        #expect(
            read("listen: { admin: 0.0.0.0:1 }", environment: ["PENSTOCK_LISTEN": "x"], flags: flags).complaints == [
                "PENSTOCK_LISTEN: error: 'x' is no address with a port",
                "--listen: warning: 0.0.0.0:80 can be reached from other machines, and tokens travel there in the clear",
            ]
        )
    }
}

@Suite struct `Listen addresses` {
    @Test(arguments: [
        ("127.0.0.1:8080", true), ("127.9.9.9:1", true), ("localhost:0", true), ("[::1]:80", true),
        ("[::ffff:127.0.0.1]:80", true), ("0.0.0.0:80", false), ("[::]:80", false), ("10.0.0.1:80", false),
        ("example.com:80", false), ("[::ffff:10.0.0.1]:80", false), ("[64:ff9b::7f00:1]:80", false),
    ])
    func `are reached from this machine only or from others`(text: String, isLoopback: Bool) throws {
        let address = try #require(ListenAddress(text))
        #expect(address.isLoopback == isLoopback)
        #expect(address.description == text)
    }

    @Test(arguments: ["", "8080", ":8080", "a:", "a:70000", "::1:80", "[a]:80", "http://a:80", "a b:80", "a:-1"])
    func `need a host and a port`(text: String) {
        #expect(ListenAddress(text) == nil)
    }
}
