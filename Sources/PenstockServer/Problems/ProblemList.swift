/// The page `docs/problems.md`: every kind of problem, as people read it. A test keeps the file as this has it.
package enum ProblemList {
    package static var markdown: String {
        var page = """
            # Problems

            What the API refuses, it answers with a problem document (RFC 9457). Its `type` is `/problems/` and one of
            the names below; the name never changes its meaning, and `GET` on the type answers what stands here.
            `detail` is about the very request. Where it makes sense to send the request again, `Retry-After` says
            after how many seconds.

            `penstock api --problems` prints this page.

            """
        for kind in ProblemKind.allCases {
            page += """

                ## \(kind.rawValue)

                **\(kind.status)** \(kind.title).

                \(kind.explanation)

                \(kind.remedy)

                """
        }
        return page
    }
}
