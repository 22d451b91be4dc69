package import PenstockPluginKit

/// The version that requests carry as `user-agent`.
let version = "1.0.0"

/// What this plugin offers.
package let library = Library(
    id: "http",
    version: version,
    vendor: "Penstock",
    stages: [.transport(HTTPTransport.self)]
)
