internal import PenstockPipelines

/// One address that is listened on, and what holds there.
struct Listener: Sendable {
    var host: String
    var port: Int
    var isPublic: Bool
    /// Further names that it is known by.
    var hosts: [String]
    /// How many connections are open at most.
    var connections: Int
    /// Nil where nothing is encrypted.
    var tls: TLSFiles?

    /// Of the API, the dashboard and the metrics.
    init(_ configuration: ServerConfiguration) {
        (host, port, hosts, isPublic) = (configuration.host, configuration.port, configuration.hosts, false)
        tls = configuration.tls
        connections = configuration.connections - Self.publicShare(of: configuration)
    }

    /// Of what strangers may reach.
    init(_ listener: ServerConfiguration.PublicListener, _ configuration: ServerConfiguration) {
        (host, port, hosts, isPublic) = (listener.host, listener.port, configuration.hosts, true)
        tls = listener.tls
        connections = Self.publicShare(of: configuration)
    }

    /// Strangers who open all that they may leave some to those who must look what is the matter.
    private static func publicShare(of configuration: ServerConfiguration) -> Int {
        configuration.public == nil ? 0 : configuration.connections * 4 / 5
    }

    var address: String { ListenAddress(host: host, port: port).description }
    /// The flag that names another address.
    var flag: String { isPublic ? "--listen-public" : "--listen" }

    func door(_ desk: AccessDesk) -> Door {
        Door(
            desk: desk,
            isPublic: isPublic,
            isLoopback: ListenAddress(host: host, port: port).isLoopback,
            isSecure: tls != nil,
            hosts: HostRule(host: host, names: hosts, isPublic: isPublic)
        )
    }
}
