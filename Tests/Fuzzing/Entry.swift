import Foundation

/// Called by libFuzzer with every input. One program has all targets; `PENSTOCK_FUZZ_TARGET` names the one that runs.
@c(LLVMFuzzerTestOneInput) public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = unsafe [UInt8](UnsafeBufferPointer(start: start, count: count))
    chosen.run(bytes)
    return 0
}

private let chosen: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["PENSTOCK_FUZZ_TARGET"] ?? ""
    if let target = FuzzTarget(rawValue: name) { return target }
    complain("PENSTOCK_FUZZ_TARGET is one of \(FuzzTarget.allCases.map(\.rawValue).joined(separator: ", "))")
    exit(2)
}()

/// Ends the process, so that libFuzzer keeps the input, unless something holds.
func require(_ holds: Bool, _ broken: @autoclosure () -> String) {
    if holds { return }
    complain("broken: \(broken())")
    abort()
}

private func complain(_ text: String) { FileHandle.standardError.write(Data("\(text)\n".utf8)) }
