import Foundation
import Rendering
import System
import Testing
import Trial

@Suite struct `Trials as people read them` {
    /// A trial that was begun at 1000 s, whose deadline is at 200 s of uptime.
    private func record(_ phase: Phase, endedAt: Int64? = nil, user: String = "root") -> TrialRecord {
        var record = TrialRecord(
            id: "a1b2c3", startedAt: 1000, user: user,
            specs: [SpecText(name: "host.yaml", text: ""), SpecText(name: "b.yaml", text: "")],
            plan: "", timeout: 120, apply: ProcessIdentity(pid: 1, startTicks: 1),
            preparedAt: 0, checkpointTimeout: 200, deadline: 200_000, changes: [],
            before: Before(active: [], links: []))
        record.phase = phase
        record.endedAt = endedAt
        return record
    }

    private func status(_ record: TrialRecord, now: Int64 = 100_000) -> String {
        TrialView(style: .plain).status(of: record, now: now, date: 2000) { "T\($0)" }
    }

    private let start = "Trial a1b2c3 (host.yaml, b.yaml, started T1000 by root)"

    @Test(arguments: [Phase.prepared, .applying]) func `one that is being applied`(phase: Phase) {
        #expect(status(record(phase)) == "\(start) is being applied.\n")
    }

    @Test func `one that waits says how long, until when, and what comes then`() {
        #expect(
            status(record(.pending)) == """
                \(start) is pending: 1:40 left, until T2100. Then the old network comes back by itself.

                """)
    }

    @Test func `time is never told as less than nothing, and a begun second counts`() {
        #expect(status(record(.pending), now: 199_999).contains(" 0:01 left"))
        #expect(status(record(.pending), now: 200_000).contains(" 0:00 left"))
        #expect(status(record(.pending), now: 900_000).contains(" 0:00 left"))
    }

    @Test(arguments: [
        (Phase.confirming, " is confirmed and is being made permanent.\n"),
        (.confirmed, " was confirmed at T3000: the new network is permanent.\n"),
        (
            .rollingBack(.applyDied),
            " is being rolled back: the applying process died before the change was complete.\n"
        ),
        (.rolledBack(.asked(by: "eve\u{1b}")), " was rolled back at T3000: eve\u{fffd} asked for it.\n"),
        (
            .rolledBack(.networkManagerRestarted),
            " was rolled back at T3000: NetworkManager restarted during the trial.\n"
        ),
        (
            .undetermined(.failed("br0: \u{7}"), ["br0 is down", "x\u{1b}[m"]),
            " was rolled back at T3000 (br0: \u{fffd}), but not everything is as before:\n    br0 is down\n    x\u{fffd}[m\n"
        ),
    ])
    func `one that is decided or over`(phase: Phase, expected: String) {
        #expect(status(record(phase, endedAt: 3000)) == start + expected)
    }

    @Test func `one that ended on its way says at which step`() {
        var record = record(.rolledBack(.applyDied), endedAt: 3000)
        record.reached = ReachedAct(trial: record.id, number: 4, count: 9, text: "bring up bond0")
        #expect(
            status(record).hasSuffix("change was complete.\n    The change ended at step 4 of 9: bring up bond0.\n"))
        #expect(
            JSONOutput.line(TrialReport(record, now: 0)).contains(
                #""reached":{"count":9,"number":4,"text":"bring up bond0"}"#))
    }

    @Test func `a program reads the cause's name, and what was reported of it`() throws {
        let report = ControlError.Report(operation: "Reapply", object: "/d/1", name: "E.NotAllowed")
        let document = JSONOutput.line(TrialReport(record(.rolledBack(.failed("no", report)), endedAt: 3000), now: 0))
        #expect(document.contains(#""causeCode":"failed""#))
        #expect(document.contains(#""report":{"name":"E.NotAllowed","object":"/d/1","operation":"Reapply"}"#))
        #expect(!JSONOutput.line(TrialReport(record(.rolledBack(.deadline)), now: 0)).contains("report"))
    }

    private func keeper(_ record: TrialRecord, guardian: ProcessIdentity? = nil) -> String {
        TrialView(style: .plain).keeper(of: record, guardian: guardian, now: 100_000, date: 2000) { "T\($0)" }
    }

    @Test func `what is owed says who tries again and when`() {
        var record = record(.undetermined(.deadline, ["br0 is down"]), endedAt: 3000)
        record.attempts = 2
        record.nextAttempt = 110_000
        #expect(
            keeper(record, guardian: ProcessIdentity(pid: 7, startTicks: 1)) == """
                    Tried 2 times. The guard (process 7) tries again at T2010, and when the network changes.

                """)
        let alone = "No guard is alive to do it: nm-topology recover starts one.\n"
        #expect(keeper(record) == "    Tried 2 times. \(alone)")
        #expect(keeper(self.record(.pending)) == "    " + alone)
        #expect(keeper(self.record(.pending), guardian: ProcessIdentity(pid: 7, startTicks: 1)) == "")
        #expect(keeper(self.record(.rolledBack(.deadline))) == "")
        record.forgottenBy = "eve\u{1b}"
        #expect(keeper(record) == "    eve\u{fffd} said that this may stay so: nothing is tried any more.\n")
        let report = JSONOutput.text(TrialReport(record, now: 100_000))
        #expect(report.contains("\"forgottenBy\"") && !report.contains("secondsToNextAttempt"))
    }

    @Test func `who and what cannot do anything to a terminal`() {
        #expect(
            !status(record(.applying, user: "\u{1b}]0;x\u{7}")).unicodeScalars.contains {
                $0.value == 0x1b || $0.value == 7
            })
    }

    @Test func `what apply says when the answer comes from elsewhere`() {
        #expect(
            TrialView(style: .plain).pending(record(.pending), until: "14:03:12") == """
                Trial a1b2c3 is pending. The old network comes back at 14:03:12, in 120 s, unless you confirm from a new login:
                    nm-topology checkpoint confirm a1b2c3

                """)
    }

    @Test(arguments: [
        (Int64(0), "0:00"), (9, "0:09"), (60, "1:00"), (61, "1:01"), (3599, "59:59"), (86_400, "1440:00"),
    ])
    func `time left is in minutes and seconds`(seconds: Int64, text: String) {
        #expect(TrialView.clock(seconds) == text)
    }

    @Test(arguments: [
        (Phase.prepared, "prepared"), (.applying, "applying"), (.pending, "pending"), (.confirming, "confirming"),
        (.confirmed, "confirmed"), (.rollingBack(.deadline), "rolling-back"), (.rolledBack(.deadline), "rolled-back"),
        (.undetermined(.deadline, ["x"]), "undetermined"),
    ])
    func `a program is told the state, its cause, and the time left while there is one`(phase: Phase, state: String)
        throws
    {
        let text = JSONOutput.text(TrialReport(record(phase), now: 100_001))
        let report = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(report["schema"] as? String == "nm-topology/trial/1")
        #expect(report["id"] as? String == "a1b2c3")
        #expect(report["state"] as? String == state)
        #expect(report["sources"] as? [String] == ["host.yaml", "b.yaml"])
        #expect(report["secondsLeft"] as? Int == (state == "pending" ? 100 : nil))
        #expect((report["cause"] as? String != nil) == ["rolling-back", "rolled-back", "undetermined"].contains(state))
        #expect(report["differences"] as? [String] == (state == "undetermined" ? ["x"] : nil))
    }

    @Test func `the history has a line for each trial, oldest first, and one for what is damaged`() {
        let entries = [
            HistoryItem(number: 7, content: .success(HistoryEntry(record: record(.confirmed), endedAt: 3000))),
            HistoryItem(number: 8, content: .failure(FileError(path: "/h/8.json", reason: "it is damaged\u{1b}"))),
            HistoryItem(
                number: 9,
                content: .success(
                    HistoryEntry(record: record(.rolledBack(.deadline), user: "eve\u{1b}"), endedAt: 4000))),
        ]
        let view = HistoryView(style: .plain)
        #expect(
            view.list(entries) { "T\($0)" } == """
                7     T1000  a1b2c3  root        confirmed T3000  host.yaml, b.yaml
                8     damaged: /h/8.json: it is damaged\u{fffd}
                9     T1000  a1b2c3  eve\u{fffd}        rolled back T4000: nobody confirmed in time  host.yaml, b.yaml

                """)
        #expect(view.list([]) { "T\($0)" } == "")
    }
}
