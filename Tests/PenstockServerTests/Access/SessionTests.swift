import HTTPTypes
import PenstockCore
import Testing

@testable import PenstockServer

@Suite struct `A log-in` {
    private static let now = Timestamp("2026-03-04T10:00:00Z") ?? Timestamp(microseconds: 0)
    private let token = TokenID("aaaaaaaa")

    @Test func `is over an hour after its last use, and twelve hours after its begin`() {
        var list = SessionList()
        list.begin("one", csrf: "x", of: token, at: Self.now)
        #expect(list.use("two", at: Self.now) == nil)
        #expect(list.use("one", at: Self.now + .seconds(3599))?.csrf == "x")
        #expect(list.use("one", at: Self.now + .seconds(3599 + 3600)) == nil, "idle")
        list.begin("one", csrf: "x", of: token, at: Self.now)
        for minutes in stride(from: 30, to: 720, by: 30) {
            #expect(list.use("one", at: Self.now + .seconds(minutes * 60)) != nil)
        }
        #expect(list.use("one", at: Self.now + .seconds(12 * 3600)) == nil, "however much it was used")
        #expect(list.count == 0)
    }

    @Test func `ends with a log-out, and with its token`() {
        var list = SessionList()
        for id in ["one", "two"] { list.begin(id, csrf: "x", of: token, at: Self.now) }
        list.begin("three", csrf: "x", of: TokenID("bbbbbbbb"), at: Self.now)
        list.end("one")
        #expect(list.use("one", at: Self.now) == nil && list.use("two", at: Self.now) != nil)
        list.end(of: token)
        #expect(list.use("two", at: Self.now) == nil && list.use("three", at: Self.now) != nil)
    }

    @Test func `makes room by ending the one that was used longest ago`() {
        var list = SessionList()
        for number in 0..<SessionList.limit {
            list.begin("\(number)", csrf: "x", of: token, at: Self.now + .seconds(number))
        }
        #expect(list.use("0", at: Self.now + .seconds(1001)) != nil)
        list.begin("new", csrf: "x", of: token, at: Self.now + .seconds(1002))
        #expect(list.count == SessionList.limit)
        #expect(
            list.use("1", at: Self.now + .seconds(1003)) == nil && list.use("0", at: Self.now + .seconds(1003)) != nil
        )
    }

    @Test func `is in a cookie that scripts and other sites do not get`() {
        #expect(
            SessionCookie.setting("abc", isSecure: false) == "penstock_session=abc; Path=/; HttpOnly; SameSite=Strict"
        )
        #expect(
            SessionCookie.setting("abc", isSecure: true)
                == "__Host-penstock_session=abc; Path=/; HttpOnly; SameSite=Strict; Secure"
        )
        func id(_ cookie: String) -> String? { SessionCookie.id(in: [.cookie: cookie]) }
        #expect(id("a=b; penstock_session=one; c=d") == "one")
        #expect(id("penstock_session=planted; __Host-penstock_session=own") == "own")
        #expect(id("penstock_session=") == nil && id("xpenstock_session=1") == nil && id("penstock_session") == nil)
    }

    @Test(
        arguments: [
            ("/deliveries?state=dead", "/deliveries?state=dead"), ("/", "/"), (nil, "/"), ("", "/"),
            ("//evil.example", "/"), ("/\\evil.example", "/"), ("https://evil.example", "/"), ("deliveries", "/"),
            ("/a\r\nSet-Cookie: x=y", "/"), ("/a b", "/"), ("/ü", "/"), ("/login?next=/x", "/"), ("/a\u{0}", "/"),
        ] as [(String?, String)]
    )
    func `leads to a page of this server and nowhere else`(next: String?, path: String) {
        #expect(LoginRoutes.path(next) == path)
    }

    @Test func `an address has some tries at once, and one more each six seconds`() {
        var limit = FailureLimit()
        let told = (0..<12).map { _ in limit.failed("192.0.2.1", at: Self.now) }
        #expect(told == Array(repeating: nil, count: 10) + [6, 6])
        #expect(limit.failed("192.0.2.2", at: Self.now) == nil, "another address has its own")
        #expect(limit.failed("192.0.2.1", at: Self.now + .seconds(3)) == 3)
        #expect(limit.failed("192.0.2.1", at: Self.now + .seconds(6)) == nil)
        #expect(limit.failed("192.0.2.1", at: Self.now) != nil, "a clock that goes back gives nothing")
    }

    @Test func `all addresses of one IPv6 customer are one, and not more are remembered than there is room for`() {
        #expect(FailureLimit.network(of: "2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64")
        #expect(FailureLimit.network(of: "2001:db8:1:2::9") == "2001:db8:1:2::/64")
        #expect(FailureLimit.network(of: "::1") == "0:0:0:0::/64")
        #expect(FailureLimit.network(of: "fe80::1%eth0") == "fe80:0:0:0::/64")
        #expect(FailureLimit.network(of: "192.0.2.1") == "192.0.2.1")
        var limit = FailureLimit()
        for number in 0..<(FailureLimit.limit + 100) {
            _ = limit.failed(
                "10.\(number >> 16).\(number >> 8 & 255).\(number & 255)",
                at: Self.now + .milliseconds(number)
            )
        }
        #expect(limit.count == FailureLimit.limit)
    }
}
