import Foundation

/// Random choices that a seed repeats: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators,
/// 2014).
struct Chance: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The seed of this run, printed with the name of the test that uses it: `PENSTOCK_TEST_SEED`, or another each time.
    static func seed(for test: String) -> UInt64 {
        let seed =
            ProcessInfo.processInfo.environment["PENSTOCK_TEST_SEED"].flatMap { UInt64($0) }
            ?? .random(in: 0..<1_000_000)
        print("\(test): PENSTOCK_TEST_SEED=\(seed)")
        return seed
    }
}

/// The long form of the tests, which `scripts/test --soak` asks for.
enum Soak {
    static let isOn = ProcessInfo.processInfo.environment["PENSTOCK_SOAK"] == "1"

    /// How long the walk of random actions goes, in seconds: `PENSTOCK_SOAK_SECONDS`, or five minutes.
    static let seconds =
        ProcessInfo.processInfo.environment["PENSTOCK_SOAK_SECONDS"].flatMap { Double($0) } ?? 300

    /// The number for a normal run, or for a soak.
    static func choose<Number>(_ normal: Number, soak: Number) -> Number { isOn ? soak : normal }
}
