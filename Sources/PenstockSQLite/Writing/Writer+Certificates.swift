internal import PenstockCore

extension SQL {
    /// An older certificate that comes late changes nothing; of two of one day, the one accepted last counts.
    static let upsertCertificate = """
        INSERT INTO certificate (person, program, holder, name, number, issued, renewal, expires, event)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (person, program) DO UPDATE SET
            holder = excluded.holder, name = excluded.name, number = excluded.number, issued = excluded.issued,
            renewal = excluded.renewal, expires = excluded.expires, event = excluded.event
        WHERE excluded.issued >= certificate.issued
        """

    static let eraseCertificateOfEvent = "DELETE FROM certificate WHERE event = ?1"
    static let eraseCertificatesOfPerson = "DELETE FROM certificate WHERE person = ?1"
}

extension Writer {
    /// Keeps the certificate that an event tells of, unless a newer one of the same program is there.
    mutating func keep(_ new: NewCertificate, of event: EventSequence) throws(StoreError) {
        let certificate = new.certificate
        statements.upsertCertificate.bind(1, new.person)
        statements.upsertCertificate.bind(2, certificate.program)
        statements.upsertCertificate.bind(3, new.holder)
        statements.upsertCertificate.bind(4, certificate.name)
        statements.upsertCertificate.bind(5, certificate.number)
        statements.upsertCertificate.bind(6, certificate.issued.number)
        statements.upsertCertificate.bind(7, certificate.renewal?.number)
        statements.upsertCertificate.bind(8, certificate.expires?.number)
        statements.upsertCertificate.bind(9, event.rawValue)
        try statements.upsertCertificate.run()
    }

    /// Removes the certificate that an event has told of, where no newer one has taken its place.
    func eraseCertificate(of event: EventSequence) throws(StoreError) {
        var delete = try Statement(SQL.eraseCertificateOfEvent, on: connection)
        delete.bind(1, event.rawValue)
        try delete.run()
    }

    /// Removes all that a person has, also where the events are no longer kept.
    func eraseCertificates(of person: KeyDigest) throws(StoreError) {
        var delete = try Statement(SQL.eraseCertificatesOfPerson, on: connection)
        delete.bind(1, person)
        try delete.run()
    }
}
