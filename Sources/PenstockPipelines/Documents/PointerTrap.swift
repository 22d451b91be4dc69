internal import PenstockJSON

/// What a person probably meant who wrote a place in the event in jq's way, or a template's, where a JSON Pointer is
/// wanted: `/data/score` for `.data.score`, `$.data.score`, `{{data.score}}`, `data.score` and `data/score`.
func pointerProbablyMeant(by text: String) -> String? {
    guard !text.hasPrefix("/") else { return nil }
    var path = text[...]
    if path.hasPrefix("{{"), path.hasSuffix("}}") { path = path.dropFirst(2).dropLast(2) }
    for prefix in ["$event.", "$.", "."] where path.hasPrefix(prefix) {
        path = path.dropFirst(prefix.count)
        break
    }
    let names = path.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "/" }
    let areNames = names.allSatisfy { name in
        !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
    }
    guard areNames else { return nil }
    return JSONPointer(tokens: names.map(String.init)).description
}
