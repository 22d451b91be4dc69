package import PenstockCore
package import PenstockJSON

extension Timings {
    /// As the API writes them (`timings_us`); nothing is known where there are none.
    package init(_ json: JSONValue?) {
        func time(_ name: String) -> Int64? { json?[name]?.numberValue?.int64 }
        self.init(
            name: time("name"),
            connect: time("connect"),
            tls: time("tls"),
            firstByte: time("first_byte"),
            total: time("total")
        )
    }

    /// The same written; null where nothing is known.
    var json: JSONValue {
        func number(_ value: Int64?) -> JSONValue { value.map { .number(JSONNumber(Int($0))) } ?? .null }
        guard self != Timings() else { return .null }
        return .known([
            "name": number(name), "connect": number(connect), "tls": number(tls), "first_byte": number(firstByte),
            "total": number(total),
        ])
    }
}
