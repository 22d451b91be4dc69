import Foundation
import Testing

/// A temporary directory with pipelines and data.
final class Site {
    let directory: URL

    /// Makes a site with these files, by their paths in it.
    init(_ files: [String: String] = [:]) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "penstock-tests-\(UUID().uuidString)")
            .resolvingSymlinksInPath()
        try FileManager.default.createDirectory(
            at: directory.appending(path: "pipelines"),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        for (name, text) in files { try write(text, to: name) }
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    func path(_ name: String) -> String { directory.appending(path: name).path }

    func write(_ text: String, to name: String) throws {
        let url = directory.appending(path: name)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        try text.write(to: url, atomically: false, encoding: .utf8)
    }

    /// What SQLite's own check says of the store, once no server holds it: "ok".
    func integrity() throws -> String {
        let python = Process()
        python.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let program =
            "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('PRAGMA integrity_check').fetchone()[0])"
        python.arguments = ["python3", "-c", program, path("data/penstock.db")]
        let output = Pipe()
        python.standardOutput = output
        try python.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        python.waitUntilExit()
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Compiles a C plugin of the fixtures into `pipelines/plugins`, as a stranger would.
    /// - Parameter defines: Macros of the source.
    func buildPlugin(_ source: String, as name: String, defines: [String] = [], flags: [String] = []) throws {
        let plugins = directory.appending(path: "pipelines/plugins")
        try FileManager.default.createDirectory(
            at: plugins,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments =
            [
                "cc", "-std=c11", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-I",
                Binary.root.appending(path: "Sources/CPenstock/include").path, "-o", plugins.appending(path: name).path,
                Binary.root.appending(path: "Tests/Fixtures/plugins/\(source)").path,
            ] + defines.map { "-D\($0)" } + flags
        try compiler.run()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0, "cc could not build \(source)")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755],
            ofItemAtPath: plugins.appending(path: name).path
        )
    }

    /// Compiles a Swift plugin of the fixtures into `pipelines/plugins`, with the kit as one module.
    func buildSwiftPlugin(_ source: String, as name: String) throws {
        let features = [
            "ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility", "NonisolatedNonsendingByDefault",
            "InferIsolatedConformances",
        ]
        let built = try shell(
            """
            umask 022
            mkdir -p pipelines/plugins
            cd '\(Binary.root.path)'
            "$(dirname "$(readlink -f "$(command -v swiftc)")")/clang" -fPIC -c Sources/CPenstock/identity.c \
                -I Sources/CPenstock/include -o '\(path("identity.o"))'
            swiftc -parse-as-library -emit-library -module-name Fixture -package-name fixture -swift-version 6 \
                \(features.map { "-enable-upcoming-feature \($0)" }.joined(separator: " ")) \
                -I Sources/CPenstock/include -Xlinker --version-script=Plugins/exports.map \
                -o '\(path("pipelines/plugins/\(name)"))' Sources/PenstockPluginKit/*.swift \
                'Tests/Fixtures/plugins/\(source)' '\(path("identity.o"))'
            """
        )
        try #require(built.status == 0, "swiftc could not build \(source): \(built.error.suffix(2000))")
    }

    /// Trusts a plugin of `pipelines/plugins`, as `penstock plugin trust` does, but without asking the plugin for its id.
    func trustPlugin(_ name: String) throws {
        let trusted = try shell(
            """
            umask 077
            mkdir -p data/plugins
            echo "$(sha256sum < 'pipelines/plugins/\(name)' | cut -c 1-64) test \(name)" >> data/plugins/trusted
            """
        )
        try #require(trusted.status == 0, "\(trusted.error)")
    }
}

/// Documents that several tests need.
enum Sample {
    /// One event type.
    static let courseCompleted = """
        type: course.completed
        description: A learner finished a course, passed or not.
        subject: "course/{{data.catalog_id}}"
        person: /data/username
        key: [/data/username, /data/catalog_id]
        schema:
          type: object
          properties:
            username: { type: string }
            catalog_id: { type: string }
            score: { type: number }
            passing_score: { type: number }
        sample: { username: learner1, catalog_id: WS-101, score: 80, passing_score: 60 }
        """

    /// Match, sign, send: the pipeline of most deliveries.
    static func webhook(name: String = "hr-webhook", to url: String) -> String {
        """
        name: \(name)
        on: course.completed
        stages:
          - filter: match
            with: { pointer: /data/score, greater_or_equal: { pointer: /data/passing_score } }
          - sign: standard-webhooks
            with: { secrets: ["${env:HR_SECRET:-whsec_Zm9yLXRlc3RzLW9uLXRoaXMtbWFjaGluZS1vbmx5ISE=}"] }
          - transport: http
            with: { url: "\(url)", timeout: 5s }
        """
    }
}
