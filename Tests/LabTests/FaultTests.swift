import Foundation
import LabSupport
import Testing

/// The bounded part of `make faults`: real processes are killed, and the network must be the old one or the new one.
@Suite struct FaultTests {
    @Test(.needs(.native), .timeLimit(.minutes(15)))
    func `whatever is killed, the old network or the confirmed one is there`() async throws {
        let sweep = Process()
        let output = Pipe()
        sweep.executableURL = URL(fileURLWithPath: Fixture.repository + "/lab/faults")
        sweep.arguments = [
            "--runs", "1", "--every", "60", "--jobs", "3", "--limit", "50", "power", "message", "nm", "ro-profiles",
            "tool",
        ]
        sweep.environment = ProcessInfo.processInfo.environment
            .merging(["NM_TOPOLOGY_BINARY": Fixture.program, "FAULTS_VERDICT": Fixture.built("faults-verdict")]) { $1 }
        sweep.standardOutput = output
        sweep.standardError = output
        try sweep.run()
        let text = await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: output.fileHandleForReading.readDataToEndOfFile()) }
        }
        sweep.waitUntilExit()
        let table = String(decoding: text, as: UTF8.self)
        #expect(sweep.terminationStatus == 0, "\(table)")
        #expect(table.contains("0 of them RED"), "\(table)")
    }
}
