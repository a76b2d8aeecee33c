import Host
import NetTypes

/// What ifupdown is told in /etc/network/interfaces and the files that it includes (interfaces(5)).
struct Interfaces {
    private struct Stanza {
        let name: String
        let method: String
        let file: String
        let line: Int
        /// NICs and other interfaces that the stanza's options name.
        var below: Set<String> = []
    }

    private var stanzas: [Stanza] = []
    private var brought: [String] = []
    private let isRun: Bool

    private static let start = "/etc/network/interfaces"
    /// Options whose values are interfaces that the stanza takes, by ifupdown's, ifupdown2's and the bridge's and bond's scripts.
    private static let takers: Set = [
        "bridge_ports", "bridge-ports", "bond-slaves", "bond_slaves", "slaves", "vlan-raw-device", "vlan_raw_device",
    ]

    init(_ tree: FileTree) {
        isRun =
            ["/usr/sbin/ifup", "/sbin/ifup"].contains(where: tree.isProgram) && !tree.isMasked("networking.service")
        var seen: Set<String> = []
        read(Self.start, tree, &seen)
    }

    private mutating func read(_ path: String, _ tree: FileTree, _ seen: inout Set<String>) {
        guard let file = tree.identity(path), seen.insert(file).inserted, let text = tree.read(path) else { return }
        var line = ""
        var first = 0
        for (index, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty { first = index + 1 }
            if part.hasSuffix("\\") {
                line += part.dropLast() + " "
                continue
            }
            line += part
            take(line.trimmed, at: first, of: path, tree, &seen)
            line = ""
        }
    }

    private mutating func take(
        _ line: String, at number: Int, of path: String, _ tree: FileTree, _ seen: inout Set<String>
    ) {
        let words = line.words
        guard let key = words.first, !key.hasPrefix("#") else { return }
        switch key {
        case "auto", "allow-auto", "allow-hotplug": brought += words.dropFirst()
        case "iface":
            guard words.count > 1 else { return }
            stanzas.append(
                Stanza(name: words[1], method: words.count > 3 ? words[3] : "static", file: path, line: number))
        case "source", "source-directory":
            for pattern in words.dropFirst() {
                let folder = path.prefix(through: path.lastIndex(of: "/") ?? path.startIndex)
                let pattern = pattern.hasPrefix("/") ? pattern : folder + pattern
                for file in tree.matches(key == "source" ? pattern : pattern + "/*")
                where key == "source" || Self.isIncluded(file) {
                    read(file, tree, &seen)
                }
            }
        case "mapping", "template", "no-auto-down", "no-scripts", "rename": return
        default:
            guard let last = stanzas.indices.last, Self.takers.contains(key) || key == "bond-master" else { return }
            if key == "bond-master" {
                stanzas[last].below.insert(stanzas[last].name)
            } else {
                stanzas[last].below.formUnion(words.dropFirst())
            }
        }
    }

    /// Whether `source-directory` includes a file: not one such as `vlan.bak`.
    private static func isIncluded(_ path: String) -> Bool {
        path.split(separator: "/").last?.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "_-".contains($0)) }
            ?? false
    }

    func claim(_ nic: LiveLink) -> BootClaim? {
        let name = nic.name.text
        var passive: BootClaim?
        for stanza in stanzas {
            let isNamed = stanza.name == name
            // `manual` alone only sets the link up.
            let isTaken =
                stanza.below.contains(name) || [".", ":"].contains { stanza.name.hasPrefix(name + $0) }
            guard isNamed || isTaken else { continue }
            let isActing =
                isRun && brought.contains { Shell.matches(stanza.name, $0) } && (isTaken || stanza.method != "manual")
            let claim = BootClaim(
                program: .ifupdown, nic: nic.name, file: stanza.file, line: stanza.line, isActing: isActing)
            if isActing { return claim }
            passive = passive ?? claim
        }
        return passive
    }
}
