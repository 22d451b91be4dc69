/// Which certificates are asked for, of those that expire, soonest first. All that is given must hold.
package struct CertificateQuery: Sendable, Equatable {
    /// The id of a program.
    package var program: String?
    /// Only those that expire on this day or later.
    package var from: CalendarDay?
    /// Only those that expire on this day or before.
    package var until: CalendarDay?
    /// Only those behind this one.
    package var cursor: CertificatePosition?
    package var limit = 50

    package init() {}
}

/// A place in the list of what expires: a day, and a certificate of it.
///
/// It stands in one number, as the places of all lists do: the day in the upper 23 bits, the certificate below.
package struct CertificatePosition: Sendable, Equatable {
    package var expires: CalendarDay
    package var id: Int64

    private static let idBits = 40
    /// Days are counted from before the year 0 here, so that the number is above zero.
    private static let firstDay: Int64 = -1_000_000

    package init(expires: CalendarDay, id: Int64) {
        self.expires = expires
        self.id = id
    }

    package init(rawValue: Int64) {
        expires = CalendarDay(number: (rawValue >> Self.idBits) + Self.firstDay)
        id = rawValue & (1 << Self.idBits - 1)
    }

    package var rawValue: Int64 { (expires.number - Self.firstDay) << Self.idBits | id }
}

extension CertificateRecord {
    /// Nil for one that never expires: the list does not have it.
    package var position: CertificatePosition? {
        certificate.expires.map { CertificatePosition(expires: $0, id: id) }
    }
}
