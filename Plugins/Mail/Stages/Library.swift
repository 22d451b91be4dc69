package import PenstockPluginKit

/// What this plugin offers.
package let library = Library(
    id: "mail",
    version: "1.0.0",
    vendor: "Penstock",
    stages: [.transform(EmailTransform.self), .transport(SMTPTransport.self)]
)
