package import PenstockPluginKit

/// What the plugin offers.
package let library = Library(
    id: "signatures",
    version: "1.0.0",
    vendor: "Penstock",
    stages: [.signer(StandardWebhooks.self), .signer(HMACSigner.self)]
)
