import PenstockCore
import Testing

@Suite struct `A trace` {
    private let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test func `goes on below a span of its own`() throws {
        let trace = try #require(TraceContext(parent))
        #expect(trace.child(span: 0x1F) == "00-0af7651916cd43dd8448eb211c80319c-000000000000001f-01")
        #expect(trace.child(span: .max) == "00-0af7651916cd43dd8448eb211c80319c-ffffffffffffffff-01")
    }

    @Test func `of a later version is read as far as it is known`() throws {
        let trace = try #require(TraceContext("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00-what-comes"))
        #expect(trace.child(span: 1).hasPrefix("00-0af7651916cd43dd8448eb211c80319c-0000000000000001-00"))
    }

    @Test(arguments: [
        "", "00", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
        "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
        "00-00000000000000000000000000000000-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
        "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333-01",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1",
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
    ])
    func `that breaks the rules is none`(text: String) {
        #expect(TraceContext(text) == nil)
    }

    @Test(arguments: [("a=1,b=2", true), ("", false), ("a=\r\nb", false), ("a=\u{e9}", false)])
    func `has a state that fits in a header`(text: String, isFit: Bool) {
        #expect(TraceState.isFit(text) == isFit)
        #expect(!TraceState.isFit(String(repeating: "x", count: 513)))
    }
}
