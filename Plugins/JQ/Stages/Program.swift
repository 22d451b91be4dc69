internal import CJQ

/// A compiled jq program. Used by one thread at a time.
@safe final class Program: @unchecked Sendable {
    private let state: OpaquePointer

    /// What libjq says about a program, one message after another, as it says it.
    struct CompileError: Error {
        let messages: [String]
    }

    /// Compiles, which takes some 20 ms when the syntax is right: libjq compiles its own library along.
    init(_ source: String) throws(CompileError) {
        guard let state = unsafe jq_init() else { throw CompileError(messages: ["there is no memory left"]) }
        let collector = Collector()
        // Without a callback libjq writes to standard error.
        unsafe jq_set_error_cb(state, collect, Unmanaged.passUnretained(collector).toOpaque())
        let compiled = unsafe source.withCString { unsafe jq_compile(state, $0) } != 0
        unsafe jq_set_error_cb(state, ignore, nil)
        guard compiled else {
            var dying: OpaquePointer? = unsafe state
            unsafe jq_teardown(&dying)
            throw CompileError(messages: collector.messages)
        }
        unsafe self.state = unsafe state
    }

    deinit {
        var dying: OpaquePointer? = unsafe state
        unsafe jq_teardown(&dying)
    }

    /// Starts over with an input.
    func start(_ input: consuming Value) {
        unsafe jq_start(state, input.take(), 0)
    }

    /// The next output; an invalid value at the end, with a message when the program failed.
    func next() -> Value {
        unsafe Value(jq_next(state))
    }
}

private final class Collector {
    var messages: [String] = []
}

private func collect(_ context: UnsafeMutableRawPointer?, _ message: jv) {
    let text = unsafe Value(jq_format_error(message)).text
    guard let context = unsafe context, let text else { return }
    unsafe Unmanaged<Collector>.fromOpaque(context).takeUnretainedValue().messages.append(text)
}

private func ignore(_ context: UnsafeMutableRawPointer?, _ message: jv) {
    unsafe jv_free(message)
}
