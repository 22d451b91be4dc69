package import PenstockPluginKit

/// What the plugin offers.
package let library = Library(
    id: "jq",
    version: "1.0.0",
    vendor: "Penstock",
    stages: [.filter(JQFilter.self), .transform(JQTransform.self)]
)
