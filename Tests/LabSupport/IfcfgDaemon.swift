import Foundation
public import Testing

/// A NetworkManager with the plugin ifcfg-rh, which Debian's does not have.
public enum IfcfgDaemon {
    /// The program: `NM_TOPOLOGY_IFCFG_NM`, or where `lab/nm-ifcfg` puts it.
    public static let path: String = {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/root") + "/.cache"
        return environment["NM_TOPOLOGY_IFCFG_NM"] ?? "\(cache)/nm-topology/nm-ifcfg/NetworkManager"
    }()

    /// Why a lab cannot have it, or nil.
    static var obstacle: String? {
        if Suite.asked != nil { return "is built for this machine's Debian" }
        return access(path, X_OK) == 0 ? nil : "is not at \(path); run lab/nm-ifcfg"
    }
}

/// A host with the NetworkManager of ``IfcfgDaemon``.
public struct IfcfgHost: Sendable {
    /// The files in /etc/sysconfig/network-scripts, by name.
    public let files: [String: String]
    /// The plugins with which NetworkManager keeps profiles; the first gets what NetworkManager itself stores.
    public let plugins: String

    /// Makes the description of a host.
    ///
    /// - Parameters:
    ///   - files: the files in /etc/sysconfig/network-scripts, by name.
    ///   - plugins: NetworkManager's plugins, by default in the order of RHEL 7 and 8.
    public init(_ files: [String: String], plugins: String = "ifcfg-rh,keyfile") {
        self.files = files
        self.plugins = plugins
    }
}

extension Trait where Self == ConditionTrait {
    /// Skips, with the reason, where no lab can have a NetworkManager with the plugin ifcfg-rh.
    public static var needsIfcfg: Self {
        let obstacle = IfcfgDaemon.obstacle
        return .enabled(if: obstacle == nil, "a NetworkManager with ifcfg-rh \(obstacle ?? "is there")")
    }
}
