package import PenstockPluginKit

/// What the plugin offers.
package let library = Library(
    id: "match",
    version: "1.0.0",
    vendor: "Penstock",
    stages: [.filter(Match.self)]
)
