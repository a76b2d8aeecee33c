import Host
import NetTypes

/// What systemd-networkd is told by .network files (systemd.network(5)), if it starts at boot.
struct Networkd {
    private struct File {
        let path: String
        /// The values of `[Match]`, by key.
        var match: [String: [String]] = [:]
        var isUnmanaged = false
    }

    private let files: [File]

    init(_ tree: FileTree) {
        let unit = "systemd-networkd.service"
        let isStarted =
            !tree.matches("/etc/systemd/system/*.wants/\(unit)").isEmpty && !tree.isMasked(unit)
        files = isStarted ? Self.files(tree) : []
    }

    private static let folders = ["/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib"].map { "\($0)/systemd/network" }

    /// The files in the order in which networkd looks at them; a file hides those of its name in later folders.
    private static func files(_ tree: FileTree) -> [File] {
        var byName: [String: String] = [:]
        for folder in folders {
            for path in tree.matches("\(folder)/*.network") {
                guard let name = path.split(separator: "/").last.map(String.init), byName[name] == nil else { continue }
                byName[name] = path
            }
        }
        return byName.sorted { $0.key < $1.key }.compactMap { name, path in
            let more = folders.flatMap { tree.matches("\($0)/\(name).d/*.conf") }.compactMap(tree.read)
            return tree.read(path).map { file(path, ([$0] + more).joined(separator: "\n")) }
        }
    }

    private static func file(_ path: String, _ text: String) -> File {
        var file = File(path: path)
        var section = ""
        for line in text.split(separator: "\n") {
            let line = line.trimmed
            if line.hasPrefix("[") {
                section = line
                continue
            }
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#"), !line.hasPrefix(";") else { continue }
            let key = line[..<equals].trimmed
            let value = line[line.index(after: equals)...].trimmed
            switch section {
            case "[Match]": file.match[key, default: []] += value.words
            case "[Link]" where key == "Unmanaged": file.isUnmanaged = ["yes", "true", "1", "on"].contains(value)
            default: break
            }
        }
        return file
    }

    /// The claim of the first file that matches; later ones are not looked at by networkd either.
    func claim(_ nic: LiveLink) -> BootClaim? {
        guard let file = files.first(where: { Self.matches($0, nic) }), !file.isUnmanaged else { return nil }
        return BootClaim(program: .networkd, nic: nic.name, file: file.path)
    }

    /// Whether a file is for the NIC; a condition that is not known here is taken for one that does not hold.
    private static func matches(_ file: File, _ nic: LiveLink) -> Bool {
        !file.match.isEmpty
            && file.match.allSatisfy { key, values in
                switch key {
                case "Name":
                    let isOpposite = values.first?.hasPrefix("!") == true
                    let patterns = values.map { $0.hasPrefix("!") ? String($0.dropFirst()) : $0 }
                    return isOpposite != patterns.contains { Shell.matches(nic.name.text, $0) }
                case "MACAddress", "PermanentMACAddress":
                    let macs = [nic.permanentMAC, nic.mac].compactMap(\.self)
                    return values.contains { value in MACAddress(value).map(macs.contains) ?? false }
                case "Type": return values.contains("ether")
                default: return false
                }
            }
    }
}
