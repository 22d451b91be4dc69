import PenstockCore
import Testing

@Suite struct `A number of bytes` {
    @Test(arguments: [
        (Int64(0), "0 B"), (1023, "1023 B"), (1536, "1.5 KiB"), (268_435_456, "256 MiB"), (-2048, "-2 KiB"),
    ])
    func `is told in the unit that suits it`(bytes: Int64, text: String) {
        #expect(bytes.binarySize == text)
    }
}
