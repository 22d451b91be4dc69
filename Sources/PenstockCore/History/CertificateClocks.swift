/// How a certificate stands on a day.
package struct CertificateClocks: Sendable, Equatable {
    package var isValid: Bool
    /// 0 on the last day, negative behind it; nil where it never expires.
    package var expiresInDays: Int64?
    /// Nil where nothing was said of a renewal, though it expires.
    package var isRenewable: Bool?
    /// 0 on the first day, negative behind it; nil where no day was said.
    package var renewableInDays: Int64?

    package var neverExpires: Bool { expiresInDays == nil }
}

extension Certificate {
    /// The same rules as those of `insight`: the last day is one on which it is valid, and what has expired is not renewed
    /// but earned anew.
    package func clocks(on day: CalendarDay) -> CertificateClocks {
        let isValid = expires.map { day.number <= $0.number } ?? true
        return CertificateClocks(
            isValid: isValid,
            expiresInDays: expires.map { $0.number - day.number },
            isRenewable: renewal.map { isValid && $0.number <= day.number } ?? (expires == nil ? false : nil),
            renewableInDays: renewal.map { $0.number - day.number }
        )
    }
}
