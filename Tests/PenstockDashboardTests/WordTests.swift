import PenstockCore
import PenstockJSON
import Testing

@testable import PenstockDashboard

@Suite struct `Words and numbers` {
    @Test(
        arguments: [
            (0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567"), (-1000, "−1,000"), (Int.min, "−9,223"),
        ]
    )
    func `have commas between thousands`(number: Int, text: String) {
        #expect(number == Int.min ? number.grouped.hasPrefix(text) : number.grouped == text)
    }

    @Test(
        arguments: [
            (0, "now"), (1, "1 second ago"), (59, "59 seconds ago"), (60, "1 minute ago"), (7300, "2 hours ago"),
            (200_000, "2 days ago"), (-90, "in 1 minute"), (-1, "in 1 second"),
        ]
    )
    func `say how long ago something was`(seconds: Int, words: String) {
        #expect((noon + .seconds(-seconds)).relative(to: noon) == words)
    }

    @Test func `say when, in whole seconds`() {
        #expect((noon + .milliseconds(1250)).wording == "2026-03-04 12:00:01 UTC")
        #expect(Timestamp(microseconds: -1).wording == "1969-12-31 23:59:59 UTC")
        guard case .markup(let markup) = View.time(noon + .seconds(-60), now: noon) else { return }
        let time =
            #"<time datetime="2026-03-04T11:59:00Z">2026-03-04 11:59:00 UTC<span class="ago"> (1 minute ago)</span></time>"#
        #expect(markup.html == time)
    }

    @Test(
        arguments: [
            (850, "850 µs"), (1200, "1.2 ms"), (15_000, "15 ms"), (3_400_000, "3.4 s"), (120_000_000, "2 min"),
            (5_400_000_000, "1.5 h"), (0, "0 µs"),
        ] as [(Int64, String)]
    )
    func `say how long something took`(microseconds: Int64, words: String) {
        #expect(Duration.microseconds(microseconds).wording == words)
    }

    @Test(
        arguments: [(0, "0"), (0.052, "0.052"), (0.25, "0.25"), (3.44, "3.4"), (12.6, "13"), (.nan, "–")]
            as [(Double, String)]
    )
    func `have two digits that count`(number: Double, text: String) { #expect(number.short == text) }

    @Test func `stay within a link`() {
        #expect(Path("pipelines", "a/../b?x#y \"é").text == "/pipelines/a%2F..%2Fb%3Fx%23y%20%22%C3%A9")
        #expect(Path("//evil.example").text == "/%2F%2Fevil.example")
        let path = Path("x").with(("a", "1&b=2"), ("c", nil), ("d", "")).with(("e", "f")).at("g h")
        #expect(path.text == "/x?a=1%26b%3D2&d=&e=f#g%20h")
        #expect(Path().text == "/" && Path().with(("a", nil)).text == "/")
    }
}

@Suite struct `What the dashboard is made of` {
    @Test func `can be read, and writes nothing that is not escaped`() {
        #expect(Templates.complaints.isEmpty)
        let templates = EmbeddedFile.below("Templates")
        #expect(templates.count > 10)
        for template in templates {
            let text = String(decoding: template.bytes, as: UTF8.self)
            #expect(!text.contains("{{{") && !text.contains("{{&"), "\(template.path)")
            #expect(!text.contains("style=") && !text.contains(" onclick"), "\(template.path)")
        }
    }

    @Test func `has names that change with the content`() throws {
        let asset = Asset.named("style.css")
        #expect(asset.name.hasPrefix("style.") && asset.name.hasSuffix(".css") && asset.name.count == 26)
        #expect(asset.tag == "\"\(asset.name.dropFirst(6).prefix(16))\"")
        #expect(Asset.linked(asset.name)?.bytes == asset.bytes)
        #expect(Asset.linked("style.css") == nil && Asset.linked("../Package.swift") == nil)
    }
}
