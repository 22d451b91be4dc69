extension Int64 {
    /// A number of bytes for people, such as `1.5 GiB`.
    package var binarySize: String {
        var (value, unit) = (Double(self), 0)
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        while abs(value) >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
        let tenths = (value * 10).rounded() / 10
        return (tenths == tenths.rounded() ? "\(Int64(tenths))" : "\(tenths)") + " " + units[unit]
    }
}
