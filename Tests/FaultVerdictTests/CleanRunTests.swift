import Testing

@testable import FaultVerdict

/// The run without a fault must be what it is compared with.
@Suite struct CleanRunTests {
    private func complaints(_ change: (inout RunFacts) -> Void = { _ in }) throws -> [String] {
        let known = try Recorded.known()
        var run = try RunFacts(folder: Recorded.path("clean"))
        run.looks["pending"] = .success(known.new)
        run.looks["after-rollback"] = .success(known.old)
        run.looks["after-restore"] = .success(known.new)
        run.looks["after-boot"] = .success(known.new)
        change(&run)
        return CleanRun(run).complaints
    }

    @Test func `one that went well gives no complaint`() throws {
        #expect(try complaints() == [])
    }

    @Test(
        arguments: [
            ("pending", "the network after confirm is not the one that was judged:"),
            ("after-rollback", "the network after a rollback is not the old one:"),
            ("after-restore", "the restore was not taken back:"),
            ("after-boot", "the network after a boot is not the confirmed one:"),
        ])
    func `each network is the one that it must be`(_ look: String, _ complaint: String) throws {
        let found = try complaints { $0.alter(look) { $0.links.removeAll { $0.name == "br9" } } }
        #expect(found.contains(complaint))
        #expect(found.contains { $0.hasPrefix("+ link br9") || $0.hasPrefix("- link br9") })
        #expect(try complaints { $0.looks[look] = nil } == ["nobody has looked at the host: \(look)"])
        #expect(try complaints { $0.looks[look] = .failure(FactsError("no links")) } == ["no links"])
        #expect(
            try complaints { $0.alter(look) { $0.reach["guest"] = 1 } }.contains("not everybody is reached: \(look)"))
    }

    @Test func `guests have the same after a confirm`() throws {
        let found = try complaints { run in
            for look in ["new", "pending", "after-restore", "after-boot"] {
                run.alter(look) { $0.alter(link: "vnet2") { $0.port?[.isolated] = .boolean(false) } }
            }
        }
        #expect(found.first == "guests have otherwise after a confirm:")
    }

    @Test func `a change that changes nothing tests nothing`() throws {
        let old = try Recorded.known().old
        let found = try complaints { run in for look in run.looks.keys { run.looks[look] = .success(old) } }
        #expect(found == ["nothing has changed"])
    }

    @Test func `a command that fails, or is not run, is a complaint`() throws {
        let failing = try complaints {
            $0.notes.clean[1] = Notes.Command(name: "rollback", status: 1)
            $0.texts["rollback"] = "Error: no"
        }
        #expect(failing == ["rollback failed with 1: Error: no"])
        #expect(try complaints { $0.notes.clean.removeLast() } == ["it did not come to its end"])
        #expect(try complaints { $0.notes.isDone = false } == ["it did not come to its end"])
    }
}
