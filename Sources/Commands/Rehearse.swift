import ArgumentParser
import Engine
import Glibc
import NetTypes
import Planning
import Rehearsal
import Rendering
import Sandbox
import System
import Topology
import Trial

extension SandboxKind: ExpressibleByArgument {}

struct Rehearse: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Try the whole of an apply in a sandbox on this machine; nothing of this host is touched.",
        discussion: """
            The sandbox has this machine's NetworkManager with this host's profiles, a
            stand-in for each NIC, a switch as the spec requires it, a router and
            neighbours in each network that the spec names, and a guest on each bridge. In
            it, the present network comes up; the spec is applied, rolled back, applied
            again and confirmed; and the host boots. After each step the kernel and
            NetworkManager are compared with what should be there, nothing missing and
            nothing too many, and pings tell what was cut, beside what the plan promised.

            What it cannot show: the real switch, cables and drivers. Needs root.
            """)

    @OptionGroup var spec: SpecOptions
    @OptionGroup var pruning: PruneOption
    @OptionGroup var history: HistoryOption
    @OptionGroup var common: CommonOptions

    @Option(
        help: ArgumentHelp(
            "What the sandbox runs on: `native` is this machine's kernel, `uml` User-Mode Linux. Default: native, or uml "
                + "where that kernel lacks a kind of link, such as bonds.", valueName: "native|uml"))
    var kernel: SandboxKind?

    @Flag(help: "Also kill nm-topology and NetworkManager and cut the power, each in the middle of an apply.")
    var fault = false

    @Flag(help: "At the end, give a shell in the sandbox; it ends with the shell.")
    var keep = false

    @Flag(help: "Apply with --force.")
    var force = false

    @OptionGroup var settling: SettleOption

    @Flag(help: "Print the result as JSON.")
    var json = false

    func validate() throws {
        if keep, kernel == .uml { throw ValidationError("--keep goes with --kernel native only.") }
        if keep, json || !Console.isInteractive { throw ValidationError("--keep needs a terminal, and no --json.") }
    }

    func run() async throws {
        HostNetwork.enter(again: LinuxHost.executable, ["nm-topology"] + Arguments.own)
        let read = try history.read(or: spec, strict: false, isForced: force)
        try await CommandError.locating(in: read) { try await rehearse(read) }
    }

    private func rehearse(_ read: ReadSpec) async throws {
        let topology = read.topology(isWhole: pruning.prune)
        let session = try await common.session()
        if let trial = TrialStanding.last(), !trial.isOver {
            throw CommandError(
                .trialPending, "a trial is pending, so that the present network may not stay",
                hint: "confirm it or roll it back first: nm-topology checkpoint status")
        }
        let (plan, live) = try await (session.plan(topology), session.look(withSettings: true))
        if plan.isEmpty {
            if json { return Console.document(RehearsalReport()) }
            return Console.out("No changes: this host is as the spec says, so there is nothing to rehearse.\n")
        }
        guard let live else {
            throw CommandError(
                .unavailable, "this host's present network cannot be read, so it cannot be rehearsed")
        }
        let imported = try ImportedSpec(of: live, as: "present")
        let present = try? ReadSpec([SpecSource(name: "present", text: imported.text)]).topology
        let world = World(topology, present: present, plan: plan, on: live)
        let kernel = try check(topology, present, world)
        if present == nil {
            Console.err(
                "The present network cannot be said as a spec (`nm-topology import live` tells why), so that only "
                    + "the new one has neighbours and guests.\n")
        }
        let view = RehearsalView(style: Console.style(of: 1))
        var report = RehearsalReport()
        let isJSON = json
        if !isJSON {
            let version = world.version.map { " \($0)" } ?? ""
            let system = kernel == .native ? "this machine's kernel" : "User-Mode Linux"
            Console.out("A sandbox with NetworkManager\(version) on \(system):\n")
        }
        let rehearsal = Rehearsal(
            specs: read.sources.map { (String($0.name.split(separator: "/").last ?? "spec"), $0.bytes) },
            isWhole: pruning.prune, isForced: force, settle: settling.settle, kind: kernel, hasFaults: fault,
            program: LinuxHost.executable)
        let begin = ContinuousClock.now
        let isPassed: Bool
        do throws(Sandbox.Failure) {
            isPassed = try rehearsal.run(in: world, plan: plan, on: live, linger: linger) { event in
                report.add(event)
                if !isJSON { Console.out(view.text(of: event)) }
            }
        } catch {
            throw CommandError(
                .failed, "the rehearsal broke down: \(error.text)", hint: "nothing of this host was touched")
        }
        if isJSON { Console.document(report) }
        let seconds = Int((ContinuousClock.now - begin) / .seconds(1))
        if !isJSON {
            Console.out(
                isPassed
                    ? "The rehearsal passed in \(seconds) s. The real switch, cables and drivers were no part of it.\n"
                    : "The rehearsal failed, after \(seconds) s. Nothing of this host was touched.\n")
        }
        if !isPassed { throw ExitCode(ExitStatus.failed.rawValue) }
    }

    private func linger(_ sandbox: Sandbox) {
        if !keep { return }
        Console.out(
            "This shell is in the sandbox; `ip netns` lists the router (gw) and the guests. Leave it with exit.\n")
        try? sandbox.shell()
    }

    /// Refuses what cannot be rehearsed here, before anything begins.
    ///
    /// - Returns: what the sandbox runs on.
    private func check(_ topology: Topology, _ present: Topology?, _ world: World) throws -> SandboxKind {
        let obstacles = topology.unrehearsable
        if !obstacles.isEmpty {
            throw CommandError(.badSpec, "this spec cannot be rehearsed", details: obstacles)
        }
        try require(kernel ?? .native, world)
        if kernel == .uml { return .uml }
        let lacking: [String]
        do throws(Sandbox.Failure) {
            lacking = try Needs.lacking(topology.linkKinds.union(present?.linkKinds ?? []).sorted())
        } catch {
            throw CommandError(.unavailable, error.text)
        }
        if lacking.isEmpty { return .native }
        let text = "this machine's kernel does not make what is needed: \(lacking.joined(separator: ", "))"
        guard kernel == nil, !keep, Needs.missing(.uml, leases: world.hasLeases).isEmpty else {
            throw CommandError(
                .unavailable, text,
                hint: "--kernel uml rehearses on User-Mode Linux (Debian: user-mode-linux), where --keep cannot be")
        }
        Console.err(Console.style(of: 2)(.note, "Note") + ": \(text). The sandbox runs on User-Mode Linux instead.\n")
        return .uml
    }

    private func require(_ kind: SandboxKind, _ world: World) throws {
        let missing = Needs.missing(kind, leases: world.hasLeases)
        if missing.isEmpty { return }
        throw CommandError(
            .unavailable, "a sandbox needs programs that this machine does not have", details: missing,
            hint: "install them, and try again")
    }
}
