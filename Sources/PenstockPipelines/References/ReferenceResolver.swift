internal import FoundationEssentials
package import PenstockCore

/// Finds what references stand for: in the environment, in `DIR/.env`, in files and among systemd's credentials.
package struct ReferenceResolver: Sendable {
    private let directory: String
    /// Where values come from.
    let lookup: ReferenceLookup
    private let dotEnv: [String: String]
    /// Complaints about `DIR/.env`.
    package let diagnostics: [Diagnostic]

    /// Reads `DIR/.env` where the environment counts, if there is one that only its owner can read.
    /// - Parameters:
    ///   - directory: The pipelines directory, at which relative paths of `${file:…}` start.
    ///   - lookup: Variables of the environment come before those of `.env`.
    package init(directory: String, lookup: ReferenceLookup) {
        self.directory = directory
        self.lookup = lookup
        if case .environment = lookup {
            (dotEnv, diagnostics) = Self.readDotEnv(directory)
        } else {
            (dotEnv, diagnostics) = ([:], [])
        }
    }

    /// What stands for a value that was not to be had. It has the form of a Standard Webhooks secret, because most
    /// references are secrets, and plugins look at the form of these before that of anything else.
    static let placeholder = "whsec_cGxhY2Vob2xkZXIgcGxhY2Vob2xkZXIgcGxhY2Vob2xkZXI="

    /// Puts the references of a text in. A reference that stands for nothing is replaced by a placeholder and reported,
    /// so that one look shows all of them.
    func resolve(_ text: String) -> (text: ResolvedText, problems: [ReferenceError]) {
        var resolved = ResolvedText()
        var problems: [ReferenceError] = []
        do {
            for piece in try ReferringText(text).pieces {
                switch piece.content {
                case .literal(let literal): resolved.append(literal, .written, from: piece.source)
                case .reference(let reference):
                    do {
                        let (value, origin) = try value(of: reference)
                        resolved.append(value, origin, from: piece.source, of: reference)
                    } catch {
                        problems.append(ReferenceError(message: error.message, offset: piece.source.lowerBound))
                        resolved.append(Self.placeholder, .placeholder, from: piece.source, of: reference)
                    }
                }
            }
        } catch {
            resolved.append(Self.placeholder, .placeholder, from: 0..<text.utf8.count)
            problems.append(error)
        }
        return (resolved, problems)
    }

    private func value(of reference: Reference) throws(Undefined) -> (String, ResolvedText.Origin) {
        switch lookup {
        case .environment(let environment):
            switch reference.kind {
            case .env: try variable(reference, environment)
            case .file: (try contents(of: absolutePath(reference.name, in: directory), reference), .fetched)
            case .credential: (try credential(reference, environment), .fetched)
            }
        case .nowhere: Self.standIn(for: reference)
        case .given(let values): values[reference.name].map { ($0, .written) } ?? Self.standIn(for: reference)
        }
    }

    /// What counts where nothing is looked up.
    private static func standIn(for reference: Reference) -> (String, ResolvedText.Origin) {
        reference.fallback.map { ($0, .written) } ?? (placeholder, .placeholder)
    }

    private func variable(
        _ reference: Reference,
        _ environment: [String: String]
    ) throws(Undefined) -> (String, ResolvedText.Origin) {
        let value = environment[reference.name] ?? dotEnv[reference.name]
        switch (value, reference.fallback) {
        case (let value?, nil): return (value, .fetched)
        case (let value?, .some) where !value.isEmpty: return (value, .fetched)
        case (_, let fallback?): return (fallback, .written)
        case (nil, nil):
            // A .env that could not be read may well define it: one complaint is enough.
            if diagnostics.contains(where: { $0.severity == .error }) { return (Self.placeholder, .placeholder) }
            throw Undefined(
                message: """
                    \(reference) is not defined: there is no variable \(reference.name) in the environment or in \
                    \(directory)/.env
                    """
            )
        }
    }

    private func credential(_ reference: Reference, _ environment: [String: String]) throws(Undefined) -> String {
        guard let credentials = environment["CREDENTIALS_DIRECTORY"], !credentials.isEmpty else {
            throw Undefined(
                message: """
                    \(reference) cannot be read: CREDENTIALS_DIRECTORY is not set, as systemd sets it for a unit with \
                    LoadCredential=\(reference.name):…
                    """
            )
        }
        return try contents(of: "\(credentials)/\(reference.name)", reference)
    }

    // MARK: - Files

    private struct Undefined: Error { var message: String }

    private func contents(of path: String, _ reference: Reference) throws(Undefined) -> String {
        let bytes: [UInt8]
        do throws(WrittenFile.Fault) {
            bytes = try WrittenFile.read(path, limit: WrittenFile.valueLimit)
        } catch {
            throw Undefined(message: "\(reference) cannot be read: \(path) \(error.text)")
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw Undefined(message: "\(reference) cannot be read: \(path) is not UTF-8 text")
        }
        if let last = text.last, last == "\n" || last == "\r\n" { text.removeLast() }
        return text
    }

    private static func readDotEnv(_ directory: String) -> ([String: String], [Diagnostic]) {
        let path = "\(directory)/.env"
        guard FileManager.default.fileExists(atPath: path) else { return ([:], []) }
        let file = SourcePosition(file: path)
        let mode = try? FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        guard let mode, mode & 0o077 == 0 else {
            return (
                [:],
                [
                    Diagnostic(
                        at: file,
                        "others than its owner can read it, so it is not read",
                        expected: "a file for its owner alone: chmod 600 \(path)"
                    )
                ]
            )
        }
        let bytes: [UInt8]
        do throws(WrittenFile.Fault) {
            bytes = try WrittenFile.read(path, limit: WrittenFile.valueLimit)
        } catch {
            return ([:], [Diagnostic(at: file, "the file \(error.text)")])
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return ([:], [Diagnostic(at: file, "the file is not UTF-8 text")])
        }
        let parsed = DotEnv(text)
        return (
            parsed.variables,
            parsed.problems.map { problem in
                Diagnostic(
                    at: SourcePosition(file: path, line: problem.line, column: 1),
                    problem.message,
                    expected: "NAME=value, NAME='value' or a comment that begins with #"
                )
            }
        )
    }
}
