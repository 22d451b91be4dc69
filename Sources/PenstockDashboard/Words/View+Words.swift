package import PenstockCore

/// Small things that many pages show.
extension View {
    /// A moment: absolute for those who compare, relative for those who look.
    package static func time(_ time: Timestamp?, now: Timestamp) -> View {
        guard let time else { return .nothing }
        return .markup(
            .element(
                "time",
                ["datetime": time.description],
                .init(text: time.wording),
                .element("span", ["class": "ago"], .init(text: " (\(time.relative(to: now)))"))
            )
        )
    }

    /// A moment in a few words, with the absolute one for those who point at it.
    package static func ago(_ time: Timestamp?, now: Timestamp) -> View {
        guard let time else { return .nothing }
        return .markup(
            .element(
                "time",
                ["datetime": time.description, "title": time.wording],
                .init(text: time.relative(to: now))
            )
        )
    }

    /// A number in a table, where zeros stand back.
    package static func cell(_ number: Int) -> View {
        number == 0 ? .markup(.element("span", ["class": "zero"], "0")) : .count(number)
    }

    /// Words where otherwise a number stands.
    package static func words(_ words: String) -> View {
        .markup(.element("span", ["class": "words"], .init(text: words)))
    }

    /// Sentences in which code stands between backticks, as in Markdown.
    package static func prose(_ text: String) -> View {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        return .markup(
            Markup(
                parts.map { index, part in
                    let text = Markup(text: String(part))
                    return index % 2 == 1 ? .element("code", [:], text) : text
                }
            )
        )
    }

    /// A word for a state, with a colour that only repeats it.
    package static func badge(_ word: String, _ tone: Tone) -> View {
        .markup(.element("span", ["class": "badge \(tone.rawValue)"], .init(text: word)))
    }

    package static func state(_ state: DeliveryState) -> View { badge(state.rawValue, Tone(state)) }

    /// - Parameter path: Made by ``Path``, never as it came.
    package static func link(_ path: Path, _ text: String) -> View {
        .markup(.element("a", ["href": path.text], .init(text: text)))
    }
}

/// What a state means to a person.
package enum Tone: String, Sendable {
    case good, busy, bad, quiet

    package init(_ state: DeliveryState) {
        switch state {
        case .delivered: self = .good
        case .pending, .waiting: self = .busy
        case .dead, .held: self = .bad
        case .filtered, .duplicate, .cancelled: self = .quiet
        }
    }
}

extension String {
    /// The text with a capital letter at its beginning, as a sentence of its own.
    package var capitalizedSentence: String { first.map { $0.uppercased() + dropFirst() } ?? "" }
}
