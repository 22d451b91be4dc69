internal import PenstockSignatures

extension SignedRequest.Header {
    /// The header without what lets its bearer into this server: whoever sends to an inbox shows a token or a log-in, and
    /// whoever reads what arrived may be another. What is meant for other systems stays, for it is what one looks at.
    var withoutAccess: SignedRequest.Header {
        switch name.lowercased() {
        case "authorization" where value.contains(TokenSecret.prefix): SignedRequest.Header(name, "Bearer ***")
        case "cookie" where value.contains(SessionCookie.plain): SignedRequest.Header(name, "***")
        default: self
        }
    }
}
