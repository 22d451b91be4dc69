internal import CPCRE2

/// A regular expression, compiled once; matching it is safe from any thread.
///
/// The engine is PCRE2: the best kept of the engines on every Debian machine (git, GLib and PHP run on it), it works on
/// the bytes of the message as they are, says at which byte a pattern is wrong, compiles to machine code, and bounds its
/// own work, so that a pattern which backtracks without end fails one delivery instead of stopping a thread. Swift's
/// `Regex` and `NSRegularExpression` need a `String` per match, name no position, and have no such bound.
@safe final class Pattern: @unchecked Sendable {
    /// Longer texts are not looked at.
    static let longestText = 16 * 1024
    /// How much work one place in a text may cost, in PCRE2's own units.
    private static let workLimit: UInt32 = 20_000

    /// The pattern as it was written.
    let source: String
    private let code: OpaquePointer
    private let context: OpaquePointer?

    /// What is wrong with a pattern.
    struct SyntaxError: Error {
        let text: String
        /// In bytes.
        let offset: Int
    }

    /// - Throws: ``SyntaxError``.
    init(_ source: String) throws(SyntaxError) {
        var number: Int32 = 0
        var offset = 0
        let options =
            PCRE2_UTF | UInt32(PCRE2_MATCH_INVALID_UTF) | UInt32(PCRE2_NEVER_BACKSLASH_C)
            | PCRE2_DOLLAR_ENDONLY
        let pattern = Array(source.utf8)
        let compiled = unsafe pattern.withUnsafeBufferPointer {
            unsafe pcre2_compile_8($0.baseAddress, $0.count, options, &number, &offset, nil)
        }
        guard let code = unsafe compiled else {
            throw SyntaxError(text: Pattern.message(number), offset: min(offset, pattern.count))
        }
        self.source = source
        unsafe self.code = unsafe code
        // Without leave to make machine code (a hardened service) it is interpreted: slower, and the same.
        _ = unsafe pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
        unsafe context = unsafe pcre2_match_context_create_8(nil)
        unsafe pcre2_set_match_limit_8(context, Pattern.workLimit)
        unsafe pcre2_set_heap_limit_8(context, 4096)
    }

    deinit {
        unsafe pcre2_match_context_free_8(context)
        unsafe pcre2_code_free_8(code)
    }

    /// Whether the pattern is found anywhere in the text.
    /// - Returns: nil when the text is too long, or the work went beyond the limit.
    func isFound(in text: Span<UInt8>) -> Bool? {
        guard text.count <= Pattern.longestText, let match = unsafe pcre2_match_data_create_8(1, nil)
        else { return nil }
        defer { unsafe pcre2_match_data_free_8(match) }
        let result = unsafe text.withUnsafeBufferPointer { buffer -> Int32 in
            var empty: UInt8 = 0
            guard let start = buffer.baseAddress else {
                return unsafe pcre2_match_8(code, &empty, 0, 0, 0, match, context)
            }
            return unsafe pcre2_match_8(code, start, buffer.count, 0, 0, match, context)
        }
        switch result {
        case 0...: return true
        case PCRE2_ERROR_NOMATCH: return false
        default: return nil
        }
    }

    private static func message(_ number: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 200)
        let length = unsafe pcre2_get_error_message_8(number, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, Int(length))), as: UTF8.self)
    }
}
