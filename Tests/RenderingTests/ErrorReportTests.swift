import Foundation
import LabSupport
import NetTypes
import Planning
import Rendering
import Testing
import Topology
import Trial

@Suite struct `Errors for programs` {
    private func document(_ report: ErrorReport) throws -> [String: Any] {
        let text = JSONOutput.text(report)
        #expect(try Schema.problems(of: text) == [])
        return try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test func `what D-Bus or the kernel reported is told as it was, not only in words`() throws {
        let report = ControlError.Report(
            operation: "ActivateConnection", object: "/org/freedesktop/NetworkManager",
            name: "org.freedesktop.NetworkManager.UnknownDevice")
        let error = try document(
            ErrorReport(code: "failed", exitCode: 1, text: "x", report: ErrorReport.Report(report)))
        let told = try #require(error["report"] as? [String: String])
        #expect(told["operation"] == report.operation && told["object"] == report.object)
        #expect(told["name"] == report.name)
        #expect(try document(ErrorReport(code: "failed", exitCode: 1, text: "x"))["report"] == nil)
    }

    @Test func `a refusal has its code and its place, and the error the first place`() throws {
        let name = try InterfaceName("enp9s0")
        let place = SourceLocation(file: "host.yaml", line: 3, column: 17)
        let refusal = Refusal(.noSuchNIC, name, "enp9s0: there is no such NIC here.", help: "Write another one.")
        let notice = refusal.notice(at: place)
        #expect(
            NoticeView.line(notice) == "host.yaml:3:17: P001: enp9s0: there is no such NIC here. Write another one.")
        let error = try document(ErrorReport(code: "bad-spec", exitCode: 65, text: "x", notices: [notice]))
        let told = try #require((error["notices"] as? [[String: Any]])?.first)
        #expect(told["code"] as? String == "P001" && told["severity"] as? String == "error")
        #expect((error["place"] as? [String: Any])?["line"] as? Int == 3)
        #expect(NoticeView.line(refusal.notice()).hasPrefix("P001: "))
    }
}
