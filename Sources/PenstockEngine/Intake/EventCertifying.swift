internal import PenstockCore
internal import PenstockJSON
internal import PenstockPipelines

/// The certificates that events tell of, as the catalog declares them. Pure.
struct EventCertifying: Sendable {
    private let rules: [String: CertificateRule]
    private let storeID: StoreID

    init(_ catalog: Catalog, in storeID: StoreID) {
        rules = catalog.types.compactMapValues(\.certificate)
        self.storeID = storeID
    }

    /// The certificate; nil where the event says not whose, of what or since when, and where a day is none: nobody is to
    /// be told that a certificate never expires because its day could not be read.
    func certificate(type: String, keys event: EventKeys) -> NewCertificate? {
        guard let rule = rules[type] else { return nil }
        guard let holder = event.name(at: rule.person), let program = event.name(at: rule.program),
            let issued = event.text(at: rule.issued).flatMap(CalendarDay.init(beginning:)),
            let renewal = event.ending(at: rule.renewal), let expires = event.ending(at: rule.expires)
        else { return nil }
        return NewCertificate(
            holder: holder,
            person: PersonDigest.key(of: holder, in: storeID),
            certificate: Certificate(
                program: program,
                name: event.words(at: rule.name),
                number: event.words(at: rule.number),
                issued: issued,
                renewal: renewal.day,
                expires: expires.day
            )
        )
    }
}

extension EventKeys {
    /// A day, or never.
    fileprivate struct Ending {
        var day: CalendarDay?
        /// How some learning systems write a day that never comes.
        static let never = "99999999"
    }

    /// - Returns: Nil for what is neither a day nor never.
    fileprivate func ending(at place: JSONPointer?) -> Ending? {
        guard let text = place.flatMap(text(at:)), text != Ending.never else { return Ending(day: nil) }
        return CalendarDay(beginning: text).map { Ending(day: $0) }
    }

    /// A name by which something is found again; bounded, because senders choose it.
    fileprivate func name(at place: JSONPointer) -> String? {
        text(at: place).flatMap { $0.utf8.count <= Certificate.longestName ? $0 : nil }
    }

    /// What is only shown, and cut where it is too long.
    fileprivate func words(at place: JSONPointer?) -> String? {
        place.flatMap(text(at:)).map { String($0.prefix(200)) }
    }
}
