internal import CConformance

/// Runs a call into the plugin, and remembers its name for the report of a crash or a hang.
@inline(__always)
func calling<Answer>(_ op: StaticString, _ body: () throws -> Answer) rethrows -> Answer {
    unsafe conf_entering(UnsafeRawPointer(op.utf8Start).assumingMemoryBound(to: CChar.self))
    defer { conf_entering(nil) }
    return try body()
}
