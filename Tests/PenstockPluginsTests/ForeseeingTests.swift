import PenstockPlugins
import Testing

@Suite struct `What is to be configured` {
    private let setup = StageSetup(pipeline: "test", stage: "stages/0", services: quiet)

    private func type(_ isolation: PluginIsolation) throws -> (type: StageType, workshop: Workshop) {
        let workshop = try Workshop()
        try workshop.build("foresight.c", as: "foresight.so")
        return (try #require(try workshop.load(isolation).stageType(.filter, "com.example.foresight")), workshop)
    }

    @Test(arguments: [(PluginIsolation.none, #"2:{"n":12}"#), (.process, "nothing")])
    func `is foreseen by a plugin in the host, and by none in a worker`(place: PluginIsolation, told: String) throws {
        let (type, workshop) = try type(place)
        type.foresee([])
        #expect(type.configure(Array("{}".utf8), setup).complaints.map(\.text) == ["nothing"])
        type.foresee([Array("{}".utf8), Array(#"{"n":12}"#.utf8)])
        #expect(type.configure(Array("{}".utf8), setup).complaints.map(\.text) == [told])
        withExtendedLifetime(workshop) {}
    }

    @Test(arguments: [PluginIsolation.none, .process])
    func `reads fields, with their places`(place: PluginIsolation) throws {
        let (type, workshop) = try type(place)
        #expect(
            type.configure(Array("{}".utf8), setup).reads == [
                FieldRead(pointer: "/a", field: "/data/a"),
                FieldRead(pointer: "/b", offset: 7, field: "/data/b", ofEvent: true, isOptional: true),
            ]
        )
        withExtendedLifetime(workshop) {}
    }

    @Test func `is no matter to a plugin of the first version`() throws {
        let workshop = try Workshop()
        try workshop.build("v1/first.c", as: "first.so")
        let type = try #require(try workshop.load().stageType(.filter, "com.example.first"))
        type.foresee([Array("{}".utf8), Array("{}".utf8)])
        #expect(type.configure(Array("{}".utf8), setup).complaints == [])
    }
}
