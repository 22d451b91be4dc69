internal import CJQ

/// A value of libjq, freed exactly once. Most functions of libjq consume what they are given: ``take()``.
@safe struct Value: ~Copyable {
    private let raw: jv

    init(_ raw: jv) { unsafe self.raw = unsafe raw }

    deinit { unsafe jv_free(raw) }

    /// Hands the value over to a function that consumes it.
    @unsafe consuming func take() -> jv {
        let raw = unsafe raw
        discard self
        return unsafe raw
    }

    /// Another reference to the same value.
    borrowing func copy() -> Value { unsafe Value(jv_copy(raw)) }

    /// Parses JSON; numbers become doubles. An invalid value, with a message, when the bytes are not JSON.
    static func parse(_ json: Span<UInt8>) -> Value {
        unsafe json.withUnsafeBufferPointer { buffer in
            unsafe buffer.withMemoryRebound(to: CChar.self) { text in
                guard let start = text.baseAddress else { return unsafe Value(jv_parse("")) }
                return unsafe Value(jv_parse_sized(start, Int32(clamping: text.count)))
            }
        }
    }

    static var null: Value { unsafe Value(jv_null()) }

    static func number(_ number: Double) -> Value { unsafe Value(jv_number(number)) }

    static func array(_ elements: consuming Value, _ second: consuming Value, _ third: consuming Value) -> Value {
        var array = unsafe jv_array_sized(3)
        unsafe array = unsafe jv_array_append(array, elements.take())
        unsafe array = unsafe jv_array_append(array, second.take())
        unsafe array = unsafe jv_array_append(array, third.take())
        return unsafe Value(array)
    }

    var kind: jv_kind { unsafe jv_get_kind(raw) }
    var isValid: Bool { kind != JV_KIND_INVALID }
    /// How libjq names the kind: `object`, `string`, …
    var kindName: String { unsafe String(cString: jv_kind_name(kind)) }

    /// The number of elements of an array.
    var count: Int { kind == JV_KIND_ARRAY ? unsafe Int(jv_array_length(jv_copy(raw))) : 0 }

    subscript(index: Int) -> Value { unsafe Value(jv_array_get(jv_copy(raw), Int32(index))) }

    /// The message of an invalid value; nil when it has none, which is how the end of the outputs looks.
    var message: String? {
        guard !isValid, unsafe jv_invalid_has_msg(jv_copy(raw)) != 0 else { return nil }
        let message = unsafe Value(jv_invalid_get_msg(jv_copy(raw)))
        return message.text ?? message.jsonText
    }

    /// The text of a string.
    var text: String? {
        guard kind == JV_KIND_STRING else { return nil }
        let length = unsafe Int(jv_string_length_bytes(jv_copy(raw)))
        let start = unsafe UnsafeRawPointer(jv_string_value(raw))
        return unsafe String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
    }

    /// The value as compact JSON.
    var jsonText: String {
        json { span in unsafe span.withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) } }
    }

    /// Lends the value as compact JSON.
    func json<R, Failure: Error>(_ work: (Span<UInt8>) throws(Failure) -> R) throws(Failure) -> R {
        let text = unsafe jv_dump_string(jv_copy(raw), 0)
        defer { unsafe jv_free(text) }
        let length = unsafe Int(jv_string_length_bytes(jv_copy(text)))
        let start = unsafe UnsafeRawPointer(jv_string_value(text)).assumingMemoryBound(to: UInt8.self)
        return try unsafe work(UnsafeBufferPointer(start: start, count: length).span)
    }
}
