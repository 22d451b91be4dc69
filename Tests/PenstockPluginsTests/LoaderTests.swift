import Foundation
import PenstockPlugins
import Testing

@Suite struct `Plugin loader` {
    @Test func `a C filter built with cc alone is found, described and run`() throws {
        let workshop = try Workshop()
        try workshop.build("contains.c", as: "contains.so")
        let set = try workshop.load()
        #expect(set.problems == [])
        #expect(set.ids(.filter) == ["com.example.contains"])
        let type = try #require(set.stageType(.filter, "com.example.contains"))
        #expect(type.version == "1.0.0")

        let setup = StageSetup(pipeline: "test", stage: "stages/0", services: quiet)
        let stage = try #require(type.configure(Array(#"{"text":"score"}"#.utf8), setup).stage)
        #expect(try stage.instance(onThread: 0).run(frame()) == .pass)
        #expect(
            try stage.instance(onThread: 0).run(frame("{}")) == .drop("the body does not contain the text")
        )
    }

    @Test func `a configuration that the plugin refuses comes back with its place`() throws {
        let workshop = try Workshop()
        try workshop.build("contains.c", as: "contains.so")
        let type = try #require(try workshop.load().stageType(.filter, "com.example.contains"))
        let report = type.configure(
            Array(#"{"text":"a\n"}"#.utf8),
            StageSetup(pipeline: "test", stage: "stages/0", services: quiet)
        )
        #expect(report.stage == nil)
        #expect(report.complaints.map(\.pointer) == ["/text"])
        #expect(report.complaints.map(\.text) == ["this sample takes no escapes"])
    }

    @Test(arguments: [
        (1, "it does not export penstock_plugin_v1"), (2, "it speaks version 2"),
        (3, "it says that it does not work with this host"), (4, "its table is smaller"),
        (5, "of a kind this host does not know"), (6, "lacks the operation 'filter'"),
        (7, "it needs a host with minor version 1000"), (10, "twice"),
    ])
    func `a plugin that breaks the rules is refused in one line, and the others load`(rule: Int, words: String) throws {
        let workshop = try Workshop()
        try workshop.build("contains.c", as: "contains.so")
        let broken = try workshop.build("broken.c", as: "broken.so", flags: ["-DBREAK=\(rule)"])
        let set = try workshop.load()
        #expect(set.ids(.filter) == ["com.example.contains"])
        let problem = try #require(set.problems.first)
        #expect(set.problems.count == 1)
        #expect(problem.isError)
        #expect(problem.sentence.hasPrefix("\(broken.path) is not loaded: "))
        #expect(problem.sentence.contains(words))
        #expect(!problem.sentence.contains("\n"))
    }

    @Test(
        arguments: [
            (Array("#!/bin/sh\n".utf8), "it is not an ELF file"), ([], "it is not an ELF file"),
            ([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1], "it is not a 64-bit"),
        ] as [([UInt8], String)]
    )
    func `a file that is no shared library is refused`(content: [UInt8], words: String) throws {
        let workshop = try Workshop()
        try Data(content).write(to: workshop.plugins.appending(path: "text.so"))
        let set = try workshop.load()
        #expect(set.problems.map(\.isError) == [true])
        #expect(set.problems[0].sentence.contains(words))
    }

    @Test func `a file cut anywhere is refused or loads, and nothing crashes`() throws {
        let workshop = try Workshop()
        let whole = try Data(contentsOf: workshop.build("contains.c", as: "contains.so"))
        for length in stride(from: 0, to: whole.count - 1, by: 97) {
            let elf = try? ELFFile(Array(whole.prefix(length)))
            #expect(elf == nil)
        }
    }

    @Test func `a file or directory that others may write is refused`() throws {
        let workshop = try Workshop()
        let file = try workshop.build("contains.c", as: "contains.so")
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: file.path)
        #expect(try workshop.load().problems[0].sentence.contains("the file is writable by others"))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: workshop.plugins.path)
        #expect(try workshop.load().problems[0].sentence.contains("its directory"))
    }

    @Test func `a symbolic link is refused, a missing directory is empty`() throws {
        let workshop = try Workshop()
        let elsewhere = workshop.directory.appending(path: "elsewhere")
        try FileManager.default.createDirectory(
            at: elsewhere,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        let file = try workshop.build("contains.c", as: "contains.so", in: elsewhere)
        try FileManager.default.createSymbolicLink(
            at: workshop.plugins.appending(path: "link.so"),
            withDestinationURL: file
        )
        #expect(try workshop.load().problems[0].sentence.contains("it is a symbolic link"))
        #expect(try workshop.loader().load(directories: ["/nonexistent"]).problems == [])
    }

    @Test func `a plugin of another Swift is refused, one in C is not asked`() throws {
        let workshop = try Workshop()
        let elf = try ELFFile(Array(try Data(contentsOf: workshop.build("contains.c", as: "contains.so"))))
        let identity = try PluginIdentity(of: elf, hostCompiler: "Clang 21.0.0 (one)")
        #expect(!identity.needsSwiftRuntime)
        #expect(identity.compiler?.isEmpty == false)

        // All that matters is what the file says it needs: a stand-in for the runtime is enough to say it.
        let folder = workshop.directory.path
        try workshop.build(
            "contains.c",
            as: "libswiftCore.so",
            flags: ["-Wl,-soname,libswiftCore.so"],
            in: workshop.directory
        )
        let swift = try workshop.build(
            "contains.c",
            as: "swift.so",
            flags: ["-Wl,--no-as-needed", "-L", folder, "-lswiftCore"]
        )
        let set = try workshop.load()
        #expect(set.ids(.filter) == ["com.example.contains"])
        #expect(set.problems.map(\.file) == [swift.path])
        #expect(set.problems[0].sentence.contains("it was built by another Swift"))
    }

    @Test func `the same stage type in a later directory is shadowed, twice in one is an error for both`() throws {
        let workshop = try Workshop()
        let later = workshop.directory.appending(path: "later")
        try FileManager.default.createDirectory(
            at: later,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        try workshop.build("contains.c", as: "contains.so")
        try workshop.build("contains.c", as: "other.so", flags: ["-O1"], in: later)
        let set = try workshop.loader().load(directories: [workshop.plugins.path, later.path])
        #expect(set.problems.map(\.isError) == [false])
        #expect(set.problems[0].sentence.contains("is shadowed by"))

        try workshop.build("contains.c", as: "twin.so", flags: ["-O0"])
        let twins = try workshop.load()
        #expect(twins.ids(.filter) == [])
        #expect(twins.problems.count == 2)
        #expect(twins.problems.allSatisfy { $0.sentence.contains("offers the same stage type") })
    }

    @Test func `what runs is a private copy, so overwriting the file hurts nobody`() throws {
        let workshop = try Workshop()
        let file = try workshop.build("contains.c", as: "contains.so")
        let type = try #require(try workshop.load().stageType(.filter, "com.example.contains"))
        let stage = try #require(
            type.configure(
                Array(#"{"text":"score"}"#.utf8),
                StageSetup(pipeline: "t", stage: "stages/0", services: quiet)
            ).stage
        )
        let handle = try FileHandle(forWritingTo: file)
        try handle.write(contentsOf: Data(repeating: 0, count: 16_384))
        try handle.close()
        #expect(try stage.instance(onThread: 0).run(frame()) == .pass)
    }
}
