/// How far an axis goes: from 0 to a round number above all values.
struct Scale: Sendable, Equatable {
    let top: Double

    /// - Parameter least: The axis goes at least so far.
    init(above values: some Sequence<Double>, least: Double) {
        let most = max(values.filter(\.isFinite).max() ?? 0, least)
        // 1, 2 and 5 times a power of ten are what people count in.
        var power = 1.0
        while power * 10 <= most { power *= 10 }
        while power > most { power /= 10 }
        top = [1.0, 2, 5, 10].map { $0 * power }.first { $0 >= most } ?? most
    }

    /// Where a value lies, from 0 to 1.
    func position(_ value: Double) -> Double { min(max(value / top, 0), 1) }
}
