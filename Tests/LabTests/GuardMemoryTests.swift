import LabSupport
import Testing

/// What a guard needs while it waits, for days if it must.
@Suite(.explainedByLab, .needs(.native), .turn(.native), .timeLimit(.minutes(5)))
struct GuardMemoryTests {
    @Test func `a waiting guard's own memory is bounded by the trial's size, and does not grow by reading`()
        async throws
    {
        try await Lab.with(.native, FlatHost.site, keyfiles: FlatHost.keyfiles) { lab in
            try await wait(lab, 5)
            let small = try await ownMemory(lab)
            try await lab.host.must("nm-topology checkpoint rollback")

            try await wait(lab, 105)
            let large = try await ownMemory(lab)
            #expect(large - small < 100 * 40, "\(small) KiB with 5 bridges, \(large) KiB with 105")

            try await readAgain(lab, times: 40)
            let late = try await ownMemory(lab)
            // What malloc cuts differently each time comes to some 200 KiB, once to 1,488; 40 records would be 15 MiB.
            #expect(late - large < 3072, "\(large) KiB, then \(late) KiB")
            try await lab.host.must("nm-topology checkpoint rollback")
        }
    }

    /// Applies bridges, as a trial that waits for its answer.
    private func wait(_ lab: Lab, _ count: Int) async throws {
        let bridges = (1...count).map { "  br\($0): {ports: []}\n" }.joined()
        let apply = try await lab.apply(
            try await lab.spec("version: 1\nbridges:\n" + bridges), "--timeout 600 --settle 120")
        try #require(apply.status == 0, "\(apply)")
        try await readAgain(lab, times: 10)
    }

    /// The memory that is the guard's alone and comes from no file, in KiB.
    private func ownMemory(_ lab: Lab) async throws -> Int {
        let text = try await lab.host.must(
            "sed -n 's/^Anonymous: *\\([0-9]*\\) kB/\\1/p' /proc/$(pgrep -f 'nm-topology (guard)')/smaps_rollup")
        return try #require(Int(text.split(separator: "\n").first ?? ""), "\(text)")
    }

    /// Makes the guard read the trial's record anew, and returns when it has, however long that takes.
    private func readAgain(_ lab: Lab, times: Int) async throws {
        try await lab.host.must(
            """
            cd /run/nm-topology
            read_so_far() { sed -n 's/^rchar: //p' /proc/$(pgrep -f 'nm-topology (guard)')/io; }
            for ((i = 0; i < \(times); i++)); do
                cp -p trial.json .again
                goal=$(($(read_so_far) + $(stat -c %s trial.json)))
                mv .again trial.json
                while (($(read_so_far) < goal)); do sleep 0.1; done
            done
            """, timeout: .seconds(120))
    }
}
