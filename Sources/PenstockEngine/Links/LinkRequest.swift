internal import PenstockCore
package import PenstockPlugins

/// A link that is to be tested, as a person gave it.
package struct LinkRequest: Sendable {
    /// What is tested.
    package enum Subject: Sendable, Equatable {
        case url(String)
        /// The address of a pipeline's transport, with its headers, credentials and TLS.
        case pipeline(String)
    }

    package var subject: Subject
    /// Nil for what a delivery is sent with: the pipeline's, or POST.
    package var method: String?
    /// What is sent beside the headers that the transport writes; a pipeline's own come before one of the same name.
    package var headers: [(name: String, value: String)] = []
    /// Nil for an event of the type ``LinkRequest/eventType``.
    package var body: [UInt8]?
    /// For the whole exchange.
    package var timeout = LinkRequest.longest
    /// A file with the authorities to trust, in place of the machine's own; of a URL only.
    package var certificateAuthorities: String?
    /// What may be reached although it is private, beside what the settings allow; of a URL only.
    package var egress = EgressAllowList()

    package init(_ subject: Subject) { self.subject = subject }

    /// The longest that a test may take.
    package static let longest = Duration.seconds(30)
    package static let methods = ["POST", "PUT", "PATCH", "DELETE", "GET"]
    /// The type of the event that is sent where no body is given.
    package static let eventType = "penstock.link.test"

    private static let (mostHeaders, headerLimit, urlLimit) = (50, 16 * 1024, 8 * 1024)

    /// Looks at everything that would not get as far as the transport, or would be read there as something else.
    package func check() throws(LinkRefusal) {
        if case .url(let url) = subject { try Self.check(url) }
        if let method, !Self.methods.contains(method) {
            throw LinkRefusal(.invalid, "'\(method.prefix(40))' is no method that deliveries use: \(Self.methodList)")
        }
        if method == "GET", body != nil { throw LinkRefusal(.invalid, "a GET carries no body; leave one of them out") }
        guard timeout > .zero, timeout <= Self.longest else {
            throw LinkRefusal(.invalid, "the time limit must be more than nothing and at most \(Self.longest.text)")
        }
        guard headers.count <= Self.mostHeaders,
            headers.reduce(0, { $0 + $1.name.utf8.count + $1.value.utf8.count }) <= Self.headerLimit
        else {
            throw LinkRefusal(.invalid, "there may be \(Self.mostHeaders) headers, \(Self.headerLimit) bytes in all")
        }
        for header in headers { try Self.check(header) }
    }

    private static var methodList: String { methods.joined(separator: ", ") }

    private static func check(_ url: String) throws(LinkRefusal) {
        let lower = url.prefix(8).lowercased()
        guard lower.hasPrefix("http://") || lower.hasPrefix("https://") else {
            throw LinkRefusal(.invalid, "a link begins with http:// or https://")
        }
        guard url.utf8.count <= urlLimit else {
            throw LinkRefusal(.invalid, "the URL is longer than \(urlLimit) bytes")
        }
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            throw LinkRefusal(.invalid, "the URL holds a space, a line break or another control character")
        }
        // What the transport takes is a template.
        guard !url.contains("{{") else {
            throw LinkRefusal(.invalid, "the URL holds '{{'; write braces as %7B, or test the pipeline that has it")
        }
    }

    /// RFC 9110, section 5.6.2 for the name, and no line in a value may end (section 5.5).
    private static func check(_ header: (name: String, value: String)) throws(LinkRefusal) {
        let punctuation = "!#$%&'*+-.^_`|~"
        let isName = header.name.utf8.allSatisfy { byte in
            UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte | 0x20
                || punctuation.utf8.contains(byte)
        }
        guard isName, !header.name.isEmpty else {
            throw LinkRefusal(.invalid, "'\(header.name.prefix(100))' is no name of a header")
        }
        guard header.value.utf8.allSatisfy({ $0 != 0x0D && $0 != 0x0A && $0 != 0 }) else {
            throw LinkRefusal(.invalid, "the header '\(header.name.prefix(100))' holds a line break")
        }
    }
}

extension LinkRequest {
    /// Reads a header as people write one: `X-Course: Safety`.
    package static func header(_ line: String) throws(LinkRefusal) -> (name: String, value: String) {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw LinkRefusal(.invalid, "'\(line.prefix(100))' is no header; write its name, a colon and its value")
        }
        let value = parts[1].drop { $0 == " " || $0 == "\t" }
        return (String(parts[0]), String(value))
    }

    /// Reads how long a test may take: `10s`.
    package static func timeout(_ text: String) throws(LinkRefusal) -> Duration {
        guard let timeout = Duration(text: text) else {
            throw LinkRefusal(.invalid, "'\(text.prefix(40))' is no length of time such as 500ms or 10s")
        }
        return timeout
    }
}
