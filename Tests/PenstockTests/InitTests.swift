import Foundation
import PenstockJSON
import Testing

/// `penstock init`, and what it makes.
@Suite(.serialized) struct `A directory made from nothing` {
    @Test func `passes the check, and an editor's schemas are beside it`() throws {
        let site = try Site()
        let made = try site.penstock("init", "new")
        #expect(made.status == 0, "\(made)")
        let checked = try site.penstock("check", "new", "--without-secrets")
        #expect(checked.status == 0 && checked.output.contains("1 pipeline, 2 event types"), "\(checked.output)")
        #expect(checked.output.contains("no problems"), "\(checked.output)")
        for kind in ["pipeline", "test", "catalog", "settings"] {
            let printed = try site.penstock("schema", "--for", kind, "--dir", "new")
            #expect(
                printed.output == (try String(contentsOfFile: site.path("new/schemas/\(kind).json"), encoding: .utf8))
            )
        }
        let modes = try site.shell("(umask 0; penstock init open); find open -printf '%m\\n' | sort -u")
        #expect(modes.output.hasSuffix("\n644\n755\n"), "\(modes.output)")
    }

    @Test func `serves after the steps that it prints, and delivers what they send`() throws {
        let receiver = try Receiver()
        let site = try Site()
        let made = try site.penstock("init", "pipelines")
        let steps = made.output.split(separator: "\n").filter { $0.hasPrefix("  ") }.map { $0.dropFirst(2) }
        #expect(
            steps == [
                "penstock check pipelines --without-secrets", "penstock test pipelines",
                "cp pipelines/.env.example pipelines/.env && chmod 600 pipelines/.env", "penstock serve pipelines",
                "penstock emit --sample course.completed",
            ]
        )
        let copied = try site.shell("\(steps[2]); echo PASSED_URL=\(receiver.url)/passed >> pipelines/.env")
        try #require(copied.status == 0, "\(copied.error)")
        let server = try Server(site)
        let sent = try site.penstock(["emit", "--sample", "course.completed", "--wait", "--server", server.url])
        #expect(sent.status == 0, "\(sent.output) \(sent.error) \(server.log)")
        #expect(server.end(by: SIGTERM) == 0)
    }

    @Test func `has a source that was asked for, which waits for its secret alone`() throws {
        let site = try Site()
        let made = try site.penstock("init", "new", "--source", "axis", "--source", "axis")
        #expect(made.status == 0 && made.output.contains("new/sources/axis.yaml\n"), "\(made)")
        #expect(made.output.contains("set AXIS_SECRET in new/.env"), "\(made.output)")
        let checked = try site.penstock("check", "new", "--without-secrets")
        #expect(checked.status == 0 && checked.output.contains("no problems"), "\(checked.output)")
        let tested = try site.penstock("test", "new")
        #expect(tested.status == 0, "\(tested.output)")
        let started = try site.shell("cp new/.env.example new/.env && chmod 600 new/.env && penstock check new")
        #expect(started.status == 78 && started.output.contains("AXIS_SECRET"), "\(started.output)")
        let wrong = try site.penstock("init", "other", "--source", "axs")
        #expect(wrong.status == 2 && wrong.error.contains("is 'axis' meant?"), "\(wrong.error)")
        let unknown = try site.penstock("init", "other", "--source", "blackboard")
        #expect(unknown.status == 2 && unknown.error.contains("there is 360learning, axis"), "\(unknown.error)")
    }

    @Test func `is refused where something is, and with force only adds`() throws {
        let site = try Site(["old/passed.yaml": "name: mine\n", "other/notes": ""])
        let refused = try site.penstock("init", "old")
        #expect(refused.status == 1 && refused.error.contains("'passed.yaml' is there"), "\(refused)")
        #expect(try site.penstock("init", "other").error.contains("'notes' is there"))
        let added = try site.penstock("init", "old", "--force")
        #expect(added.status == 0 && !added.output.contains("old/passed.yaml\n"), "\(added)")
        #expect(
            added.output.contains("old/events/user.added.yaml\n") && added.output.contains("old/schemas/test.json\n")
        )
        #expect(try String(contentsOfFile: site.path("old/passed.yaml"), encoding: .utf8) == "name: mine\n")
        let again = try site.penstock("init", "old", "--force")
        #expect(again.status == 0 && again.output.hasPrefix("nothing was missing\n"), "\(again)")
        #expect(try site.penstock("init").status == 2 && site.penstock("init", "").status == 2)
    }

    @Test func `is the one that the README shows`() throws {
        let starter = Binary.root.appending(path: "pipelines/starter/passed.yaml")
        let pipeline = try String(contentsOf: starter, encoding: .utf8)
        let shown = DocumentedBlock.of(.pipeline).filter { $0.page == "README.md" }.map(\.text)
        #expect(shown.count { pipeline.contains($0) } == 1)
    }
}
