internal import PenstockCore
internal import PenstockJSON

/// What is known of learners, as it is answered.
extension JSONWriter {
    mutating func learner(_ record: LearnerRecord, on day: CalendarDay) {
        object { json in
            json.member("username", record.username)
            json.member("day", day.description)
            json.key("standings")
            json.array(record.standings) { json, standing in json.standing(standing) }
            json.key("certificates")
            json.array(record.certificates) { json, certificate in json.certificate(certificate, on: day) }
        }
    }

    private mutating func standing(_ standing: Standing) {
        object { json in
            json.member("measure", standing.measure)
            json.member("group", standing.group)
            json.key("figures")
            json.raw(standing.figures.json)
        }
    }

    mutating func certificate(_ record: CertificateRecord, on day: CalendarDay) {
        object { $0.certificateMembers(record, on: day) }
    }

    /// - Parameter day: The day on which its clocks stand.
    mutating func certificateMembers(_ record: CertificateRecord, on day: CalendarDay) {
        let (certificate, clocks) = (record.certificate, record.certificate.clocks(on: day))
        member("username", record.holder)
        member("program", certificate.program)
        member("name", certificate.name)
        member("number", certificate.number)
        member("issued", certificate.issued.description)
        member("renewal", certificate.renewal?.description)
        member("expires", certificate.expires?.description)
        member("valid", clocks.isValid)
        member("expires_in_days", clocks.expiresInDays)
        member("never_expires", clocks.neverExpires)
        if let isRenewable = clocks.isRenewable { member("renewable", isRenewable) }
        member("renewable_in_days", clocks.renewableInDays)
    }
}
