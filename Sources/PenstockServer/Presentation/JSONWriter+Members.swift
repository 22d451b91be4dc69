internal import PenstockCore
internal import PenstockJSON

/// Members in the ways that the API's answers need them: what is absent is left out.
extension JSONWriter {
    /// Writes an object.
    mutating func object(_ members: (inout JSONWriter) -> Void) {
        beginObject()
        members(&self)
        endObject()
    }

    /// Writes an array.
    mutating func array<Elements: Sequence>(
        _ elements: Elements,
        _ element: (inout JSONWriter, Elements.Element) -> Void
    ) {
        beginArray()
        for one in elements { element(&self, one) }
        endArray()
    }

    mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    mutating func member(_ name: String, _ integer: (some FixedWidthInteger)?) {
        guard let integer else { return }
        key(name)
        number(integer)
    }

    mutating func member(_ name: String, _ truth: Bool) {
        key(name)
        bool(truth)
    }

    /// A moment as RFC 3339 has it.
    mutating func member(_ name: String, _ time: Timestamp?) { member(name, time?.description) }

    mutating func member(_ name: String, _ value: JSONValue?) {
        guard let value else { return }
        key(name)
        self.value(value)
    }

    mutating func member(_ name: String, _ reason: Reason?) {
        guard let reason else { return }
        key(name)
        object { json in
            json.member("code", reason.code)
            json.member("text", reason.text)
            json.member("stage", reason.stage)
        }
    }

    /// Texts; left out when there are none.
    mutating func member(_ name: String, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        key(name)
        array(texts) { json, text in json.string(text) }
    }

    /// Names and values as an object; left out when there are none.
    mutating func member(_ name: String, _ pairs: [EventExtension]) {
        guard !pairs.isEmpty else { return }
        key(name)
        object { json in
            for pair in pairs { json.member(pair.name, pair.value) }
        }
    }

    /// Bytes that are mostly text, such as a response's body; what is not UTF-8 is shown as U+FFFD.
    mutating func member(_ name: String, text bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        member(name, String(decoding: bytes, as: UTF8.self))
    }
}
