package import PenstockPluginKit

/// What the plugin offers.
package let library = Library(
    id: "lookup",
    version: "1.0.0",
    vendor: "Penstock",
    stages: [.transform(LookupTransform.self)]
)
