internal import PenstockCore
@testable internal import PenstockSQLite
internal import Testing

@Suite struct `Packed lists` {
    @Test(arguments: [0, 1, 127, 128, 20_000])
    func `texts of any length come back`(count: Int) throws {
        let text = String(repeating: "é", count: count)
        let attributes = [EventExtension(name: "a", value: text), EventExtension(name: text, value: "")]
        #expect(try Packing.attributes(Packing.pack(attributes)) == attributes)
        let recipients = Outcome.allCases.map { Recipient(address: text, outcome: $0, status: -1, reply: text) }
        #expect(try Packing.recipients(Packing.pack(recipients)) == recipients)
        let request = RequestHead(method: "POST", target: text, headers: attributes, isCut: count == 0)
        #expect(try Packing.request(Packing.pack(request)) == request)
        #expect(try Packing.request([]) == nil)
    }

    @Test(arguments: [[5], [0x80], [1, 65, 9, 66], Array(repeating: 0xFF, count: 12)] as [[UInt8]])
    func `damaged bytes are an error`(bytes: [UInt8]) {
        #expect(throws: StoreError.self) { try Packing.attributes(bytes) }
        #expect(throws: StoreError.self) { try Packing.recipients(bytes) }
        #expect(throws: StoreError.self) { try Packing.request(bytes) }
    }

    @Test func `codes come back and unknown ones are an error`() throws {
        for state in DeliveryState.allCases { #expect(try DeliveryState(code: state.code) == state) }
        for outcome in Outcome.allCases { #expect(try Outcome(code: outcome.code) == outcome) }
        for kind in Job.Kind.allCases { #expect(try Job.Kind(code: kind.code) == kind) }
        for state in Job.State.allCases { #expect(try Job.State(code: state.code) == state) }
        for sent in [Sent.no, .maybe, .yes] { #expect(try Sent(code: sent.code) == sent) }
        #expect(throws: StoreError.self) { try DeliveryState(code: 8) }
        #expect(throws: StoreError.self) { try Outcome(code: 6) }
        #expect(throws: StoreError.self) { try Job.Kind(code: 4) }
        #expect(throws: StoreError.self) { try Job.State(code: 4) }
        #expect(throws: StoreError.self) { try Sent(code: 3) }
    }

    @Test func `fingerprints stay as they are, for they are on disk`() {
        func value(_ text: String) -> UInt64 {
            var fingerprint = Fingerprint()
            fingerprint.combine(text)
            return fingerprint.value
        }
        let texts = [
            "", "a", "b", "ab", "ba", "abcdefgh", "abcdefgi", "abcdefgh\0", #"{"score":91}"#, #"{"score":19}"#,
        ]
        #expect(Set(texts.map(value)).count == texts.count)
        #expect(value(#"{"score":91}"#) == 4_748_991_881_752_020_695)
    }
}
