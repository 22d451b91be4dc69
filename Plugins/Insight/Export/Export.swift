public import CPenstock
internal import InsightStages
internal import PenstockPluginKit

/// The entry; see penstock.h.
@c @implementation public func penstock_plugin_v1(
    _ host: UnsafePointer<penstock_host_info>
) -> UnsafePointer<penstock_library>? { unsafe library.table }
