internal import NIOCore
internal import NIOPosix
internal import NIOSSL
internal import Synchronization

/// Carries a command's requests to a server whose certificate is of an authority that the system does not know.
///
/// Foundation's client on Linux takes the system's authorities and no others. So it speaks to a port of this process, and
/// what comes there goes on to the server over TLS, once its certificate and name have been verified.
final class TLSRelay: Sendable {
    private let connected: Mutex<(any Channel)?> = Mutex(nil)
    private let last: Mutex<String?> = Mutex(nil)

    /// Why the last connection came to nothing; nil where it did not.
    var failure: String? { last.withLock { $0 } }

    /// Where the command's own client finds it.
    var address: String { "http://127.0.0.1:\(connected.withLock { $0?.localAddress?.port } ?? 0)" }

    /// Opens the port.
    /// - Parameter file: In PEM form, with the certificates of the authorities that are trusted; no others are.
    /// - Throws: ``CommandFailure`` when the file cannot be used.
    init(to host: String, port: Int, authorities file: String) throws {
        let context: NIOSSLContext
        do {
            var configuration = TLSConfiguration.makeClientConfiguration()
            configuration.minimumTLSVersion = .tlsv12
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMFile(file))
            context = try NIOSSLContext(configuration: configuration)
        } catch {
            throw CommandFailure("\(file) cannot be read, or has no certificates in PEM form (--ca-file)")
        }
        let listener = try ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { [self] inbound in connect(inbound, to: host, port, context) }
            .bind(host: "127.0.0.1", port: 0)
            .wait()
        connected.withLock { $0 = listener }
    }

    /// Connects to the server for a connection of the command's client, and joins the two.
    private func connect(
        _ inbound: any Channel,
        to host: String,
        _ port: Int,
        _ context: NIOSSLContext
    ) -> EventLoopFuture<Void> {
        // A certificate for an address is compared with the address that was connected to (RFC 6066, section 3).
        let isAddress = (try? SocketAddress(ipAddress: host, port: port)) != nil
        return ClientBootstrap(group: inbound.eventLoop)
            .channelInitializer { [self] outbound in
                outbound.eventLoop.makeCompletedFuture {
                    let pipeline = outbound.pipeline.syncOperations
                    try pipeline.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: isAddress ? nil : host)
                    )
                    try pipeline.addHandler(Forwarder(to: inbound, noting: self))
                }
            }
            .connect(host: host, port: port)
            .flatMap { [self] outbound in
                inbound.pipeline.addHandler(Forwarder(to: outbound, noting: self))
                    .flatMap { inbound.setOption(.autoRead, value: true) }
            }
    }

    fileprivate func note(_ error: any Error) {
        guard error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError else { return }
        last.withLock { $0 = "\(error)" }
    }
}

/// Hands on what one of two joined connections brings to the other.
private final class Forwarder: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    private let other: any Channel
    private let relay: TLSRelay

    init(to other: any Channel, noting relay: TLSRelay) {
        (self.other, self.relay) = (other, relay)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        other.writeAndFlush(unwrapInboundIn(data), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        other.close(promise: nil)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Many servers close without a word of TLS; that is the end and no failure (RFC 8446, section 6.1).
        if case .uncleanShutdown? = error as? NIOSSLError {} else { relay.note(error) }
        context.close(promise: nil)
    }
}
