@testable import PenstockPipelines

/// The pieces of a text lie side by side and make it up; a mistake is within it; a reference reads as it is written.
func fuzzReference(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    check(DotEnv(text), of: text)
    let resolver = ReferenceResolver(directory: "/nowhere", lookup: .environment(["A": "{{a}}"]))
    do throws(ReferenceError) {
        let pieces = try ReferringText(text).pieces
        var end = 0
        for piece in pieces {
            require(piece.source.lowerBound == end && !piece.source.isEmpty, "a part of the text is lost")
            end = piece.source.upperBound
            guard case .reference(let reference) = piece.content else { continue }
            let again = try ReferringText(written(reference)).pieces.map(\.content)
            require(again == [.reference(reference)], "\(reference) reads otherwise when it is written again")
        }
        require(end == text.utf8.count, "the end of the text is lost")
    } catch {
        require((0...text.utf8.count).contains(error.offset), "a mistake is outside of the text: \(error)")
    }
    // Files are none of the fuzzer's business.
    guard !text.contains("${file:") else { return }
    let (resolved, problems) = resolver.resolve(text)
    for problem in problems {
        require((0...text.utf8.count).contains(problem.offset), "a mistake is outside of the text: \(problem)")
    }
    require(!resolved.shown.contains("{{a}}") || text.contains("{{a}}"), "what is shown shows a secret")
    for offset in 0...resolved.text.utf8.count {
        require((0...text.utf8.count).contains(resolved.sourceOffset(of: offset)), "a byte comes from nowhere")
    }
    _ = resolved.referenceReadAsTemplate
}

private func written(_ reference: Reference) -> String {
    let fallback = reference.fallback.map { ":-\($0)" } ?? ""
    return "${\(reference.kind.rawValue):\(reference.name)\(fallback)}"
}

private func check(_ file: DotEnv, of text: String) {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).count
    for problem in file.problems {
        require((1...lines).contains(problem.line) && !problem.message.isEmpty, "a mistake is in no line")
    }
    for name in file.variables.keys { require(DotEnv.isName(name), "'\(name)' is no name") }
}
