internal import CPenstock
package import PenstockCore

// What is copied out of a frame: for a retry, or for a person to look at.

extension MessageFrame {
    /// Marks the message as it is now, behind the transforms, as what a retry sends.
    package func keep() {
        kept = unsafe Kept(
            body: message.pointee.body,
            buffer: shown,
            contentType: message.pointee.content_type,
            headers: headers.all,
            attributes: attributes.all
        )
    }

    /// What ``keep()`` marked, copied out; nil before it.
    package var rendered: RenderedMessage? {
        guard let kept else { return nil }
        return unsafe RenderedMessage(
            body: Array(copying: kept.body),
            contentType: String(copying: kept.contentType),
            headers: kept.headers.map { unsafe EventExtension(copying: $0) },
            attributes: kept.attributes.map { unsafe EventExtension(copying: $0) }
        )
    }
}

extension FieldTable {
    fileprivate var all: [penstock_header] { unsafe (0..<count).map { unsafe self[$0] } }
}

extension EventExtension {
    init(copying field: penstock_header) {
        self.init(name: unsafe String(copying: field.name), value: unsafe String(copying: field.value))
    }
}

extension MessageFrame {
    /// The message as it is now.
    package var shownMessage: ShownMessage {
        unsafe ShownMessage(
            method: String(copying: message.pointee.method),
            target: String(copying: message.pointee.target),
            contentType: String(copying: message.pointee.content_type),
            body: Array(copying: message.pointee.body),
            headers: headers.all.map { unsafe EventExtension(copying: $0) },
            attributes: attributes.all.map { unsafe EventExtension(copying: $0) }
        )
    }
}

extension MessageFrame {
    /// Beside the body, what a transport was given to send: a mail goes in an envelope and has its headers in its body.
    package var requestHead: RequestHead {
        let envelope = unsafe attributes.all.map { unsafe EventExtension(copying: $0) }
            .filter { ShownMessage.envelope.contains($0.name) }
        return unsafe RequestHead(
            method: String(copying: message.pointee.method),
            target: String(copying: message.pointee.target),
            headers: envelope.isEmpty ? headers.all.map { unsafe EventExtension(copying: $0) } : envelope
        )
    }
}

/// A message as it stands between two stages.
package struct ShownMessage: Sendable, Equatable {
    package var method: String
    package var target: String
    package var contentType: String
    package var body: [UInt8]
    package var headers: [EventExtension]
    package var attributes: [EventExtension]

    /// The attributes by which a message is a mail, and that say whom it comes from and whom it goes to.
    static let envelope: Set = ["mail-from", "mail-to", "mail-cc", "mail-bcc"]
}
