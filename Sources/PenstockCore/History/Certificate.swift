/// A certificate as an event tells of it.
package struct Certificate: Sendable, Hashable {
    /// How long the id of a program, and the name of a person, may be in bytes: a longer one names nothing.
    package static let longestName = 256

    /// The id of the certification program.
    package var program: String
    /// What people call the program.
    package var name: String?
    /// The certificate's own.
    package var number: String?
    package var issued: CalendarDay
    /// The first day on which it may be renewed; nil where none was said.
    package var renewal: CalendarDay?
    /// The last day on which it is valid; nil where it never expires.
    package var expires: CalendarDay?

    package init(
        program: String,
        name: String? = nil,
        number: String? = nil,
        issued: CalendarDay,
        renewal: CalendarDay? = nil,
        expires: CalendarDay? = nil
    ) {
        self.program = program
        self.name = name
        self.number = number
        self.issued = issued
        self.renewal = renewal
        self.expires = expires
    }
}

/// A certificate on its way into the store, with whose it is.
package struct NewCertificate: Sendable, Equatable {
    /// The person's name, for lists of what expires.
    package var holder: String
    /// Of the name: by which the person is found.
    package var person: KeyDigest
    package var certificate: Certificate

    package init(holder: String, person: KeyDigest, certificate: Certificate) {
        self.holder = holder
        self.person = person
        self.certificate = certificate
    }
}

/// The newest certificate of a person in a program, as the store has it.
package struct CertificateRecord: Sendable, Equatable {
    /// Given by the store; stays while newer certificates take the place of older ones.
    package var id: Int64
    package var holder: String
    package var certificate: Certificate
    /// The event that told of it.
    package var event: EventSequence

    package init(id: Int64, holder: String, certificate: Certificate, event: EventSequence) {
        self.id = id
        self.holder = holder
        self.certificate = certificate
        self.event = event
    }
}
