public import CPenstock
internal import PLUGIN_MODULE
internal import PenstockPluginKit

/// The entry; see penstock.h. It must be public, or nothing is exported.
@c @implementation public func penstock_plugin_v1(
    _ host: UnsafePointer<penstock_host_info>
) -> UnsafePointer<penstock_library>? { unsafe library.table }
