/// Who must show a token. Strangers always must: what is said here is about listeners that only this machine reaches.
package enum Authentication: String, CaseIterable, Sendable {
    /// Everyone, from the first token on that is made.
    case automatic
    /// Everyone.
    case required
    /// Nobody on this machine.
    case loopbackOpen = "loopback-open"
}
