import PenstockJSON
import Testing

@Suite struct `JSON numbers` {
    @Test(arguments: [
        ("1.0", "1"), ("0.10", "0.1"), ("1e2", "100"), ("100e-2", "1"), ("-0", "0"), ("0e5", "0.000"), ("-0.0", "0"),
        ("12.50e1", "125"), ("0.001e3", "1.0"), ("1E400", "10e399"), ("0.00012", "1.2e-4"),
        ("1e99999999999999999999", "10e99999999999999999998"), ("1e-99999999999999999999", "0.1e-99999999999999999998"),
        ("9007199254740993", "9007199254740993.0"), ("1e0002", "100"), ("1e-00", "1"),
    ])
    func `are equal when their values are`(one: String, other: String) throws {
        let (one, other) = (try #require(JSONNumber(parsing: one)), try #require(JSONNumber(parsing: other)))
        #expect(one == other)
        #expect(JSONNumber.compare(other, one) == 0)
    }

    @Test(arguments: [
        ("1", "2"), ("-2", "-1"), ("-1", "0"), ("0", "0.1"), ("-0.1", "0"), ("0.1", "0.11"), ("0.09", "0.1"),
        ("99", "1e2"),
        ("9007199254740992", "9007199254740993"), ("9007199254740992.1", "9007199254740992.2"),
        ("0.1", "0.1000000000000000000000000000000000000000000001"), ("-1e400", "-1e399"), ("1e-400", "1e-399"),
        ("1e99999999999999999998", "1e99999999999999999999"), ("9.99e99999999999999999998", "1e99999999999999999999"),
        ("-1e99999999999999999999", "1e-99999999999999999999"), ("1e-99999999999999999999", "1e99999999999999999999"),
        ("123456789012345678901", "123456789012345678902"), ("1.5", "15"), ("0", "1e-99999999999999999999"),
    ])
    func `are ordered by their exact values`(less: String, more: String) throws {
        let (less, more) = (try #require(JSONNumber(parsing: less)), try #require(JSONNumber(parsing: more)))
        #expect(JSONNumber.compare(less, more) == -1)
        #expect(JSONNumber.compare(more, less) == 1)
        #expect(less < more && less != more)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("1.0", 1), ("1e2", 100), ("1.50e1", 15), ("-120e-1", -12),
        ("9223372036854775807", Int64.max),
        ("-9223372036854775808", .min), ("-9223372036854775808.0", .min), ("9.223372036854775807e18", .max),
        ("9223372036854775808", nil), ("9223372036854775808.0", nil), ("1e19", nil), ("0.5", nil), ("1e-1", nil),
        ("1e999999999999999999999", nil), ("0e999999999999999999999", 0),
    ])
    func `are 64-bit integers when whole and in range`(text: String, value: Int64?) throws {
        #expect(try #require(JSONNumber(parsing: text)).int64 == value)
    }

    @Test(arguments: [
        ("1", true), ("1.0", true), ("1.5", false), ("15e-1", false), ("150e-1", true), ("0.0", true), ("0.1e1", true),
        ("1e999999999999999999999", true), ("1e-999999999999999999999", false),
        ("123456789012345678901234567890", true),
    ])
    func `tell whether they are whole`(text: String, whole: Bool) throws {
        #expect(try #require(JSONNumber(parsing: text)).isInteger == whole)
    }

    @Test(arguments: [(0.1, "0.1"), (1, "1"), (-2.5, "-2.5"), (1e300, "1e+300"), (1e-300, "1e-300"), (-0.0, "-0")])
    func `come from floating point in the shortest text that reads back`(value: Double, text: String) throws {
        let number = try #require(JSONNumber(value))
        #expect(number.text == text)
        #expect(number.double == value)
        #expect(JSONNumber(parsing: text) == number)
    }

    @Test func `have no text for what is not a number`() {
        #expect(JSONNumber(Double.nan) == nil)
        #expect(JSONNumber(Double.infinity) == nil)
        #expect(JSONNumber(parsing: "1e999")?.double == .infinity)
    }

    @Test func `keep the text they were written in`() throws {
        #expect(
            try JSONValue.parse("[1.50, 1e2, -0, 12345678901234567890123]").text
                == "[1.50,1e2,-0,12345678901234567890123]"
        )
    }
}
