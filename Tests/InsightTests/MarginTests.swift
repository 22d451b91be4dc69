import Foundation
import Testing

@Suite struct `The margin` {
    /// A decimal as people and programs write it, of up to 16 digits before the point and 12 behind it.
    private func number(_ generator: inout some RandomNumberGenerator) -> String {
        var text = Bool.random(using: &generator) ? "-" : ""
        text += String(
            Int.random(in: 0...9_999_999_999_999_999, using: &generator) >> Int.random(in: 0...53, using: &generator)
        )
        let places = Int.random(in: 0...12, using: &generator)
        if places > 0 {
            text += "." + (0..<places).map { _ in String(Int.random(in: 0...9, using: &generator)) }.joined()
        }
        let exponent = Int.random(in: -6...2, using: &generator)
        if exponent != 0, Bool.random(using: &generator) { text += "e\(exponent)" }
        return text
    }

    @Test func `is what Foundation's decimals make of it`() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let (score, needed) = (number(&generator), number(&generator))
            let (one, other) = try (#require(Decimal(string: score)), #require(Decimal(string: needed)))
            let insight = try Asked().insight(#"{"score":\#(score),"passing_score":\#(needed)}"#)
            #expect(
                insight == #"{"passed":\#(one >= other),"margin":\#(one - other)}"#,
                "\(score) and \(needed)"
            )
        }
    }
}
