import Foundation
import Glibc

/// Another Debian that the hosts of all labs are, with the NetworkManager of its age.
public struct Suite: Sendable {
    /// The suite's name, such as `sid`.
    public let name: String

    /// What `NM_TOPOLOGY_SUITE` asks for; `nil` means the Debian of this machine.
    public static let asked: Suite? = ProcessInfo.processInfo.environment["NM_TOPOLOGY_SUITE"]
        .flatMap { $0.isEmpty ? nil : Suite(name: $0) }

    /// The folder where `lab/root` puts it.
    public var root: String {
        let environment = ProcessInfo.processInfo.environment
        let cache = environment["XDG_CACHE_HOME"] ?? (environment["HOME"] ?? "/root") + "/.cache"
        return "\(cache)/nm-topology/roots/\(name)"
    }

    /// Why labs cannot run on it, or nil.
    var obstacle: String? {
        access(root, F_OK) == 0 ? nil : "has no \(root); run lab/root \(name)"
    }
}
