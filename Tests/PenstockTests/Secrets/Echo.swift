import Foundation

/// Receivers that send back what they were sent, secrets included.
enum Echo {
    /// Answers each request with all of it, in the headers and in the body; with the status that ends the path.
    static func http() throws -> RawReceiver {
        try RawReceiver { reader in
            while let request = reader.next() {
                let path = request.start.split(separator: " ").dropFirst().first?.prefix { $0 != "?" } ?? ""
                let status = path.split(separator: "/").last ?? "200"
                let head = ([request.start] + request.headers.map { "\($0.key): \($0.value)" }).joined(separator: "\n")
                let headers = request.headers.map { "X-Echo-\($0.key): \($0.value)\r\n" }.joined()
                let answer =
                    "HTTP/1.1 \(status) Echo\r\nX-Echo: \(request.start)\r\n\(headers)"
                    + "Content-Length: \(head.utf8.count)\r\n\r\n\(head)"
                guard (try? reader.socket.write(Array(answer.utf8))) != nil else { return }
            }
        }
    }

    /// A mail server that refuses every login and quotes it.
    static func smtp() throws -> RawReceiver {
        try RawReceiver { reader in
            let socket = reader.socket
            func say(_ text: String) -> Bool { (try? socket.write(Array("\(text)\r\n".utf8))) != nil }
            guard say("220 echo ESMTP") else { return }
            while let bytes = socket.read() {
                let line = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
                let login = line.split(separator: " ").last.flatMap { Data(base64Encoded: String($0)) } ?? Data()
                let text = String(decoding: login, as: UTF8.self).replacing("\0", with: " ")
                let answer =
                    line.hasPrefix("EHLO") ? "250-echo\r\n250 AUTH PLAIN" : "535 5.7.8 not you: \(line) \(text)"
                guard say(answer) else { return }
            }
        }
    }
}
