import Foundation
public import Testing

/// A NetworkManager with the plugin for Open vSwitch, which Debian's does not have, and Open vSwitch beside it.
public enum OVSDaemon {
    /// The program: where `lab/nm-ovs` puts it.
    public static let path: String = {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/root") + "/.cache"
        return "\(cache)/nm-topology/nm-ovs/NetworkManager"
    }()

    /// Why a lab cannot have it, or nil.
    static var obstacle: String? {
        if Suite.asked != nil { return "is built for this machine's Debian" }
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path + "/openvswitch"
        return access(path, X_OK) == 0 && access(folder, F_OK) == 0 ? nil : "is not at \(path); run lab/nm-ovs"
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason, where no lab can have Open vSwitch.
    public static var needsOVS: Self {
        let obstacle = OVSDaemon.obstacle
        return .enabled(if: obstacle == nil, "a NetworkManager with Open vSwitch \(obstacle ?? "is there")")
    }
}
