internal import Foundation

/// nginx with certificates made for the test: a real server with TLS 1.3 and HTTP/2, on a loopback port.
final class SecureReceiver {
    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    let directory: URL
    let port: Int
    private let server = Process()

    /// The file with the authority that signed the server's certificate.
    var authority: String { directory.appending(path: "ca.pem").path }
    var clientCertificate: String { directory.appending(path: "client.pem").path }
    var clientKey: String { directory.appending(path: "client.key").path }

    /// - Parameters:
    ///   - name: Whom the server's certificate is for.
    ///   - days: How long that is valid; negative for one that has expired.
    init(certificateFor name: String = "IP:127.0.0.1", demandsCertificate: Bool = false, days: Int = 2) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "penstock-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        // The port of a receiver that is closed again: free, unless somebody is very quick.
        let probe = try Receiver { _ in .close }
        port = Int(probe.port)
        probe.close()
        try makeCertificates(for: name, days: days)
        try configuration(demandsCertificate).write(
            to: directory.appending(path: "nginx.conf"),
            atomically: true,
            encoding: .utf8
        )
        server.executableURL = URL(filePath: "/usr/sbin/nginx")
        server.arguments = ["-p", directory.path, "-c", "nginx.conf", "-e", "error.log"]
        try server.run()
        try waitUntilReady()
    }

    deinit {
        // Not SIGTERM: what a thread of the pool starts inherits its signal mask, which blocks it.
        kill(server.processIdentifier, SIGKILL)
        server.waitUntilExit()
        try? FileManager.default.removeItem(at: directory)
    }

    /// The first lines of the requests that it has read, in their order; of a connection without one there is none.
    var requests: [String] {
        let log = try? String(contentsOf: directory.appending(path: "access.log"), encoding: .utf8)
        return log?.split(separator: "\n").map(String.init) ?? []
    }

    /// nginx writes its pid file once it listens, and has no other way to say so.
    private func waitUntilReady() throws {
        while !FileManager.default.fileExists(atPath: directory.appending(path: "nginx.pid").path) {
            guard server.isRunning else { throw Failed(description: "nginx ended; see \(directory.path)") }
            Thread.sleep(forTimeInterval: 0.005)
        }
    }

    private func configuration(_ demandsCertificate: Bool) -> String {
        """
        daemon off; worker_processes 1; pid nginx.pid; master_process off;
        events { worker_connections 512; }
        http {
          log_format each "$request"; access_log access.log each; client_body_temp_path body; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u;
          scgi_temp_path s;
          server {
            listen 127.0.0.1:\(port) ssl http2;
            ssl_certificate server.pem; ssl_certificate_key server.key; ssl_client_certificate ca.pem;
            ssl_verify_client \(demandsCertificate ? "on" : "off");
            # Through a second server, so that the request is read to its end before it is answered.
            location / { proxy_pass http://unix:\(directory.path)/inner; proxy_set_header connection-number $connection; }
          }
          server { listen unix:\(directory.path)/inner; location / { return 200 "$http_connection_number"; } }
        }
        """
    }

    private func makeCertificates(for name: String, days: Int) throws {
        try openssl(
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=Test-Authority"
        )
        for (file, subject) in [("server", "subjectAltName=\(name)"), ("client", "subjectAltName=DNS:client")] {
            try openssl(
                "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout \(file).key -out \(file).csr -subj /CN=\(file)"
            )
            try "\(subject)\n".write(
                to: directory.appending(path: "\(file).ext"),
                atomically: true,
                encoding: .utf8
            )
            try openssl(
                "x509 -req -in \(file).csr -CA ca.pem -CAkey ca.key -CAcreateserial -out \(file).pem -days \(days) "
                    + "-extfile \(file).ext"
            )
        }
    }

    private func openssl(_ arguments: String) throws {
        try run("/usr/bin/openssl", arguments)
    }

    private func run(_ program: String, _ arguments: String) throws {
        let tool = Process()
        tool.executableURL = URL(filePath: program)
        tool.arguments = arguments.split(separator: " ").map(String.init)
        tool.currentDirectoryURL = directory
        tool.standardError = FileHandle.nullDevice
        try tool.run()
        tool.waitUntilExit()
        guard tool.terminationStatus == 0 else { throw Failed(description: "\(program) \(arguments)") }
    }
}
