internal import CPenstock

// What the host itself puts into a message.

extension MessageFrame {
    /// Sets a header of this attempt, unless a transform has set one of that name. It is no part of what a retry sends.
    package func addHeader(_ name: String, _ value: String) {
        let field = unsafe penstock_header(name: arena.copy(name), value: arena.copy(value))
        unsafe headers.add(field)
        publishFields()
    }

    /// Puts a body in the place of the one that there is. It is no part of what a retry sends.
    package func setBody(_ body: [UInt8]) {
        unsafe message.pointee.body = unsafe arena.copy(body)
        shown = nil
    }
}
