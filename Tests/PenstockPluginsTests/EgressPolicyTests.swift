import PenstockPlugins
import Testing

@Suite struct `Egress policy` {
    @Test(arguments: [
        "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255",
        "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1",
        "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::7f00:1", "::ffff:10.0.0.1",
        "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "3fff::1", "5f00::1",
        "fc00::1", "fdff::1", "fe80::1", "fec0::1", "ff02::1",
    ])
    func `an address that is not public is refused`(text: String) throws {
        let refusal = EgressPolicy().refusal(of: try #require(IPAddress(text)), name: "inner.example.com")
        #expect(refusal?.contains("inner.example.com is ") == true)
    }

    @Test(arguments: [
        "8.8.8.8", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "2606:4700::1111",
        "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::",
    ])
    func `a public address is allowed`(text: String) throws {
        #expect(EgressPolicy().refusal(of: try #require(IPAddress(text)), name: "example.com") == nil)
    }

    @Test func `a host written in YAML, an allowed name and an allowed network are allowed`() throws {
        let loopback = try #require(IPAddress("127.0.0.1"))
        #expect(EgressPolicy(trustedHosts: ["hr.internal"]).refusal(of: loopback, name: "HR.internal") == nil)
        #expect(EgressPolicy(allowedHosts: ["hr.internal"]).refusal(of: loopback, name: "hr.internal") == nil)
        let network = try #require(IPNetwork("127.0.0.0/8"))
        #expect(EgressPolicy(allowedNetworks: [network]).refusal(of: loopback, name: "any") == nil)
        #expect(EgressPolicy(trustedHosts: ["hr.internal"]).refusal(of: loopback, name: "other") != nil)
    }

    @Test(arguments: ["10.0.0.0/33", "10.0.0/8", "x", "10.0.0.0/-1", "10.0.0.0/8/8", ""])
    func `a text that is no network is refused`(text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
