internal import CPenstock

// Headers that the host adds to every attempt anew.

extension MessageFrame {
    /// Sets a header of this attempt, unless a transform has set one of that name. It is no part of what a retry sends.
    package func addHeader(_ name: String, _ value: String) {
        let field = unsafe penstock_header(name: arena.copy(name), value: arena.copy(value))
        unsafe headers.add(field)
        publishFields()
    }
}
