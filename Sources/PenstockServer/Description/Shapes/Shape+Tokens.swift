internal import PenstockCore
internal import PenstockJSON

/// Tokens: what is asked of them, and what is known of them.
extension Shape {
    private static let tokenMembers: [Member] = [
        .always("id", text, "Its id: the first digits of what is random in it."),
        .always("name", text, "What it is for."),
        .always("scopes", list(of: word(of: Scope.self)), "What its bearer may do."),
        .always("state", word(["live", "expired", "revoked"]), "Whether it counts."),
        .always("created_at", time, "When it was made."),
        .maybe("expires_at", time, "From when on it counts no more."),
        .maybe("revoked_at", time, "When it was revoked."),
        .maybe("last_used_at", time, "When it was last used, to a minute."),
    ]

    /// A token as lists show it.
    static let token = named("Token", answer(tokenMembers))

    /// A token that was made just now.
    static let newToken = named(
        "NewToken",
        answer([.always("token", text, "The token itself; nothing shows it a second time.")] + tokenMembers)
    )

    static let tokenRequest = request([
        .always("name", text(longest: 100), "What it is for; at most 100 bytes."),
        .always(
            "scopes",
            list(of: word(of: Scope.self), bounds: ["minItems": 1]),
            "What its bearer may do; `admin` has the others within it."
        ),
        .maybe("expires", text(), "A time to live such as `90d`, or a date-time; without it, it has no end."),
    ])
}
