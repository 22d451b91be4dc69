package import PenstockCore

/// Where the HTTP API listens and what it says of itself.
package struct ServerConfiguration: Sendable {
    /// The address to listen on. Whoever sets another than loopback answers for who may call.
    package var host: String
    /// The port; 0 takes a free one.
    package var port: Int
    /// Penstock's version.
    package var version: String
    /// When the process started.
    package var startedAt: Timestamp
    /// The largest body of a request, in bytes.
    package var bodyLimit: Int
    /// How many connections are open at most; more wait until one is closed.
    package var connections: Int
    /// How often somebody who watches the feed gets a sign of life where nothing happens.
    package var heartbeat: Duration

    package init(
        host: String = "127.0.0.1",
        port: Int = 8080,
        version: String,
        startedAt: Timestamp,
        bodyLimit: Int = 1 << 20,
        connections: Int = 10_000,
        heartbeat: Duration = .seconds(15)
    ) {
        self.host = host
        self.port = port
        self.version = version
        self.startedAt = startedAt
        self.bodyLimit = bodyLimit
        self.connections = connections
        self.heartbeat = heartbeat
    }
}
