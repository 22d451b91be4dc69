import PenstockPlugins
import Testing

@Suite struct `Egress policy` {
    private func refusal(_ address: String, name: String = "inner.example.com", _ policy: EgressPolicy = EgressPolicy())
        throws -> String?
    {
        policy.refusal(of: try #require(IPAddress(address)), name: name)
    }

    private func allowing(_ entries: String...) -> EgressPolicy { EgressPolicy(allowed: list(entries)) }

    private func list(_ entries: [String]) -> EgressAllowList {
        var list = EgressAllowList()
        for entry in entries where !list.add(entry) { Issue.record("\(entry) is no entry") }
        return list
    }

    /// The first and the last address of every range that is not public.
    static let refused = [
        ("0.0.0.0", "0.255.255.255"), ("10.0.0.0", "10.255.255.255"), ("100.64.0.0", "100.127.255.255"),
        ("127.0.0.0", "127.255.255.255"), ("169.254.0.0", "169.254.255.255"), ("172.16.0.0", "172.31.255.255"),
        ("192.0.0.0", "192.0.0.255"), ("192.0.2.0", "192.0.2.255"), ("192.88.99.0", "192.88.99.255"),
        ("192.168.0.0", "192.168.255.255"), ("198.18.0.0", "198.19.255.255"), ("198.51.100.0", "198.51.100.255"),
        ("203.0.113.0", "203.0.113.255"), ("224.0.0.0", "239.255.255.255"), ("240.0.0.0", "255.255.255.255"),
        ("::", "::1"), ("::0.0.0.2", "::255.255.255.255"), ("::8.8.8.8", "::10.0.0.1"),
        ("64:ff9b:1::", "64:ff9b:1:ffff:ffff:ffff:ffff:ffff"), ("100::", "100::ffff:ffff:ffff:ffff"),
        ("2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"), ("3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("5f00::", "5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), ("fc00::", "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("fe80::", "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), ("fec0::", "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("ff00::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ]

    @Test(arguments: refused)
    func `an address that is not public is refused, from the first to the last`(first: String, last: String) throws {
        #expect(try refusal(first)?.contains("inner.example.com is ") == true)
        #expect(try refusal(last)?.contains("inner.example.com is ") == true)
    }

    /// The addresses right beside the ranges.
    @Test(arguments: [
        "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
        "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "191.255.255.255", "192.0.1.0", "192.0.3.0",
        "192.88.98.255", "192.88.100.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0",
        "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "8.8.8.8",
        "2606:4700::1111", "64:ff9b:2::", "100:0:0:1::", "2001:1::", "2001:db7:ffff::", "2001:db9::", "3ffe::",
        "3fff:1000::", "5eff::", "5f01::", "fbff::", "fe00::",
    ])
    func `a public address is allowed`(text: String) throws {
        #expect(try refusal(text) == nil)
    }

    @Test(arguments: ["::ffff:", "64:ff9b::"])
    func `an IPv6 address is judged by the IPv4 address inside it`(prefix: String) throws {
        for (first, last) in Self.refused where first.contains(".") && !first.contains(":") {
            #expect(try refusal(prefix + first) != nil && refusal(prefix + last) != nil, "\(prefix)\(first)")
        }
        #expect(try refusal(prefix + "8.8.8.8") == nil)
    }

    @Test(arguments: [
        ("2002:7f00:1::", false), ("2002:a00:1::1", false), ("2002:a9fe:a9fe::", false), ("2002:c0a8:101::", false),
        ("2002:808:808::", true), ("::ffff:127.0.0.1", false), ("::ffff:0:127.0.0.1", true),
    ])
    func `a tunnel is judged by its end`(text: String, isAllowed: Bool) throws {
        #expect(try (refusal(text) == nil) == isAllowed)
    }

    @Test func `a refusal names the host, the address, the network and what lifts it`() throws {
        #expect(
            try refusal("10.1.2.3")
                == """
                inner.example.com is 10.1.2.3, in 10.0.0.0/8, which is not public, and a host from event data or \
                from the test of a link may only be public; egress.allow of the pipeline or in penstock.yaml lifts this
                """
        )
        #expect(try refusal("127.0.0.1", name: "127.0.0.1")?.hasPrefix("127.0.0.1 is in 127.0.0.0/8, which") == true)
    }

    @Test(arguments: [
        ("hr.internal", "HR.internal", true), ("hr.internal", "hr.internal.", true),
        ("HR.internal", "hr.internal", true), ("hr.internal", "other", false), ("hr.internal", "x.hr.internal", false),
        ("*.internal", "hr.internal", true), ("*.internal", "a.b.internal.", true), ("*.internal", "internal", false),
        ("*.internal", ".internal", false), ("*.internal", "evilinternal", false),
        ("*.internal", "internal.example.com", false), ("127.0.0.0/8", "any", true), ("127.0.0.1", "any", true),
        ("127.0.0.2", "any", false), ("::/0", "any", false), ("0.0.0.0/0", "any", true),
    ])
    func `a host or a network that is allowed may be private`(entry: String, name: String, isAllowed: Bool) throws {
        #expect(try (refusal("127.0.0.1", name: name, allowing(entry)) == nil) == isAllowed)
    }

    @Test func `a network allows the IPv4 addresses in it that come inside others`() throws {
        let policy = allowing("10.0.0.0/8")
        #expect(try refusal("::ffff:10.0.0.1", policy) == nil && refusal("64:ff9b::a00:1", policy) == nil)
        #expect(try refusal("::ffff:192.168.0.1", policy) != nil)
    }

    @Test(arguments: [
        ("hr.internal", "HR.internal", true), ("hr.internal.", "hr.internal", true), ("hr.internal", "other", false),
        ("0x7f.1", "127.0.0.1", true), ("2130706433", "127.0.0.1", true), ("017700000001", "127.0.0.1", true),
        ("0:0:0:0:0:0:0:1", "::1", true), ("127.0.0.1", "127.0.0.2", false),
    ])
    func `a host written in YAML is allowed in every spelling`(written: String, name: String, isAllowed: Bool) throws {
        #expect(try (refusal("127.0.0.1", name: name, EgressPolicy(trustedHosts: [written])) == nil) == isAllowed)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0/8", "x", "10.0.0.0/-1", "10.0.0.0/8/8", ""])
    func `a text that is no network is refused`(text: String) {
        #expect(IPNetwork(text) == nil)
    }

    @Test(arguments: [
        "", "*", "*.", "*.*", "a.*", "*internal", "10.0.0.0/33", "10.300.0.1", "fd00::/129", "a b", "http://hr",
        "hr:80",
        "-a", "a..b",
    ])
    func `a text that is neither a network nor a host is no entry`(text: String) {
        var list = EgressAllowList()
        let isAdded = list.add(text)
        #expect(!isAdded && list == EgressAllowList())
    }

    @Test func `lists add up`() {
        let host = list(["10.0.0.0/8", "b.internal"])
        #expect(
            host.union(list(["*.lan", "A.internal", "fd00::/8"])).entries == [
                "*.lan", "a.internal", "b.internal", "10.0.0.0/8", "fd00::/8",
            ]
        )
    }
}
