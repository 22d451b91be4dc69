/// A value that does not stand in the file itself: `${env:NAME}`, `${env:NAME:-default}`, `${file:path}` or
/// `${credential:name}`.
package struct Reference: Sendable, Hashable {
    /// Where the value comes from.
    package enum Kind: String, Sendable, CaseIterable {
        /// A variable of the environment, or of `.env` in the pipelines directory.
        case env
        /// A file; a relative path starts at the pipelines directory.
        case file
        /// A file in the directory that systemd names in `CREDENTIALS_DIRECTORY` (systemd.exec(5), LoadCredential=).
        case credential
    }

    package var kind: Kind
    /// The variable's name, the file's path or the credential's name.
    package var name: String
    /// What counts where the variable is not set or empty, as in a shell; only `env` has one.
    package var fallback: String?
}

extension Reference: CustomStringConvertible {
    /// The reference as it is written, without its default.
    package var description: String { "${\(kind.rawValue):\(name)}" }
}

/// Why a text with references cannot be read.
package struct ReferenceError: Error, Sendable, Equatable {
    package var message: String
    /// Bytes into the text.
    package var offset: Int
}
