internal import Hummingbird
internal import NIOCore

/// What a route knows of a request beside the request itself.
struct APIContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The connection it came on.
    let channel: any Channel
    /// Who makes it. ``AccessGuard`` says so before any route sees the request.
    var caller = Caller.stranger

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// The address of the other side, without its port.
    var address: String { channel.remoteAddress?.ipAddress ?? "unknown" }
}
