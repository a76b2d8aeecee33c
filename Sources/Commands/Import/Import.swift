import ArgumentParser
import Engine
import Importing
import Rendering
import Topology

/// What `import` reads.
enum ImportSource: String, ExpressibleByArgument, CaseIterable {
    case live, keyfiles, nmstate, netplan, ifcfg, ifupdown, role, networkd

    /// The format of the files; `nil` for the host itself.
    var format: ImportFormat? { ImportFormat(rawValue: rawValue) }
}

struct Import: AsyncParsableCommand, HostlessCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a spec of what this host, or another program's files, have.",
        discussion: """
            Prints a spec of what it reads, and touches nothing. What a spec cannot say is told
            on standard error with its place, and stands in the spec as a comment; nothing is
            dropped without a word. The spec is checked as `validate` does: exit code 65 when
            it has errors, such as two default gateways that were there before.

            live: the active profiles of this host's NetworkManager; what other programs own
            goes to `unmanaged`. --adopt makes these profiles nm-topology's own, as a trial
            that brings no interface down; it refuses where more would have to change.

            keyfiles: NetworkManager's profiles. nmstate: a desired state. netplan: its YAML.
            ifcfg: RHEL's network-scripts. ifupdown: /etc/network/interfaces of Debian and
            Proxmox VE. role: variables of Ansible's linux-system-roles.network. networkd:
            systemd's .netdev and .network files.
            """)

    @Argument(
        help: ArgumentHelp(
            "What to read.", valueName: "FORMAT"))
    var source: ImportSource

    @Argument(
        help: ArgumentHelp(
            "Files or folders; `-` is standard input. Without any, the usual place of that program.",
            valueName: "PATH"), completion: .file())
    var paths: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write the spec to this file, which is not there yet (mode 0600), instead of to standard output.",
            valueName: "FILE"), completion: .file(extensions: ["yaml"]))
    var output: String?

    @Flag(help: "With live: make the profiles nm-topology's own, as a trial that interrupts nothing.")
    var adopt = false

    @OptionGroup var common: CommonOptions
    @OptionGroup var trial: TrialOptions

    func validate() throws {
        if source == .live, !paths.isEmpty { throw ValidationError("live takes no PATH: it reads this host.") }
        if adopt, source != .live { throw ValidationError("--adopt goes with live.") }
        if trial.dryRun || trial.isJSON, !adopt { throw ValidationError("--dry-run and --json go with --adopt.") }
    }

    func runWithoutHost() throws -> Bool {
        guard let format = source.format else { return false }
        try show(ImportedSpec(format, from: paths, as: output ?? "spec"))
        return true
    }

    func run() async throws {
        let spec = try await common.session().importedSpec(as: output ?? (adopt ? "import live" : "spec"))
        guard adopt else { return try show(spec) }
        // What is wrong with the spec is said when it is read.
        tell(spec, onlyNotices: true)
        let read = try ReadSpec([SpecSource(name: output ?? "import live", text: spec.text)])
        try await ApplyRun(common: common, trial: trial).run(read) { session in
            let more = try await session.interruptions(by: read.topology)
            if more.isEmpty {
                if let output, !trial.dryRun { try spec.write(to: output) }
                return
            }
            throw CommandError(
                .badSpec, "this host cannot be taken over without interrupting it; nothing was touched", details: more,
                hint: "nm-topology import live --output host.yaml; nm-topology plan host.yaml shows why")
        }
    }

    private func show(_ spec: ImportedSpec) throws {
        tell(spec)
        if let output { try spec.write(to: output) } else { Console.document(spec.text) }
        if !spec.isValid { throw ExitCode(ExitStatus.badSpec.rawValue) }
    }

    private func tell(_ spec: ImportedSpec, onlyNotices: Bool = false) {
        let (style, width) = (Console.style(of: 2), Console.width(of: 2))
        if !spec.notices.isEmpty { Console.err(NoticeView(style: style, width: width).list(of: spec.notices)) }
        if !spec.diagnostics.isEmpty, !onlyNotices {
            Console.err(DiagnosticView(style: style, width: width).text(of: spec.diagnostics) + "\n")
        }
    }
}
