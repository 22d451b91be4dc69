internal import PenstockSignatures

extension CaughtRequest {
    /// The request as one pastes it where a signature is verified; of a body that is no text, the bytes that are none are
    /// replaced.
    package var text: String {
        let head = ["\(method) \(target) HTTP/1.1"] + content.headers.map { "\($0.name): \($0.value)" }
        return head.joined(separator: "\r\n") + "\r\n\r\n" + String(decoding: content.body, as: UTF8.self)
    }
}
