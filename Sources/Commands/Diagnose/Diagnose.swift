import ArgumentParser
import Checks
import Diagnosis
import Glibc
import Host
import Kernel
import NetTypes
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
        help: ArgumentHelp("Only what concerns these interfaces.", valueName: "INTERFACE"))
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
        var (observation, notSeen) = try await HostObserver.observe(log: common.log)
        for name in interfaces where !observation.host.kernel.links.values.contains(where: { $0.name == name }) {
            throw CommandError(.usage, "there is no interface \(name) on this host", hint: "ip -br link")
        }
        if probe {
            guard geteuid() == 0 else {
                throw CommandError(
                    .notPermitted, "--probe needs root: it sends and hears frames", hint: Arguments.withSudo)
            }
            let prober = WireProber(observation)
            if !json { Console.err("\(prober.announcement(seconds: seconds))\n") }
            let report = await prober.run(seconds: seconds)
            notSeen += report.failures.sorted { $0.key < $1.key }.map { "the wire of \($0.key) (\($0.value))" }
            // What was asked may have changed what the kernel knows.
            try HostObserver.lookAgain(&observation)
            let heard = Set(report.switchPorts.map(\.interface))
            observation.switchPorts.removeAll { heard.contains($0.interface) }
            observation.switchPorts += report.switchPorts
            observation.wire = report
        }
        var findings = Diagnosis.findings(in: observation)
        if !interfaces.isEmpty { findings = findings.filter { !Set($0.interfaces).isDisjoint(with: interfaces) } }
        if json {
            Console.document(
                DiagnosisReport(
                    findings, interfaces: observation.host.kernel.links.count,
                    networkManager: observation.host.manager != nil, probed: probe, notSeen: notSeen))
        } else {
            Console.out(
                DiagnosisView(style: Console.style(of: STDOUT_FILENO), width: ShowTerminal.width ?? 100).text(
                    of: findings, scope: scope(observation)))
            for what in notSeen { Console.err("Not looked at: \(what)\n") }
        }
        if !findings.isEmpty { throw ExitCode(ExitStatus.changes.rawValue) }
    }

    private func scope(_ observation: HostObservation) -> String {
        let links = observation.host.kernel.links.values.count { !$0.isLoopback }
        var parts = [interfaces.isEmpty ? "\(links) interfaces" : interfaces.joined(separator: ", ")]
        if let manager = observation.host.manager { parts.append("\(manager.profiles.count) profiles") }
        parts.append(
            observation.wire.map { "\($0.seconds) s on the wire" } ?? "nothing on the wire (--probe does that)")
        return parts.joined(separator: ", ")
    }
}
