import Rendering
import System
import Testing
import Trial

@Suite struct `What can be typed about a trial` {
    private func steps(
        _ phase: Phase, isGuarded: Bool = true, entry: Int? = nil, forgottenBy: String? = nil,
        down: [NextSteps.Down] = []
    ) -> [String] {
        var record = TrialRecord(
            id: "a1b2c3", startedAt: 1000, user: "root", specs: [], plan: "", timeout: 120,
            apply: ProcessIdentity(pid: 1, startTicks: 1), preparedAt: 0, checkpointTimeout: 200, deadline: 200_000,
            changes: [], before: Before(active: [], links: []))
        record.phase = phase
        record.forgottenBy = forgottenBy
        return NextSteps(for: record, isGuarded: isGuarded, entry: entry, down: down).steps.map(\.command)
    }

    private let checkpoint = "nm-topology checkpoint "

    @Test func `while it waits: keep it, go back, or take more time`() {
        #expect(steps(.pending) == ["confirm", "rollback", "extend"].map { checkpoint + $0 + " a1b2c3" })
    }

    @Test(arguments: [Phase.prepared, .applying]) func `while it is applied it can be stopped`(phase: Phase) {
        #expect(steps(phase) == [checkpoint + "rollback a1b2c3"])
    }

    @Test func `what is decided is finished, and what is over is looked at`() {
        #expect(steps(.confirming) == [checkpoint + "confirm a1b2c3"])
        #expect(steps(.rollingBack(.deadline)) == [checkpoint + "status"])
        #expect(steps(.confirmed, entry: 7) == ["nm-topology diagnose", "nm-topology history restore 7"])
        #expect(steps(.rolledBack(.deadline), entry: 7) == ["nm-topology history show 7", "nm-topology diagnose"])
        #expect(steps(.rolledBack(.deadline)) == ["nm-topology diagnose"])
    }

    @Test(arguments: [Phase.applying, .pending, .confirming, .rollingBack(.deadline), .undetermined(.deadline, ["x"])])
    func `without a guard, starting one is among it`(phase: Phase) {
        #expect(steps(phase, isGuarded: false).last == "nm-topology recover")
        #expect(!steps(phase).contains("nm-topology recover"))
    }

    @Test func `a rollback that left something names the profiles that are down, until somebody gives it up`() {
        let down = [
            NextSteps.Down(profile: "Uplink one", uuid: "1-2", interface: "enp2s0"),
            NextSteps.Down(profile: "it's", uuid: "3-4", interface: "br0"),
            NextSteps.Down(profile: "x\u{1b}", uuid: "5-6", interface: "br1"),
            NextSteps.Down(profile: "two", uuid: "7-8", interface: "br2", isOnlyOne: false),
        ]
        let known = [
            "nmcli connection up id 'Uplink one'", "nmcli connection up uuid 3-4", "nmcli connection up uuid 5-6",
            "nmcli connection up uuid 7-8",
            "nm-topology diagnose",
        ]
        let phase = Phase.undetermined(.deadline, ["the profile of br0 is not active"])
        #expect(
            steps(phase, down: down) == known + [checkpoint + "rollback a1b2c3", checkpoint + "forget a1b2c3"])
        #expect(steps(phase, forgottenBy: "eve", down: down) == known)
    }

    @Test func `the commands stand in a column under a heading`() {
        #expect(
            NextSteps.text([NextStep("a", "does this"), NextStep("abc", "does that")], style: .plain) == """
                You can type now:
                    a     does this
                    abc   does that

                """)
        #expect(NextSteps.text([], style: .plain) == "")
    }
}
