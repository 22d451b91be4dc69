internal import PenstockJSON

/// What is known of learners, as it is answered.
extension Shape {
    static let learner = named(
        "Learner",
        answer([
            .always("username", text, "As it was asked for."),
            .always("day", day, "The day on which all clocks stand."),
            .always("standings", list(of: standing), "Where the person stands, by measure and group; 500 at most."),
            .always(
                "certificates",
                list(of: certificate),
                "The newest certificate in each program, by program; 500 at most."
            ),
        ])
    )

    private static let standing = named(
        "Standing",
        answer([
            .always("measure", text, "The measure: `course.completed/score`."),
            .always("group", text, "What people call the group: the course's name."),
            .always("figures", figures, "As they are now; the value is the person's last, and counts among the peers."),
        ])
    )

    static let certificate = named(
        "Certificate",
        answer([
            .always("username", text, "Whose it is."),
            .always("program", text, "The id of the certification program."),
            .maybe("name", text, "What people call the program."),
            .maybe("number", text, "The certificate's own."),
            .always("issued", day, "The day on which it was issued."),
            .maybe("renewal", day, "The first day on which it may be renewed, where there is one."),
            .maybe("expires", day, "The last day on which it is valid; absent where it never expires."),
            .always("valid", truth, "Whether the day is no later than `expires`."),
            .maybe("expires_in_days", integer, "0 on the last day, negative behind it; absent where it never expires."),
            .always("never_expires", truth, "Whether it has no end."),
            .maybe("renewable", truth, "Whether it is valid and `renewal` is reached; absent where nobody knows."),
            .maybe("renewable_in_days", integer, "0 on the first day, negative behind it."),
        ])
    )

    static let certificatePage = answer([
        .always("items", list(of: certificate), "Soonest first."),
        .maybe("next", text, "The `cursor` of the next page; absent on the last."),
    ])
}
