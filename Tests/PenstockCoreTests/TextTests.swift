import PenstockCore
import Testing

@Suite struct `Timestamps` {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-03-04T10:00:00Z", 1_772_618_400_000_000),
            ("2026-03-04T11:00:00+01:00", 1_772_618_400_000_000), ("2026-03-04t10:00:00.5z", 1_772_618_400_500_000),
            ("1969-12-31T23:59:59.999999Z", -1), ("2024-02-29T00:00:00Z", 1_709_164_800_000_000),
            ("2026-03-04T10:00:00.123456789Z", 1_772_618_400_123_456),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
        ] as [(String, Int64)]
    )
    func `RFC 3339 is read`(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026-03-04", "2026-03-04T10:00:00", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z",
        "2026-03-04T24:00:00Z", "2026-03-04T10:60:00Z", "2026-03-04T10:00:00.Z", "2026-03-04T10:00:00+25:00",
        "2026-03-04T10:00:00Zx", "x026-03-04T10:00:00Z",
    ])
    func `what is not RFC 3339 is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00Z"), (1_772_618_400_500_000, "2026-03-04T10:00:00.500Z"),
            (-1, "1969-12-31T23:59:59.999999Z"),
            (951_782_400_000_000, "2000-02-29T00:00:00Z"), (253_402_300_799_000_000, "9999-12-31T23:59:59Z"),
        ] as [(Int64, String)]
    )
    func `they are written with the digits they have`(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
        #expect(Timestamp(text)?.microseconds == microseconds)
    }
}

@Suite struct `Durations in text` {
    @Test(
        arguments: [
            ("250ms", 250_000), ("5s", 5_000_000), ("1.5h", 5_400_000_000), ("2h", 7_200_000_000),
            ("7d", 604_800_000_000),
            ("0s", 0), ("90m", 5_400_000_000),
        ] as [(String, Int64)]
    )
    func `are read`(text: String, microseconds: Int64) {
        #expect(Duration(text: text)?.microseconds == microseconds)
    }

    @Test(arguments: ["", "5", "s", "-5s", "5 s", "1e3s", "5min", "1.2.3s", "9999999999999999d"])
    func `are refused when they are none`(text: String) {
        #expect(Duration(text: text) == nil)
    }

    @Test(arguments: [("90s", "90s"), ("120s", "2m"), ("86400s", "1d"), ("250ms", "250ms"), ("0s", "0ms")])
    func `are written in the largest whole unit`(text: String, written: String) {
        #expect(Duration(text: text)?.text == written)
    }
}

@Suite struct `Ids that people see` {
    private let store = StoreID("abcdefgh")

    @Test func `name a number of one store`() {
        #expect(store.text(of: DeliveryID(17)) == "dlv_abcdefgh_17")
        #expect(store.delivery("dlv_abcdefgh_17") == DeliveryID(17))
        #expect(store.event("evt_abcdefgh_3") == EventSequence(3))
    }

    @Test(arguments: [
        "dlv_abcdefgx_17", "evt_abcdefgh_17", "dlv_abcdefgh_", "dlv_abcdefgh_-1", "dlv_abcdefgh_x", "", "17",
    ])
    func `of another store or another form are none of ours`(text: String) {
        #expect(store.delivery(text) == nil)
    }

    @Test func `a new store's name has eight letters and digits`() {
        var generator = SystemRandomNumberGenerator()
        let (one, other) = (StoreID.random(using: &generator), StoreID.random(using: &generator))
        #expect(one.text.count == 8)
        #expect(one != other)
    }
}
