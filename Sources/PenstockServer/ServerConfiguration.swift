package import PenstockCore

/// Where the HTTP API listens and what it says of itself.
package struct ServerConfiguration: Sendable {
    /// The address to listen on. Whoever can reach another than loopback is asked for a token.
    package var host: String
    /// The port; 0 takes a free one.
    package var port: Int
    /// Where strangers may reach what is for them; nil where they may not at all.
    package var `public`: PublicListener?
    /// Further names that it is known by.
    package var hosts: [String]
    /// Nil where nothing is encrypted.
    package var tls: TLSFiles?
    /// How often it is looked whether the certificate has changed.
    package var tlsInterval: Duration
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

    /// A second address, with its port.
    package struct PublicListener: Sendable {
        package var host: String
        package var port: Int
        /// Nil where nothing is encrypted.
        package var tls: TLSFiles?

        package init(host: String, port: Int, tls: TLSFiles? = nil) {
            self.host = host
            self.port = port
            self.tls = tls
        }
    }

    package init(
        host: String = "127.0.0.1",
        port: Int = 8080,
        public: PublicListener? = nil,
        hosts: [String] = [],
        tls: TLSFiles? = nil,
        tlsInterval: Duration = .seconds(5),
        version: String,
        startedAt: Timestamp,
        bodyLimit: Int = 1 << 20,
        connections: Int = 10_000,
        heartbeat: Duration = .seconds(15)
    ) {
        self.host = host
        self.port = port
        self.public = `public`
        self.hosts = hosts
        self.tls = tls
        self.tlsInterval = tlsInterval
        self.version = version
        self.startedAt = startedAt
        self.bodyLimit = bodyLimit
        self.connections = connections
        self.heartbeat = heartbeat
    }
}

/// The ports on which connections are accepted.
package struct ListeningPorts: Sendable, Equatable {
    package var admin: Int
    package var `public`: Int?
}
