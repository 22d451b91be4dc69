extension Unicode.Scalar {
    /// Whether it steers how text is shown instead of being shown: control characters, and those that turn the direction
    /// of what follows, so that a line reads otherwise than it is.
    package var steersText: Bool {
        value < 0x20 || (0x7F..<0xA0).contains(value) || (0x202A...0x202E).contains(value)
            || (0x2066...0x2069).contains(value)
    }
}
