import Foundation
import LabSupport
import NetTypes
import Planning
import Rendering
import Testing
import Trial

@Suite struct `Events for programs` {
    private func document(_ event: TrialEvent) throws -> [String: Any] {
        let line = JSONOutput.line(EventReport(event, seconds: 1.23456))
        #expect(line.hasSuffix("\n") && line.filter { $0 == "\n" }.count == 1, "one line")
        #expect(try Schema.problems(of: line) == [])
        return try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func `each is one line that keeps to the schema`() throws {
        let bond = try InterfaceName("bond0")
        let up = try document(.interface(bond, .up))
        #expect(up["event"] as? String == "interface" && up["interface"] as? String == "bond0")
        #expect(up["state"] as? String == "up" && up["seconds"] as? Double == 1.235)
        let failed = try document(.interface(bond, .failed("no carrier")))
        #expect(failed["state"] as? String == "failed" && failed["text"] as? String == "no carrier")
        #expect(try document(.interface(bond, .coming("ip-config")))["text"] as? String == "ip-config")
        #expect(try document(.interface(bond, .waiting))["state"] as? String == "waiting")
        #expect(try document(.protected("a1b2c3"))["trial"] as? String == "a1b2c3")
        let act = try document(.act(.announce([bond]), number: 2, of: 9))
        #expect(act["event"] as? String == "act" && act["number"] as? Int == 2 && act["count"] as? Int == 9)
        #expect(act["text"] as? String == "tell the neighbours of the addresses on bond0")
        #expect(try document(.verifying)["event"] as? String == "verifying")
        #expect(try document(.note("a\nb"))["text"] as? String == "a\nb")
        let cause = try document(.rollingBack(.deadline))
        #expect(cause["code"] as? String == "deadline" && cause["event"] as? String == "rolling-back")
        for (result, state) in [
            (CheckResult.failedBefore("x"), "failed-before"), (.succeeded, "succeeded"),
            (.failsAsBefore("x"), "fails-as-before"),
        ] {
            let check = try document(.check("ping 10.0.0.1", result))
            #expect(check["state"] as? String == state && check["check"] as? String == "ping 10.0.0.1")
        }
    }
}
