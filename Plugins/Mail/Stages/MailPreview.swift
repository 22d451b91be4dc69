internal import CGMime
internal import PenstockPluginKit

/// What people read of a finished mail: taken from the very bytes that are sent, for trials and tests of pipelines.
struct MailPreview: Equatable {
    var subject: String?
    var text: String?
    var html: String?

    /// Reads a message as RFC 5322 has it; everything is nil where it is none.
    init(_ bytes: [UInt8]) {
        GMime.start()
        let message = unsafe bytes.withUnsafeBytes { buffer in
            unsafe cgmime_message_parse(buffer.baseAddress?.assumingMemoryBound(to: CChar.self), buffer.count)
        }
        guard let message = unsafe message else { return }
        defer { unsafe cgmime_release(message) }
        subject = unsafe cgmime_message_subject(message).map { unsafe String(cString: $0) }
        text = unsafe Self.part("plain", of: message)
        html = unsafe Self.part("html", of: message)
    }

    private static func part(_ subtype: String, of message: UnsafeMutableRawPointer) -> String? {
        guard let text = unsafe cgmime_message_text(message, subtype) else { return nil }
        defer { unsafe cgmime_free(text) }
        return unsafe String(cString: text).replacing("\r\n", with: "\n")
    }

    /// Sets the attributes by which the host shows it.
    func write(to output: Output) {
        output.setAttribute("mail-subject", subject ?? "")
        output.setAttribute("mail-text", text ?? "")
        output.setAttribute("mail-html", html ?? "")
    }
}
