package import PenstockPluginKit

/// What the plugin offers.
package let library = Library(
    id: "insight",
    version: "1.0.0",
    vendor: "Penstock",
    stages: [.transform(InsightTransform.self)]
)
