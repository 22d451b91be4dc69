/// A group of links beside every page.
struct NavigationGroup: Sendable {
    struct Link: Sendable {
        var path: String
        var name: String
    }

    var name: String
    var links: [Link]

    static let all = [
        NavigationGroup(name: "Now", links: [Link(path: "/", name: "Overview")]),
        NavigationGroup(
            name: "Log",
            links: [
                Link(path: "/events", name: "Events"), Link(path: "/deliveries", name: "Deliveries"),
                Link(path: "/dead", name: "Dead letters"), Link(path: "/jobs", name: "Jobs"),
            ]
        ),
        NavigationGroup(
            name: "Learning",
            links: [
                Link(path: "/learners", name: "Learners"), Link(path: "/certificates", name: "Certificates"),
            ]
        ),
        NavigationGroup(
            name: "Set-up",
            links: [
                Link(path: "/pipelines", name: "Pipelines"), Link(path: "/sources", name: "Sources"),
                Link(path: "/catalog", name: "Catalog"), Link(path: "/plugins", name: "Plugins"),
            ]
        ),
        NavigationGroup(
            name: "Try",
            links: [
                Link(path: "/test", name: "Testing area"), Link(path: "/inboxes", name: "Inboxes"),
                Link(path: "/signatures", name: "Signatures"), Link(path: "/api", name: "HTTP API"),
            ]
        ),
    ]

    /// - Parameter path: The page that is shown; its link, or that of the list it belongs to, is marked.
    func view(path: String) -> View {
        [
            "name": .text(name),
            "links": .list(
                links.map { link in
                    let isHere = path == link.path
                    let isWithin = link.path != "/" && path.hasPrefix(link.path + "/")
                    return [
                        "path": .text(link.path), "name": .text(link.name),
                        "current": isHere ? "page" : isWithin ? "true" : .nothing,
                    ]
                }
            ),
        ]
    }
}
