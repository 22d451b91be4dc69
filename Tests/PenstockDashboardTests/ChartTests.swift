import PenstockCore
import PenstockEngine
import Testing

@testable import PenstockDashboard

@Suite struct `Pictures` {
    @Test(
        arguments: [
            ([0.3, 0.7], 1.0, 1.0), ([1.2], 1, 2), ([4], 1, 5), ([5.1], 1, 10), ([10], 1, 10), ([130], 1, 200),
            ([], 1000, 1000), ([.nan, .infinity], 1, 1), ([0.004], 0.001, 0.005),
        ] as [([Double], Double, Double)]
    )
    func `have an axis that ends at a round number`(values: [Double], least: Double, top: Double) {
        #expect(abs(Scale(above: values, least: least).top - top) < top / 1000)
    }

    @Test func `break a line where nothing is known`() {
        let chart = LineChart(
            title: "a < b",
            summary: "words & figures",
            id: "x",
            series: [
                .init(name: "one", style: .first, points: [(0, 0), (0.5, 10), (0.6, nil), (0.75, 5), (1, 20)])
            ],
            scale: Scale(above: [10], least: 1)
        )
        let svg = chart.svg.html
        // What is above the axis stays within the picture.
        #expect(svg.contains(#"<path class="line first" d="M0 240 L500 0 M750 120 L1000 0"></path>"#), "\(svg)")
        #expect(svg.contains(#"aria-labelledby="x-title x-desc""#) && svg.contains(#"role="img""#))
        #expect(svg.contains(#"<title id="x-title">a &lt; b</title><desc id="x-desc">words &amp; figures</desc>"#))
        #expect(!svg.contains("style="))
    }

    @Test func `of a pipeline say in words what they show`() {
        let diagram = StageDiagram(
            id: "s",
            title: "The stages of hr",
            boxes: [
                .init(kind: "on", name: "course.completed", count: "3 waiting"), .init(kind: "filter", name: "match"),
                .init(kind: "transport", name: "http", count: "1,204 delivered"),
            ]
        )
        let words = "on course.completed (3 waiting), then filter match, then transport http (1,204 delivered)"
        #expect(diagram.summary == words)
        let svg = diagram.svg.html
        #expect(svg.contains("<desc id=\"s-desc\">\(words)</desc>"))
        #expect(svg.ranges(of: "<rect").count == 3 && svg.ranges(of: "arrow").count == 2)
    }

    @Test func `show how many deliveries are where`() {
        let boxes = Sample.standing.diagram(id: "s").boxes
        #expect(boxes.map(\.count) == ["5 waiting", "3 filtered", "12,345 delivered"])
        #expect(boxes.first?.name == "\(hostile) +1")
    }

    @Test func `have a table that says the same`() {
        let rows = TrafficWindow.hour.rows(Sample.traffic, now: noon)
        // 40 slices of ten seconds touch two of the twelve parts of an hour.
        #expect(rows.count == 2)
        #expect(rows.reduce(0) { $0 + $1.accepted } == 800 && rows.reduce(0) { $0 + $1.delivered } == 390)
        let html = overview(.hour)
        #expect(html.contains("<td class=\"number\">600</td><td class=\"number\">290</td>"), "\(html)")
        #expect(html.contains("Last hour: 800 events accepted, 390 deliveries made, 0 tries failed."))
    }

    @Test func `say that there is nothing yet`() {
        #expect(overview(.hour, TrafficHistory(since: noon, steady: noon)).contains("There is no picture yet"))
    }

    private func overview(_ window: TrafficWindow, _ traffic: TrafficHistory = Sample.traffic) -> String {
        OverviewPage(
            concerns: [],
            lanes: [],
            metrics: EngineMetrics(),
            traffic: traffic,
            window: window,
            startedAt: noon,
            revision: RevisionID(1)
        ).html(context())
    }
}
