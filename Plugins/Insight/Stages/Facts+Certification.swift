internal import PenstockJSON
internal import PenstockPluginKit

extension Facts {
    /// Whether a certificate is valid and may be renewed, for how long, and what there was before it.
    func certification() throws(StageFailure) -> Insight {
        var insight = Insight()
        let expiry = fields.day(.expirationDate)
        let neverExpires = fields.isNever(.expirationDate)
        // The last day is one on which it is valid.
        let isValid = neverExpires ? true : expiry.map { today <= $0 }
        insight.add("valid", isValid)
        insight.add("expires_in_days", expiry.map { today.days(to: $0) })
        if neverExpires || expiry != nil { insight.add("never_expires", neverExpires) }
        if let opening = fields.day(.renewalStartDate) {
            insight.add("renewable", isValid.map { $0 && opening <= today })
            insight.add("renewable_in_days", today.days(to: opening))
        } else if neverExpires, fields.isNever(.renewalStartDate) {
            insight.add("renewable", false)
        }
        insight.add("previous", try previous())
        return insight
    }

    /// The certificate that the person had before; nil where there was none, or nothing is known of it.
    private func previous() throws(StageFailure) -> JSONObject? {
        var previous = Insight()
        previous.add("issued", try figures(.issued)?.lastDay)
        previous.add("expires", try figures(.expires)?.lastDay)
        return previous.members.isEmpty ? nil : previous.members
    }
}
