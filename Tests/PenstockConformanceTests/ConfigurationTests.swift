import PenstockJSON
import PenstockPipelines
import Testing

@testable import PenstockConformance

@Suite struct `Configurations by chance` {
    private let schema: JSONValue = [
        "type": "object", "required": ["url"], "additionalProperties": false,
        "properties": [
            "url": ["type": "string", "minLength": 1, "examples": ["http://127.0.0.1:80/"]],
            "count": ["type": "integer", "minimum": 1, "maximum": 9],
            "kind": ["enum": ["a", "b"]],
            "inner": ["$ref": "#/$defs/inner"],
        ],
        "$defs": ["inner": ["type": "object", "properties": ["inner": ["$ref": "#/$defs/inner"]]]],
    ]

    @Test func `mostly satisfy the schema, and a seed repeats them`() throws {
        let compiled = try JSONSchema(schema)
        var one = ConfigurationMaker(schema, Chance(seed: 7))
        var other = ConfigurationMaker(schema, Chance(seed: 7))
        var valid = 0
        for _ in 0..<200 {
            let made = one.next()
            #expect(made == other.next())
            if compiled.isValid(made) { valid += 1 }
        }
        #expect(valid > 100)
    }

    @Test func `spoiled ones differ from what they were`() {
        var breaker = ConfigurationBreaker(Chance(seed: 1))
        let whole: JSONValue = ["url": "x", "inner": ["list": [1, 2]]]
        for _ in 0..<100 {
            guard let (value, _) = breaker.broken(whole) else { continue }
            #expect(value != whole)
        }
    }

    @Test func `an example that sends to this machine gets the port of the check's server`() {
        let example: JSONValue = ["url": "smtp://127.0.0.1:25/", "name": "x"]
        #expect(Loopback.leads(example) && Loopback.speaksSMTP(example))
        #expect(Loopback.pointed(example, at: 4711) == ["url": "smtp://127.0.0.1:4711/", "name": "x"])
        #expect(!Loopback.leads(["url": "https://hr.example.com/127.0.0.1"]))
    }

    @Test func `an order reaches the child as it was given`() throws {
        let order = CaseOrder(
            file: "/p.so",
            test: "input",
            stage: StageName("filter:match"),
            seed: .max,
            effort: .quick,
            isIsolated: false,
            scratch: "/s",
            configuration: ["a": 1],
            seconds: 9
        )
        #expect(CaseOrder(order.json.text) == order)
    }
}
