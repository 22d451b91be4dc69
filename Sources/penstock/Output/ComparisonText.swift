internal import PenstockCore
internal import PenstockJSON

/// What a changed directory would have made of past events, for people.
struct ComparisonText {
    let terminal: Terminal

    func write(_ answer: JSONValue) {
        var table = Table([
            .init(title: "pipeline"), .init(title: "same", isNumber: true), .init(title: "different", isNumber: true),
            .init(title: "gained", isNumber: true), .init(title: "lost", isNumber: true),
        ])
        for row in answer.elements("pipelines") {
            table.add(
                [.init(row.shown("pipeline")), .init(row.shown("same"))]
                    + ["different", "gained", "lost"].map { name in
                        .init(row.shown(name), row[name] == 0 ? nil : .yellow)
                    }
            )
        }
        terminal.write(table.rendered(for: terminal))
        for example in answer.elements("examples") { write(example: example) }
        let missing = answer["without_data"]?.numberValue?.int64 ?? 0
        let rest = missing == 0 ? "" : "; the data of \(missing) more is no longer kept"
        terminal.write("\nof the last \(answer.shown("events") ?? "0") events\(rest)\n")
    }

    private func write(example: JSONValue) {
        terminal.write(
            "\n\(terminal.styled(example.shown("pipeline") ?? "", .bold)), event \(example.shown("event") ?? "")\n"
        )
        switch (example["before"], example["after"]) {
        case (nil, let after?): terminal.write("  would take it now: \(after.shown("state") ?? "")\n")
        case (let before?, nil): terminal.write("  would take it no longer: it was \(before.shown("state") ?? "")\n")
        case (let before?, let after?):
            for line in LineDifference(expected: Self.text(before), found: Self.text(after)).lines {
                line.write(to: terminal, indentation: "  ", same: .dim)
            }
        case (nil, nil): break
        }
    }

    private static func text(_ output: JSONValue) -> String {
        String(decoding: output.serialized(pretty: true, sortedKeys: true), as: UTF8.self)
    }
}
