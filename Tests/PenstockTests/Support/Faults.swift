import Foundation
import Glibc
import Testing

/// The shim of `Tests/Fixtures/faults` under a server: what is wrong with its files, its clock and its names, switched
/// on and off while it runs.
final class Faults {
    /// What a server needs in its environment to run on the shim.
    let environment: [String: String]
    private let control: FileHandle
    private let paths: (control: String, undo: String, data: String)

    /// The places of `faults.h`.
    private enum Field: UInt64 {
        case writeError = 0
        case syncError = 8
        case room = 16
        case clockOffset = 24
        case nameMode = 32
        case writesFailed = 40
        case syncsFailed = 48
        case namesAnswered = 56
        case syncs = 72
        case writeFile = 80
        case syncFile = 144
        case name = 208
    }

    private static let size = 272
    private static let textSize = 64

    init(_ site: Site) throws {
        let tools = try Tools.shared.get()
        paths = (site.path("faults.control"), site.path("faults.undo"), site.path("data"))
        try Data(count: Self.size).write(to: URL(fileURLWithPath: paths.control))
        control = try #require(FileHandle(forUpdatingAtPath: paths.control))
        environment = [
            "LD_PRELOAD": tools.shim, "FAULTS_CONTROL": paths.control, "FAULTS_UNDO": paths.undo,
            "FAULTS_DIRECTORY": paths.data,
        ]
        try set(.room, -1)
    }

    // MARK: - Files

    /// An errno that a test asks for.
    enum Failure: Int64 {
        case io = 5
        case noSpace = 28
    }

    /// Lets writes fail to the file under the data directory whose path ends so.
    func failWrites(to file: String, with failure: Failure) throws {
        try set(.writeFile, file)
        try set(.writeError, failure.rawValue)
    }

    /// Lets fsync and fdatasync fail for the file whose path ends so.
    func failSyncs(of file: String, with failure: Failure) throws {
        try set(.syncFile, file)
        try set(.syncError, failure.rawValue)
    }

    /// How many bytes the files may still grow by; nil: as many as they like.
    func leaveRoom(_ bytes: Int64?) throws { try set(.room, bytes ?? -1) }

    /// Lets writes, syncs and growth succeed again.
    func mendFiles() throws {
        try set(.writeError, 0)
        try set(.syncError, 0)
        try set(.room, -1)
    }

    var writesFailed: Int { get throws { try number(.writesFailed) } }
    var syncsFailed: Int { get throws { try number(.syncsFailed) } }
    /// Syncs that made something durable.
    var syncs: Int { get throws { try number(.syncs) } }

    // MARK: - Clock and names

    /// Puts the wall clock off by so many seconds.
    func putClockOff(seconds: Int64) throws { try set(.clockOffset, seconds * 1_000_000_000) }

    /// What is answered to a look-up of a name.
    enum Answer: Int64 {
        case asTheSystemDoes, failure, loopback
    }

    func answer(_ name: String, with answer: Answer) throws {
        try set(.name, name)
        try set(.nameMode, answer.rawValue)
    }

    var namesAnswered: Int { get throws { try number(.namesAnswered) } }

    // MARK: - Power

    /// What of the writes that were not synced has reached the disk.
    enum Remains {
        case nothing
        /// Some, in any order, and some writes only in part.
        case some(seed: UInt64)
    }

    /// Does to the data of a server that was killed what a cut of the power would have done.
    /// - Returns: How many changes were lost.
    @discardableResult
    func cutPower(_ remains: Remains) throws -> Int {
        let how =
            switch remains {
            case .nothing: ["drop"]
            case .some(let seed): ["tear", "\(seed)"]
            }
        let tool = Process()
        tool.executableURL = URL(fileURLWithPath: try Tools.shared.get().powercut)
        tool.arguments = [paths.control, paths.undo, paths.data] + how
        let output = Pipe()
        tool.standardOutput = output
        try tool.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        tool.waitUntilExit()
        try #require(tool.terminationStatus == 0, "powercut failed")
        return try #require(text.split(separator: " ").first.flatMap { Int($0) })
    }

    // MARK: - The control file

    private func set(_ field: Field, _ number: Int64) throws {
        try write(Data((0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }), field)
    }

    private func set(_ field: Field, _ text: String) throws {
        try #require(text.utf8.count < Self.textSize)
        try write(Data(text.utf8) + Data(count: Self.textSize - text.utf8.count), field)
    }

    private func write(_ bytes: Data, _ field: Field) throws {
        try control.seek(toOffset: field.rawValue)
        try control.write(contentsOf: bytes)
    }

    private func number(_ field: Field) throws -> Int {
        try control.seek(toOffset: field.rawValue)
        let bytes = try control.read(upToCount: 8) ?? Data()
        return bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    }
}

/// The shim and its tool, compiled once for all tests, as small as they are.
private struct Tools {
    var shim: String
    var powercut: String

    static let shared = Result { try Tools() }

    private init() throws {
        // Where every build is, so that nothing is left elsewhere; but not beside the command, which would take the
        // library for a plugin.
        let directory = URL(fileURLWithPath: Binary.path).deletingLastPathComponent().appending(path: "faults")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        shim = directory.appending(path: "faults.so").path
        powercut = directory.appending(path: "powercut").path
        try Self.compile("faults.c", ["-fPIC", "-shared"], to: shim)
        try Self.compile("powercut.c", [], to: powercut)
    }

    private static func compile(_ source: String, _ options: [String], to path: String) throws {
        // Another run may be using what is there, so it is replaced and not written over.
        let made = "\(path).\(ProcessInfo.processInfo.processIdentifier)"
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments =
            ["cc", "-std=gnu11", "-O2", "-Wall", "-Wextra", "-Werror"] + options
            + ["-o", made, Binary.root.appending(path: "Tests/Fixtures/faults/\(source)").path]
        try compiler.run()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0, "cc could not build \(source)")
        try #require(unsafe rename(made, path) == 0)
    }
}
