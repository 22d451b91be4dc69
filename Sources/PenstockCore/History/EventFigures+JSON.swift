internal import PenstockJSON

extension MeasureFigures {
    /// The figures as plugins and the API have them; what is not known is left out:
    ///
    /// `{"value": 92.5, "peers": {"counted": 3, "mean": …, "median": …, "deviation": …, "minimum": …, "maximum": …,
    /// "percentile": …, "rank": …, "above_average": true}, "own": {"count": 1, "best": …, "last": …, "last_day": "2027-01-31"},
    /// "started": "2026-03-02"}`
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("value", value)
        writer.key("peers")
        writer.beginObject()
        writer.key("counted")
        writer.number(JSONNumber(peers.counted))
        writer.member("mean", peers.mean)
        if let median = peers.medianParts.flatMap({ JSONNumber(parsing: decimalText($0, places: 5)) }) {
            writer.key("median")
            writer.number(median)
        }
        writer.member("deviation", peers.deviation)
        writer.member("minimum", peers.minimum)
        writer.member("maximum", peers.maximum)
        writer.member("percentile", peers.percentile)
        if let rank = peers.rank {
            writer.key("rank")
            writer.number(JSONNumber(rank))
        }
        if let isAbove = value.flatMap(peers.isAboveMean) {
            writer.key("above_average")
            writer.bool(isAbove)
        }
        writer.endObject()
        writer.key("own")
        writer.beginObject()
        writer.key("count")
        writer.number(JSONNumber(own.count))
        writer.member("best", own.best)
        writer.member("last", own.last)
        writer.member("last_day", own.lastDay)
        writer.endObject()
        writer.member("started", startDay)
        writer.endObject()
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: String, _ value: FixedDecimal?) {
        guard let value, let number = JSONNumber(parsing: value.description) else { return }
        key(name)
        self.number(number)
    }

    fileprivate mutating func member(_ name: String, _ day: CalendarDay?) {
        guard let day else { return }
        key(name)
        string(day.description)
    }
}
