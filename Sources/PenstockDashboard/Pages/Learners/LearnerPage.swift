package import PenstockCore

/// Where a learner stands: certificates with their clocks, and figures against peers.
package struct LearnerPage: Page {
    package static let template = "learner"
    package var title: String { "Learner \(username)" }

    package var username: String
    package var standings: [Standing]
    package var certificates: [CertificateRecord]
    /// The day on which all clocks stand.
    package var day: CalendarDay

    package init(username: String, standings: [Standing], certificates: [CertificateRecord], day: CalendarDay) {
        self.username = username
        self.standings = standings
        self.certificates = certificates
        self.day = day
    }

    package func view(_ context: PageContext) -> View {
        [
            "username": .text(username), "day": .text(day.description),
            "filter": LearnersPage.filter(username).view,
            "events": .text(Path("events").with(("person", username)).text),
            "json": .text(Path("v1", "learners", username).text),
            "certificates": .table(certificates.map { $0.row(on: day) }), "holders": .nothing,
            "standings": .table(standings.map(\.row)),
        ]
    }
}

extension Standing {
    fileprivate var row: View {
        let (own, peers) = (figures.own, figures.peers)
        return [
            "group": .text(group), "measure": .text(measure), "count": .count(own.count),
            "best": View(own.best?.description), "last": View(own.last?.description),
            "day": View(own.lastDay?.description), "counted": .cell(peers.counted),
            "mean": View(peers.mean?.description), "median": View(peers.medianText),
            "percentile": View(peers.percentile?.description),
        ]
    }
}
