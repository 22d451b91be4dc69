internal import PenstockCore
internal import PenstockEngine

/// The two pictures of what went through: how much, and how fast it was delivered. Pure.
struct TrafficCharts {
    let history: TrafficHistory
    let window: TrafficWindow
    let now: Timestamp

    var view: View {
        let slices = window.slices(history)
        guard !slices.isEmpty else { return .nothing }
        return ["charts": [rates(slices), latencies(slices)], "rows": .list(rows)]
    }

    // MARK: - The pictures

    private func rates(_ slices: [TrafficSlice]) -> View {
        let scale = Scale(above: slices.flatMap { [$0.rate($0.accepted), $0.rate($0.delivered)] }, least: 1)
        let chart = LineChart(
            title: "Events and deliveries a second",
            summary: summary(
                slices,
                "\(total(slices, \.accepted)) events accepted, \(total(slices, \.delivered)) deliveries made, "
                    + "\(total(slices, \.failedTries)) tries failed"
            ),
            id: "rates",
            series: [
                series("Accepted", .first, slices) { $0.rate($0.accepted) },
                series("Delivered", .second, slices) { $0.rate($0.delivered) },
                series("Tries that failed", .third, slices) { $0.rate($0.failedTries) },
            ],
            scale: scale
        )
        return figure(chart) { "\($0.short)/s" }
    }

    private func latencies(_ slices: [TrafficSlice]) -> View {
        let half = slices.compactMap { $0.latency.quantile(0.5) }
        let most = slices.compactMap { $0.latency.quantile(0.99) }
        let worst = most.max().map { "the slowest stretch had 99 % within \(Duration.microseconds($0).wording)" }
        let chart = LineChart(
            title: "From acceptance to delivery",
            summary: summary(slices, worst ?? "nothing was delivered"),
            id: "latencies",
            series: [
                series("Half within", .first, slices) { $0.latency.quantile(0.5).map(Double.init) },
                series("99 % within", .second, slices) { $0.latency.quantile(0.99).map(Double.init) },
            ],
            scale: Scale(above: (half + most).map(Double.init), least: 1000)
        )
        return figure(chart) { Duration.microseconds(Int64($0)).wording }
    }

    private func series(
        _ name: String,
        _ style: LineChart.Series.Style,
        _ slices: [TrafficSlice],
        _ value: (TrafficSlice) -> Double?
    ) -> LineChart.Series {
        LineChart.Series(
            name: name,
            style: style,
            points: slices.compactMap { slice in
                window.position(slice.until, now: now).map { ($0, value(slice)) }
            }
        )
    }

    private func figure(_ chart: LineChart, _ label: (Double) -> String) -> View {
        [
            "title": .text(chart.title), "svg": .markup(chart.svg),
            "legend": .list(chart.series.map { ["name": .text($0.name), "style": .text($0.style.rawValue)] }),
            "heights": .list([1, 0.5, 0].map { .text(label(chart.scale.top * $0)) }),
            "ticks": .list(window.ticks.map(View.text)),
        ]
    }

    private func summary(_ slices: [TrafficSlice], _ words: String) -> String {
        "\(window.name): \(words). The table below the pictures has the figures."
    }

    private func total(_ slices: [TrafficSlice], _ count: KeyPath<TrafficSlice, Int>) -> String {
        slices.reduce(0) { $0 + $1[keyPath: count] }.grouped
    }

    // MARK: - The same as a table

    private var rows: [View] {
        window.rows(history, now: now).reversed().map { slice in
            [
                "until": .time(slice.until, now: now), "accepted": .count(slice.accepted),
                "delivered": .count(slice.delivered), "failed": .count(slice.failedTries),
                "dead": .count(slice.dead), "half": Self.within(0.5, slice), "most": Self.within(0.99, slice),
            ]
        }
    }

    private static func within(_ share: Double, _ slice: TrafficSlice) -> View {
        .text(slice.latency.quantile(share).map { Duration.microseconds($0).wording } ?? "–")
    }
}
