import ArgumentParser
import Engine
import Glibc
import NetTypes
import Picture
import Topology

struct Show: AsyncParsableCommand, HostlessCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the topology, NICs up to guests: of this host, of a spec, or what differs between the two.",
        discussion: """
            Without a spec: this host, as the kernel and NetworkManager have it. Neither root nor \
            NetworkManager is needed. With a spec: the spec, and no host is asked. With --compare: both, \
            + not on this host yet, ~ not as the spec says, - to be removed, = as the spec says, \
            · not in the spec. In the diagrams four or more VLANs that are alike share a box; \
            --verbose draws each.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case tree, json, mermaid, dot, svg
    }

    @Argument(
        help: ArgumentHelp("Spec files to show; several are merged. `-` is standard input.", valueName: "SPEC"),
        completion: .file(extensions: ["yaml", "yml", "json"]))
    var files: [String] = []

    // For the service on the bus, as in SpecOptions.
    @Flag(name: .customLong("plain-names"), help: ArgumentHelp("Leave folders out of the names.", visibility: .hidden))
    var plainNames = false

    @Flag(
        help: ArgumentHelp(
            "Compare the spec with this host.", discussion: "Without a spec, /etc/nm-topology/*.yaml is meant."))
    var compare = false

    @Option(help: ArgumentHelp("How to show it.", valueName: "FORMAT"))
    var format = Format.tree

    @OptionGroup var common: CommonOptions

    func run() async throws {
        if compare {
            let (names, topology) = try spec()
            let look = try await HostLook.told(log: common.log)
            print(
                Picture(of: topology, on: look.host), source: "comparison",
                title: "\(names) compared with \(Self.hostName)", hasNetworkManager: look.missing == nil)
        } else {
            let look = try await HostLook.told(log: common.log)
            print(
                Picture(of: look.host), source: "host", title: Self.hostName, hasNetworkManager: look.missing == nil)
        }
    }

    func runWithoutHost() throws -> Bool {
        if compare || files.isEmpty { return false }
        let (names, topology) = try spec()
        print(Picture(of: topology), source: "spec", title: names, hasNetworkManager: nil)
        return true
    }

    private func spec() throws -> (names: String, topology: Topology) {
        let sources = try ReadSpec.sources(files)
        let read = try SpecOptions.read(plainNames ? SpecOptions.plain(sources) : sources)
        let names = read.sources.map { $0.name.split(separator: "/").last.map(String.init) ?? $0.name }
        return (names.joined(separator: ", "), read.valid.topology)
    }

    private func print(_ picture: Picture, source: String, title: String, hasNetworkManager: Bool?) {
        switch format {
        case .tree:
            let view = TreeView(
                style: Console.style(of: STDOUT_FILENO), width: ShowTerminal.width, isUnicode: ShowTerminal.isUnicode)
            Console.out(view.text(of: picture))
        case .json:
            Console.document(
                PictureReport(picture, source: source, hasNetworkManager: hasNetworkManager))
        case .mermaid: Console.document(MermaidFormat.text(of: drawn(picture)))
        case .dot: Console.document(DotFormat.text(of: drawn(picture)))
        case .svg: Console.document(SVGFormat.text(of: drawn(picture), title: title))
        }
    }

    private func drawn(_ picture: Picture) -> Picture { common.verbose ? picture : picture.folded() }

    private static var hostName: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "this host" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// The abilities of the terminal on standard output.
enum ShowTerminal {
    /// The terminal's columns; `nil` if there is none, so that `grep` finds each interface on one line.
    static var width: Int? {
        Console.width(of: STDOUT_FILENO)
    }

    /// Whether the locale's characters are UTF-8.
    ///
    /// Of `LC_ALL`, `LC_CTYPE` and `LANG`, the first that is set and not empty counts (locale(7)).
    static let isUnicode: Bool = {
        let values = ["LC_ALL", "LC_CTYPE", "LANG"].map { (name: String) -> String in
            getenv(name).map { String(cString: $0) } ?? ""
        }
        let locale = values.first { !$0.isEmpty }?.uppercased() ?? ""
        return locale.holds("UTF-8") || locale.holds("UTF8")
    }()
}
