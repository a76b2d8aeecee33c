import Foundation
import LabSupport
import Testing

@Suite struct `Help` {
    static let commands: [[String]] = [
        [], ["validate"], ["plan"], ["apply"], ["checkpoint"], ["checkpoint", "status"], ["checkpoint", "confirm"],
        ["checkpoint", "rollback"], ["checkpoint", "extend"], ["checkpoint", "forget"], ["profile"],
        ["profile", "list"], ["profile", "show"],
        ["profile", "diff"], ["profile", "export"], ["show"], ["guest"], ["guest", "export"], ["switch-requirements"],
        ["import"], ["rehearse"],
        ["history"], ["history", "list"], ["history", "show"], ["history", "restore"], ["diagnose"], ["snapshot"],
        ["metrics"],
        ["recover"],
    ]

    @Test(arguments: commands)
    func `help of each command is the one on record`(command: [String]) throws {
        let help = try Program.run(command + ["--help"], environment: ["COLUMNS": "100"])
        #expect(help.code == 0)
        #expect(help.errors == "")
        let file = "Tests/CommandsTests/Snapshots/\((["nm-topology"] + command).joined(separator: "-")).txt"
        if ProcessInfo.processInfo.environment["NM_TOPOLOGY_UPDATE"] == "1" {
            try FileManager.default.createDirectory(
                atPath: "\(Fixture.repository)/Tests/CommandsTests/Snapshots", withIntermediateDirectories: true)
            try help.output.write(toFile: "\(Fixture.repository)/\(file)", atomically: false, encoding: .utf8)
        }
        #expect(try Fixture.text(file) == help.output, "NM_TOPOLOGY_UPDATE=1 swift test writes it anew")
    }

    @Test func `every command that the program names has its help on record`() throws {
        for command in Self.commands {
            let help = try Program.run(command + ["--help"]).output
            guard let list = help.range(of: "SUBCOMMANDS:\n") else { continue }
            for line in help[list.upperBound...].split(separator: "\n") {
                guard line.hasPrefix("  "), line.dropFirst(2).first?.isLowercase == true else { continue }
                let name = String(line.dropFirst(2).prefix { $0 != " " })
                #expect(Self.commands.contains(command + [name]), "\(command) \(name)")
            }
        }
    }

    @Test func `the version is printed`() throws {
        let version = try Program.run(["--version"])
        #expect(version.code == 0)
        #expect(version.output == "0.1.0\n")
    }
}
