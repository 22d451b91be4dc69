package import PenstockCore

/// Who asks for a page, and from where.
package struct PageContext: Sendable {
    /// The path that was asked for, without its query.
    package var path: String
    /// What every form carries, so that no other site can send it; nil where nobody has to log in.
    package var csrf: String?
    /// The name of who is logged in.
    package var caller: String?
    /// Whether the one who asks may change something: buttons are shown to nobody else.
    package var mayChange: Bool
    package var now: Timestamp
    /// Penstock's version.
    package var version: String

    package init(
        path: String,
        csrf: String? = nil,
        caller: String? = nil,
        mayChange: Bool = true,
        now: Timestamp,
        version: String
    ) {
        self.path = path
        self.csrf = csrf
        self.caller = caller
        self.mayChange = mayChange
        self.now = now
        self.version = version
    }
}
