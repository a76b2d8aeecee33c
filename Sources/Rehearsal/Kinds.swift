import Glibc
import NetTypes
import OrderedCollections
package import Sandbox
import System
package import Topology

extension InterfaceKind {
    /// Why a sandbox cannot have such an interface; `nil` where it can.
    var obstacle: String? {
        switch self {
        case .ovsBridge, .ovsPort, .ovsInterface:
            "Open vSwitch cannot be rehearsed: its daemons run once on a machine"
        case .ethernet, .bond, .vlan, .bridge, .dummy, .veth, .vxlan, .vrf, .macvlan, .tunnel, .ipvlan, .hsr, .macsec:
            nil
        }
    }
}

extension Topology {
    /// The kinds of links that a kernel needs for the topology, in the words of the script `rehearsal`.
    package var linkKinds: Set<String> {
        var kinds: Set<String> = ["veth", "bridge"]
        for interface in interfaces.values {
            switch interface.kind {
            case .tunnel(let tunnel): kinds.insert(tunnel.mode.rawValue)
            case .vlan(let vlan): kinds.insert(vlan.tag == .dot1ad ? "vlan-ad" : "vlan")
            case .bridge(let bridge): kinds.insert(bridge.vlanFiltering ? "filtering" : "bridge")
            default: if let link = interface.kind.name.words.link { kinds.insert(link.name) }
            }
        }
        return kinds
    }

    /// What of the topology no sandbox can have, one sentence each, without full stops.
    package var unrehearsable: [String] {
        var found: [String] = []
        for interface in interfaces.values {
            if let obstacle = interface.kind.name.obstacle, !found.contains(obstacle) { found.append(obstacle) }
            guard let nic = interface.nic else { continue }
            if nic.path != nil, nic.mac == nil {
                found.append("\(interface.name) is found by its path, which a stand-in has not: give its `mac`")
            }
            if nic.speed != nil || nic.wakeUp != nil || nic.ethtool.keys.contains(where: { !$0.hasPrefix("feature-") })
            {
                found.append("\(interface.name) has options of its driver, and the driver of a stand-in knows none")
            }
            if nic.sriov != nil { found.append("\(interface.name) has virtual functions, which a stand-in has not") }
            if nic.login != nil {
                found.append("\(interface.name) logs in (802.1X), and no stand-in's switch asks it to")
            }
        }
        return found
    }
}

/// The programs and kinds of links that a sandbox needs.
package enum Needs {
    /// The programs that are missing, with Debian's package of each.
    package static func missing(_ kind: SandboxKind, leases: Bool) -> [String] {
        var programs = [
            ("NetworkManager", "network-manager"), ("dbus-daemon", "dbus-daemon"), ("dbus-send", "dbus-bin"),
            ("ip", "iproute2"), ("bridge", "iproute2"), ("ping", "iputils-ping"), ("nsenter", "util-linux"),
            ("setsid", "util-linux"), ("bash", "bash"),
        ]
        if leases { programs.append(("dnsmasq", "dnsmasq-base")) }
        if kind == .uml { programs.append(("linux.uml", "user-mode-linux")) }
        if kind == .native { programs.append(("unshare", "util-linux")) }
        let folders = ["/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        func isThere(_ program: String, _ folders: [String]) -> Bool {
            folders.contains { access("\($0)/\(program)", X_OK) == 0 }
        }
        var missing = programs.filter { !isThere($0.0, folders) }.map { "\($0) (Debian: \($1))" }
        // The script uml compiles a library for such a processor, with what is on PATH.
        if kind == .uml, TextFile.read("/proc/cpuinfo")?.contains("amx_tile") ?? false {
            let path = getenv("PATH").map { unsafe String(cString: $0) } ?? ""
            let all = folders + path.split(separator: ":").map(String.init)
            if !isThere("gcc", all), !isThere("clang", all) {
                missing.append("gcc, as the processor has AMX (Debian: gcc, libc6-dev)")
            }
        }
        return missing
    }

    /// The kinds of links that this machine's kernel cannot make.
    package static func lacking(_ kinds: [String]) throws(Sandbox.Failure) -> [String] {
        do throws(FileError) {
            return try Sandbox.missing(kinds)
        } catch {
            throw Sandbox.Failure(text: error.description)
        }
    }
}
