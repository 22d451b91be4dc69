import MatchStages
import PluginTesting
import Testing

@Suite struct `Match's configuration` {
    private func problems(_ configuration: String) -> [Problem] {
        do {
            _ = try StageHarness(library, .filter, "match", with: configuration)
            return []
        } catch {
            return error.problems
        }
    }

    @Test(arguments: [
        ("{}", "", "expected one of 'pointer', 'event', 'all', 'any', 'not'"),
        (
            "3", "",
            "expected a condition: a mapping such as {pointer: /data/score, greater_or_equal: 80}"
        ),
        (
            #"{"equals":1}"#, "",
            "expected one of 'pointer', 'event', 'all', 'any', 'not'; 'equals' alone does not say "
                + "which field to look at"
        ),
        (
            #"{"pointer":"/a","event":"/b","equals":1}"#, "",
            "expected one of 'pointer', 'event', 'all', 'any', 'not', and found 'pointer' and 'event'"
        ),
        (
            #"{"any":[{"pointer":"/a","less":1,"greater":0}]}"#, "/any/0",
            "expected one comparison, and found 'less' and 'greater'; put them into a list under 'all'"
        ),
        (
            #"{"all":[],"equals":1}"#, "",
            "'equals' cannot stand beside 'all'; put it with a 'pointer' of its own"
        ),
        (#"{"all":[]}"#, "/all", "expected a list of at least one condition"),
        (
            #"{"pointer":".data.score","equals":1}"#, "/pointer",
            "'.data.score' is how jq writes it; as a JSON Pointer it is '/data/score'"
        ),
        (
            #"{"pointer":"{{data.score}}","equals":1}"#, "/pointer",
            "'{{data.score}}' is how a template writes it; as a JSON Pointer it is '/data/score'"
        ),
        (
            #"{"pointer":"data.score","equals":1}"#, "/pointer",
            "a JSON Pointer begins with '/'; perhaps '/data/score'"
        ),
        (
            #"{"pointer":"/a","equals":{"pointer":".b"}}"#, "/equals/pointer",
            "'.b' is how jq writes it; as a JSON Pointer it is '/b'"
        ),
        (
            #"{"pointer":"/a","equals":null}"#, "/equals",
            "nothing is compared with null; to ask whether a field is there, use 'exists'"
        ),
        (
            #"{"pointer":"/a","equals":[1]}"#, "/equals",
            "a list cannot be compared; to ask for one of several values, use 'in'"
        ),
        (#"{"pointer":"/a","less":true}"#, "/less", "true and false have no order; use equals"),
        (#"{"pointer":"/a","starts_with":1}"#, "/starts_with", "expected a text, in quotes"),
        (#"{"pointer":"/a","exists":"yes"}"#, "/exists", "expected true or false"),
        (#"{"pointer":"/a","in":[]}"#, "/in", "expected a list of at least one value"),
        (
            #"{"not":{"pointer":"/a","matches":7}}"#, "/not/matches",
            "expected a regular expression, in quotes"
        ),
    ])
    func `a mistake is named where it stands`(configuration: String, pointer: String, text: String) {
        let first = problems(configuration).first
        #expect(first?.pointer == pointer)
        #expect(first?.text == text)
    }

    @Test func `a wrong pattern is told at its byte`() {
        let problem = problems(#"{"pointer":"/a","matches":"ab(c"}"#).first
        #expect(problem?.pointer == "/matches")
        #expect(problem?.offset == 4)
        #expect(problem?.text == "not a regular expression: missing closing parenthesis")
    }

    @Test func `a clause without a comparison lists them`() {
        #expect(
            problems(#"{"pointer":"/a"}"#).first?.text.hasSuffix("greater_or_equal, matches, starts_with")
                == true
        )
    }

    @Test func `all mistakes are told at once`() {
        let all = problems(
            #"{"all":[{"pointer":"a","equals":1},{"pointer":"/b","lower":1},{"pointer":"/c","in":3}]}"#
        )
        #expect(all.map(\.pointer) == ["/all/0/pointer", "/all/1/lower", "/all/1", "/all/2/in"])
    }
}
