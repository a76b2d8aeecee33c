import ArgumentParser
import Engine
import Importing
import Rendering

/// What `import` reads.
enum ImportSource: String, ExpressibleByArgument, CaseIterable {
    case keyfiles, nmstate, netplan, ifcfg, ifupdown, networkd, role

    /// The format of the files.
    var format: ImportFormat? { ImportFormat(rawValue: rawValue) }
}

struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a spec of what another program, or this host, has.",
        discussion: """
            Prints a spec of what it reads, and touches nothing. What a spec cannot say is told
            on standard error with its place, and stands in the spec as a comment; nothing is
            dropped without a word. The spec is checked as `validate` does: exit code 65 when
            it has errors, such as two default gateways that were there before.

            keyfiles: NetworkManager's profiles. nmstate: a desired state. netplan, networkd,
            ifupdown, ifcfg: what these programs read. role: `network_connections` of RHEL's
            network role for Ansible.
            """)

    @Argument(
        help: ArgumentHelp(
            "keyfiles, nmstate, netplan, ifcfg, ifupdown, networkd or role.", valueName: "FORMAT"))
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

    func run() throws {
        guard let format = source.format else { return }
        try show(ImportedSpec(format, from: paths, as: output ?? "spec"))
    }

    private func show(_ spec: ImportedSpec) throws {
        let (style, width) = (Console.style(of: 2), Console.width(of: 2))
        if !spec.notices.isEmpty { Console.err(NoticeView(style: style, width: width).list(of: spec.notices)) }
        if !spec.diagnostics.isEmpty {
            Console.err(DiagnosticView(style: style, width: width).text(of: spec.diagnostics) + "\n")
        }
        if let output { try spec.write(to: output) } else { Console.document(spec.text) }
        if !spec.isValid { throw ExitCode(ExitStatus.badSpec.rawValue) }
    }
}
