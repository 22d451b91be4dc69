internal import Logging
internal import NIOCore
internal import NIOSSL
internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A certificate and its key, from files that are read again when they change: new connections get the new ones, and
/// those that are open go on. What is broken never takes the place of what works.
package final class TLSFiles: Sendable {
    /// Why a pair of files cannot be used.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        package var description: String
    }

    /// What is used, and the files it came from, or the files that were found broken last.
    private struct State {
        var context: NIOSSLContext
        var seen: Content
        /// Why they could not be used when they were looked at last; told once.
        var failure: Failure?
    }

    private struct Content: Equatable {
        var certificate: [UInt8]
        var key: [UInt8]
    }

    private let certificate: String
    private let key: String
    private let state: Mutex<State>
    /// What is doubtful about the certificate at the start; nil where all is well.
    package let warning: String?
    /// A chain of certificates has some kilobytes.
    private static let limit = 1 << 20

    /// Reads the files.
    package init(certificate: String, key: String) throws(Failure) {
        let content = try Self.read(certificate, key)
        let (context, warning) = try Self.load(content, certificate, key)
        (self.certificate, self.key, self.warning) = (certificate, key, warning)
        state = Mutex(State(context: context, seen: content))
    }

    /// What the next connection speaks TLS with.
    var context: NIOSSLContext { state.withLock { $0.context } }

    /// Looks whether the files have changed, and takes them where they can be used.
    /// - Returns: Whether new ones are used from now on.
    @discardableResult
    func refresh(_ logger: Logger) -> Bool {
        do throws(Failure) {
            let content = try Self.read(certificate, key)
            state.withLock { $0.failure = nil }
            guard state.withLock({ $0.seen != content }) else { return false }
            // Whatever comes of it, it is looked at once.
            state.withLock { $0.seen = content }
            let (context, warning) = try Self.load(content, certificate, key)
            state.withLock { $0.context = context }
            logger.notice("a new certificate is used from now on", metadata: ["file": "\(certificate)"])
            if let warning { logger.warning("\(warning)") }
            return true
        } catch {
            let isNew = state.withLock { state in
                defer { state.failure = error }
                return state.failure != error
            }
            if isNew { logger.error("\(error); the certificate that was used before goes on") }
            return false
        }
    }

    /// Looks again every now and then, until it is cancelled.
    func watch(every interval: Duration, _ logger: Logger) async {
        while (try? await Task.sleep(for: interval)) != nil { refresh(logger) }
    }

    // MARK: - Reading

    private static func read(_ certificate: String, _ key: String) throws(Failure) -> Content {
        Content(certificate: try bytes(certificate, "tls.certificate"), key: try bytes(key, "tls.key"))
    }

    private static func bytes(_ path: String, _ setting: String) throws(Failure) -> [UInt8] {
        do {
            let data = try Data(contentsOf: URL(filePath: path))
            guard data.count <= limit else { throw Failure(description: "\(path) has more than \(limit) bytes") }
            return Array(data)
        } catch let failure as Failure {
            throw failure
        } catch {
            let isThere = FileManager.default.fileExists(atPath: path)
            throw Failure(
                description: isThere
                    ? "\(path) cannot be read; the user that runs penstock must be able to (\(setting))"
                    : "there is no file \(path) (\(setting))"
            )
        }
    }

    private static func load(
        _ content: Content,
        _ certificate: String,
        _ key: String
    ) throws(Failure) -> (NIOSSLContext, warning: String?) {
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMBytes(content.certificate)
        } catch {
            throw Failure(description: "\(certificate) has no certificate in PEM form (tls.certificate)")
        }
        guard let own = chain.first else {
            throw Failure(description: "\(certificate) has no certificate in PEM form (tls.certificate)")
        }
        let privateKey: NIOSSLPrivateKey
        do {
            // Without a passphrase to be asked for: nobody is there to type it.
            privateKey = try NIOSSLPrivateKey(bytes: content.key, format: .pem) {
                (_: NIOSSLPassphraseSetter<[UInt8]>) in
                throw NoPassphrase()
            }
        } catch {
            let isEncrypted = String(decoding: content.key, as: UTF8.self).contains("ENCRYPTED")
            throw Failure(
                description: isEncrypted
                    ? "\(key) is encrypted; penstock needs the key without a passphrase, readable by its user only (tls.key)"
                    : "\(key) has no private key in PEM form (tls.key)"
            )
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(privateKey)
        )
        // RFC 8996: nothing older.
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            return (try NIOSSLContext(configuration: configuration), warning(about: own, certificate))
        } catch {
            throw Failure(
                description: "\(key) is not the key of \(certificate); its first certificate must be the server's own"
            )
        }
    }

    private struct NoPassphrase: Error {}

    private static func warning(about certificate: NIOSSLCertificate, _ path: String) -> String? {
        let now = Date().timeIntervalSince1970
        func day(_ time: Int) -> String { "\(Date(timeIntervalSince1970: Double(time)))" }
        if Double(certificate.notValidAfter) < now {
            return "the certificate in \(path) expired \(day(certificate.notValidAfter)): clients will refuse it"
        }
        if Double(certificate.notValidBefore) > now {
            return "the certificate in \(path) is not valid before \(day(certificate.notValidBefore))"
        }
        return nil
    }
}
