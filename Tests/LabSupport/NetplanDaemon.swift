import Foundation
public import Testing

/// A NetworkManager that keeps profiles in netplan's YAML, as Ubuntu's does.
public enum NetplanDaemon {
    /// What a lab calls it, where others say which plugins keep profiles.
    static let plugins = "netplan"

    /// The program: `NM_TOPOLOGY_NETPLAN_NM`, or where `lab/nm-netplan` puts it.
    public static let path: String = {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/root") + "/.cache"
        return environment["NM_TOPOLOGY_NETPLAN_NM"] ?? "\(cache)/nm-topology/nm-netplan/NetworkManager"
    }()

    /// Why a lab cannot have it, or nil.
    static var obstacle: String? {
        if Suite.asked != nil { return "is built for this machine's Debian" }
        return access(path, X_OK) == 0 ? nil : "is not at \(path); run lab/nm-netplan"
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason, where no lab can have a NetworkManager that keeps profiles in netplan's YAML.
    public static var needsNetplan: Self {
        let obstacle = NetplanDaemon.obstacle
        return .enabled(if: obstacle == nil, "a NetworkManager with netplan \(obstacle ?? "is there")")
    }
}
