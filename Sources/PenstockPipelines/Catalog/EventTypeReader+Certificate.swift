internal import PenstockCore
internal import PenstockJSON
internal import PenstockYAML

/// Reads `certificate`.
extension EventTypeReader {
    static let certificateKeys = ["program", "name", "number", "issued", "renewal", "expires"]

    private static let form = "{ program: /data/program_id, issued: /data/issue_date, expires: /data/expiration_date }"

    /// - Parameter person: The type's own, whose the certificate is.
    /// - Returns: The rule, and all its pointers, to be compared with the schema.
    mutating func readCertificate(person: Place?) -> (rule: CertificateRule?, places: [Place]) {
        guard let (key, value) = node.member("certificate") else { return (nil, []) }
        guard let members = value.mapping else {
            wrong(value, expected: "a mapping such as \(Self.form)")
            return (nil, [])
        }
        check(members.map(\.key), among: Self.certificateKeys, of: "a certificate")
        if node["person"] == nil {
            complaints.add(
                at: key.position,
                "this 'certificate' is nobody's: the event type has no 'person'",
                expected: "person: /data/username, beside it"
            )
        }
        var places: [String: Place] = [:]
        for name in Self.certificateKeys { places[name] = value[name].flatMap { readPointer($0) } }
        for name in ["program", "issued"] where value[name] == nil {
            complaints.add(at: value.position, "this 'certificate' has no '\(name)'", expected: Self.form)
        }
        let all = Self.certificateKeys.compactMap { places[$0] }
        guard let person, let program = places["program"], let issued = places["issued"] else { return (nil, all) }
        let rule = CertificateRule(
            person: person.pointer,
            program: program.pointer,
            name: places["name"]?.pointer,
            number: places["number"]?.pointer,
            issued: issued.pointer,
            renewal: places["renewal"]?.pointer,
            expires: places["expires"]?.pointer
        )
        return (rule, all)
    }
}
