import ArgumentParser
import Engine
import Glibc
import Rendering

struct Diagnose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what is wrong with this host's links, addresses and bridges, and what to do about it.",
        discussion: """
            Reads the kernel and NetworkManager and changes nothing. Works without root and
            without NetworkManager as far as that goes, and says what it could not see. Each
            finding has a code; docs/diagnose.md has a section for each.

            With --probe it also sends: ARP requests for this host's own addresses and its
            gateways, with and without VLAN tags, and pings to the gateways; and it listens
            for ARP, LACP and LLDP frames. That needs root.

            Exit codes: 0 nothing was found; 2 something was found.
            """)

    @Argument(
        help: ArgumentHelp("Only what concerns these interfaces.", valueName: "INTERFACE"),
        completion: .custom(Completions.interfaces))
    var interfaces: [String] = []

    @Flag(help: "Send ARP requests and pings, and listen on the wire.")
    var probe = false

    @Option(help: ArgumentHelp("How long --probe listens: 3 to 600. LLDP frames come every 30.", valueName: "SECONDS"))
    var seconds = 5

    @Flag(help: "Print the findings as JSON.")
    var json = false

    @OptionGroup var common: CommonOptions

    func validate() throws {
        guard (3...600).contains(seconds) else { throw ValidationError("--seconds takes 3 to 600.") }
        if seconds != 5, !probe { throw ValidationError("--seconds goes with --probe.") }
    }

    func run() async throws {
        var host = try await Examination(for: .current, log: common.log)
        try host.require(interfaces)
        if probe { try await host.probe(seconds: seconds) { if !json { Console.err("\($0)\n") } } }
        let findings = host.findings(on: interfaces)
        if json {
            Console.document(
                DiagnosisReport(
                    findings, interfaces: host.links, networkManager: host.profiles != nil, probed: probe,
                    notSeen: host.notSeen))
        } else {
            Console.out(
                DiagnosisView(style: Console.style(of: STDOUT_FILENO), width: ShowTerminal.width ?? 100).text(
                    of: findings, scope: scope(host)))
            for what in host.notSeen { Console.err("Not looked at: \(what)\n") }
        }
        if !findings.isEmpty { throw ExitCode(ExitStatus.changes.rawValue) }
    }

    private func scope(_ host: Examination) -> String {
        var parts = [interfaces.isEmpty ? "\(host.interfaces) interfaces" : interfaces.joined(separator: ", ")]
        if let profiles = host.profiles { parts.append("\(profiles) profiles") }
        parts.append(host.seconds.map { "\($0) s on the wire" } ?? "nothing on the wire (--probe does that)")
        return parts.joined(separator: ", ")
    }
}
