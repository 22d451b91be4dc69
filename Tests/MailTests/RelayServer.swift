internal import Foundation

/// A mail server (aiosmtpd) with certificates made for the test, and the mails that it took.
final class RelayServer {
    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    /// A mail as Python's `email` read it.
    struct Mail: Decodable {
        var from: String
        var to: [String]
        /// The client's port: the same for mails of one connection.
        var peer: Int
        var headers: [[String]]
        var defects: [String]
        /// The decoded text by media type.
        var body: [String: String]
        var raw: Data
        var tls: Bool
        var login: Bool

        func header(_ name: String) -> String? { headers.first { $0[0].lowercased() == name.lowercased() }?[1] }
    }

    let directory: URL
    private(set) var port = 0
    private let process = Process()
    private let input = Pipe()
    private let output = Pipe()
    private var unread = Data()

    var authority: String { directory.appending(path: "server.pem").path }

    /// - Parameters:
    ///   - arguments: Those of the script.
    ///   - file: The script, in `Tests/Fixtures/mail`.
    init(_ arguments: [String] = [], script file: String = "relay.py") throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "penstock-mail-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        if arguments.contains("--tls") {
            let openssl = Process()
            openssl.executableURL = URL(filePath: "/usr/bin/openssl")
            openssl.arguments =
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout server.key -out server.pem -days 2 -subj /CN=relay -addext subjectAltName=IP:127.0.0.1"
                .split(separator: " ").map(String.init)
            openssl.currentDirectoryURL = directory
            openssl.standardError = FileHandle.nullDevice
            try openssl.run()
            openssl.waitUntilExit()
        }
        let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/mail/\(file)")
        process.executableURL = URL(filePath: "/usr/bin/python3")
        process.arguments =
            [script.path, "--certificate", "server.pem", "--key", "server.key"] + arguments
        process.currentDirectoryURL = directory
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        port = try nextNumber()
    }

    /// The next number that the server tells; waits for it.
    func nextNumber() throws -> Int {
        struct Told: Decodable { var port: Int }
        return try JSONDecoder().decode(Told.self, from: readLine()).port
    }

    deinit {
        // The server ends when its input does; a thread of the pool hands down a mask that blocks SIGTERM.
        try? input.fileHandleForWriting.close()
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try? FileManager.default.removeItem(at: directory)
    }

    /// The next mail; waits for it.
    func nextMail() throws -> Mail {
        let decoder = JSONDecoder()
        decoder.dataDecodingStrategy = .base64
        return try decoder.decode(Mail.self, from: readLine())
    }

    private func readLine() throws -> Data {
        while true {
            if let end = unread.firstIndex(of: 0x0A) {
                defer { unread = Data(unread[(end + 1)...]) }
                return Data(unread[..<end])
            }
            let more = output.fileHandleForReading.availableData
            guard !more.isEmpty else { throw Failed(description: "the mail server ended") }
            unread += more
        }
    }
}
