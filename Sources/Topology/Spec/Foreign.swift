/// Kinds of interfaces for which other tools have a section, and nm-topology does not.
enum ForeignKind {
    private static let nouns: [String: String] = [
        "wifi": "Wi-Fi", "wireles": "Wi-Fi", "modem": "modems",
        "team": "teams", "infiniband": "InfiniBand",
        "wireguard": "WireGuard",
        "loopback": "loopback section",
    ]

    /// What a section of another tool is about, by its name in the singular or plural; `nil` for other names and below
    /// the first level.
    static func noun(of key: String, known: [String]) -> String? {
        guard known.contains("bridges") else { return nil }
        let lowered = key.lowercased()
        return nouns[lowered] ?? (lowered.hasSuffix("s") ? nouns[String(lowered.dropLast())] : nil)
    }
}

/// Documents of other tools, which would otherwise be reported as specs with an unknown key.
enum ForeignFormat {
    private static let sections = InterfaceKind.allCases.map(\.words.section) + ["trunks"]
    private static let tools: [String: String] = [
        "network": "netplan's or cloud-init's", "interfaces": "nmstate's", "desiredState": "nmstate's for Kubernetes",
        "network_connections": "the RHEL network role's", "network_state": "the RHEL network role's",
    ]

    /// Reports a document whose first level is another tool's.
    ///
    /// - Returns: whether it is such a document, so that there is no use in reading on.
    static func report(_ root: SpecNode, problems: Problems) -> Bool {
        guard case .mapping(let entries) = root.content,
            let entry = entries.first(where: { tools[$0.key.value] != nil && !$0.value.isNull }),
            let tool = tools[entry.key.value], !problems.isPoisoned(entry.key.span),
            !entries.contains(where: { sections.contains($0.key.value) })
        else { return false }
        problems.error(
            .unknownKey, "`\(entry.key.value)` is \(tool) format, and not a spec of nm-topology", at: entry.key.span,
            help:
                "write the same as a spec: `version: 1`, then `bonds`, `trunks`, `vlans` and `bridges` (docs/spec.md);"
                + " `nm-topology show` shows what this host has now")
        return true
    }
}
