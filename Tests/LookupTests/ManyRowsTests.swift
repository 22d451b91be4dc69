import Foundation
import PluginTesting
import Testing

@Suite(.serialized) struct `A large directory` {
    private func people(_ count: Int) -> String {
        var text = "username,email,first_name,last_name,employee_number,manager_email\n"
        text.reserveCapacity(count * 90)
        for number in 0..<count {
            text += "learner\(number),learner\(number)@example.com,Learner,Number \(number),E\(number),"
            text += "manager\(number % 1000)@example.com\n"
        }
        return text
    }

    private func found(_ number: Int, by stage: StageHarness) throws -> Bool {
        let answer = try stage.transform(TestMessage(data: #"{"username": "learner\#(number)"}"#))
        return answer.text.contains(#""employee_number":"E\#(number)""#)
    }

    @Test func `finds every row`() throws {
        let stage = try SampleFile("people.csv", people(2_000)).stage()
        for number in 0..<2_000 { #expect(try found(number, by: stage)) }
        #expect(try stage.transform(TestMessage(data: #"{"username": "learner2000"}"#)).verdict == -2)
    }

    /// By hand, alone: `PENSTOCK_LARGE_TESTS=1 swift test --filter 'A large directory'`.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["PENSTOCK_LARGE_TESTS"] != nil))
    func `holds a million rows in 250 MB`() throws {
        let file = try SampleFile("people.csv", people(1_000_000))
        let before = try residentBytes()
        let start = clock()
        let loaded = try file.stage()
        let loading = Double(clock() - start) / Double(CLOCKS_PER_SEC)
        let grown = try residentBytes() - before
        for number in stride(from: 0, to: 1_000_000, by: 9_973) { #expect(try found(number, by: loaded)) }
        let size = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
        let called = clock()
        _ = try loaded.time(TestMessage(data: #"{"username": "learner777777"}"#), calls: 20_000)
        let each = Double(clock() - called) / Double(CLOCKS_PER_SEC) / 0.02
        print("\(size) bytes in the file, \(grown) more in memory; CPU: \(loading) s to load, \(each) µs a call")
        #expect(grown < 250_000_000)
    }

    private func residentBytes() throws -> Int {
        let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")[1]
        return (Int(pages) ?? 0) * sysconf(Int32(_SC_PAGESIZE))
    }
}
