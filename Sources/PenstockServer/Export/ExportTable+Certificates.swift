internal import PenstockCore
internal import PenstockJSON

extension ExportTable<CertificateRecord> {
    /// - Parameter day: The day on which all clocks stand.
    static func certificates(on day: CalendarDay) -> Self {
        ExportTable(
            list: .certificates,
            name: "certificates",
            columns: [
                "username", "program", "name", "number", "issued", "renewal", "expires", "valid", "expires_in_days",
                "renewable", "renewable_in_days",
            ],
            cells: { record in
                let (certificate, clocks) = (record.certificate, record.certificate.clocks(on: day))
                return [
                    record.holder, certificate.program, certificate.name, certificate.number,
                    certificate.issued.description, certificate.renewal?.description, certificate.expires?.description,
                    "\(clocks.isValid)", clocks.expiresInDays.map { "\($0)" }, clocks.isRenewable.map { "\($0)" },
                    clocks.renewableInDays.map { "\($0)" },
                ]
            },
            members: { json, record in json.certificateMembers(record, on: day) },
            // The list has those alone that expire, and so have a place in it.
            position: { $0.position?.rawValue ?? 0 }
        )
    }
}
