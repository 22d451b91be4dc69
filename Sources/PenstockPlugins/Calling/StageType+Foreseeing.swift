internal import CPenstock

extension StageType {
    /// Tells the plugin which configurations are to come, if it wants to know and runs here.
    package func foresee(_ configurations: [[UInt8]]) {
        guard let foresee = unsafe operations.pointee.foresee, !configurations.isEmpty else { return }
        let bytes = Array(configurations.joined())
        unsafe bytes.withUnsafeBufferPointer { bytes in
            var views: [penstock_bytes] = unsafe []
            var start = 0
            for configuration in configurations {
                let pointer = unsafe bytes.baseAddress.map { unsafe $0 + start }
                unsafe views.append(penstock_bytes(ptr: pointer, len: configuration.count))
                start += configuration.count
            }
            unsafe views.withUnsafeBufferPointer { views in
                guard let first = views.baseAddress else { return }
                origin.site.recorded(.foresee) { unsafe foresee(raw, first, views.count) }
            }
        }
    }
}
