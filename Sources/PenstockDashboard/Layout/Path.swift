internal import PenstockCore

/// A path of the dashboard with its query. Whatever is put into it is percent-encoded, so that a name from outside stays
/// one segment, and the link stays on this host.
package struct Path: Sendable, Equatable {
    package private(set) var text: String

    /// The root.
    package init() { text = "/" }

    /// Segments one behind another.
    package init(_ segments: String...) {
        text = "/" + segments.map(\.percentEncoded).joined(separator: "/")
    }

    /// The same path with parameters; those without a value are left out.
    package func with(_ parameters: (name: String, value: String?)...) -> Path { with(parameters) }

    /// The same path with parameters; those without a value are left out.
    package func with(_ parameters: [(name: String, value: String?)]) -> Path {
        let pairs = parameters.compactMap { name, value in
            value.map { "\(name.percentEncoded)=\($0.percentEncoded)" }
        }
        guard !pairs.isEmpty else { return self }
        var path = self
        path.text += (text.contains("?") ? "&" : "?") + pairs.joined(separator: "&")
        return path
    }

    /// A place of the page.
    package func at(_ fragment: String) -> Path {
        var path = self
        path.text += "#" + fragment.percentEncoded
        return path
    }
}
