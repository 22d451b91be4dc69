import Foundation
import PenstockJSON
import PenstockPipelines

extension Catalog {
    /// The event types that ship with Penstock.
    static let known = Catalog.load(from: shippedPipelines).catalog
}

/// The directory `pipelines` of this package.
let shippedPipelines = URL(fileURLWithPath: #filePath + "/../../../../pipelines").standardized.path

extension Settings {
    static func with(defaults: [String: JSONValue]) -> Settings {
        var settings = Settings()
        settings.defaults = defaults
        return settings
    }
}
