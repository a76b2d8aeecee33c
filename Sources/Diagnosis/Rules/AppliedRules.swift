import Host
import NetTypes
import Planning

/// D043: changes that somebody made without NetworkManager.
enum AppliedRules {
    static func findings(_ site: Site) -> [Finding] {
        if site.host.manager == nil { return [] }
        let lasting = site.observation.differences.filter { !$0.mayCome }
        return Dictionary(grouping: lasting, by: \.interface).sorted { $0.key < $1.key }.map { name, differences in
            Finding(
                .notAsApplied, differences.contains { $0.aspect != .link } ? .problem : .warning, on: [name.text],
                "\(name) is not as the spec says that was applied",
                seen: differences.map { .init($0.text, command: command(for: $0)) },
                meaning:
                    "NetworkManager does not look whether what it set is still so. The next boot brings it back, and "
                    + "until then the host has another network than the spec.",
                here: [
                    .init(
                        "apply the spec again: `plan` shows what it puts right", command: "nm-topology history show")
                ])
        }
    }

    /// A command that shows the difference to a person.
    private static func command(for difference: Mismatch) -> String {
        switch difference.aspect {
        case .layer3: "ip address show dev \(difference.interface); ip route show dev \(difference.interface)"
        default: "ip -d link show dev \(difference.interface)"
        }
    }
}
