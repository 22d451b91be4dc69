/// Sizes of the host's tables in version 1.0 of the interface: what the oldest host hands over. They never change.
enum FirstVersion {
    static let hostInfo: UInt32 = 24
    static let host: UInt32 = 80
    static let report: UInt32 = 32
    static let event: UInt32 = 160
    static let message: UInt32 = 112
    static let call: UInt32 = 104
    static let output: UInt32 = 96
    static let delivery: UInt32 = 48
    static let result: UInt32 = 160
    static let library: UInt32 = 56
    static let stageType: UInt32 = 48
    static let operations: UInt32 = 120
}
