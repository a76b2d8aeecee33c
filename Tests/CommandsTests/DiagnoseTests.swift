import Foundation
import Glibc
import LabSupport
import Testing

@Suite struct `Diagnose` {
    @Test(arguments: [
        ["--seconds", "10"], ["--probe", "--seconds", "2"], ["--probe", "--seconds", "601"], ["no-such-link"],
    ])
    func `wrong usage is 64`(arguments: [String]) throws {
        let end = try Program.run(["diagnose"] + arguments)
        #expect(end.code == 64)
        #expect(end.output == "")
        #expect(end.errors.hasPrefix("Error: "))
    }

    @Test(arguments: [[], ["--json"], ["lo"]])
    func `it works without NetworkManager, and says what it did not see`(arguments: [String]) throws {
        let end = try Program.run(["diagnose"] + arguments)
        #expect(end.code == 0 || end.code == 2, "what the machine of this test is like is nobody's fault: \(end)")
        #expect((end.output + end.errors).contains("NetworkManager and its profiles"))
    }

    @Test(.enabled(if: geteuid() == 0, "only root can become somebody else"))
    func `it works without root, but for what is sent`() throws {
        let plain = try Unprivileged.run(["diagnose"])
        #expect(plain.code == 0 || plain.code == 2, "\(plain)")
        #expect(plain.errors.contains("(needs root)"))
        let probing = try Unprivileged.run(["diagnose", "--probe"])
        #expect(probing.code == 77 && probing.output == "")
        #expect(probing.errors.hasPrefix("Error: --probe needs root"))
    }
}
