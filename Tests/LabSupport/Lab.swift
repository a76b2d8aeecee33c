import Foundation
import Glibc
import Sandbox
import System
import Synchronization

/// A host with a real NetworkManager and the network around it, in a User-Mode Linux or in namespaces of this kernel.
public final class Lab: Sendable {
    /// What the lab runs on.
    public enum Kind: String, Sendable {
        /// A kernel of its own with bonds and VLANs; boots in seconds, and a system call costs more.
        case uml
        /// Namespaces of this machine's kernel: fast, with the link types that this kernel has.
        case native

        /// Why it cannot run here, or nil.
        public var obstacle: String? {
            guard geteuid() == 0 else { return "needs root" }
            let programs =
                ["NetworkManager", "dbus-daemon", "ip", "ping"] + (self == .uml ? ["linux.uml"] : ["unshare"])
            let missing = programs.filter { name in
                !["/usr/sbin", "/usr/bin", "/sbin", "/bin"].contains { access("\($0)/\(name)", X_OK) == 0 }
            }
            if !missing.isEmpty { return "\(missing.joined(separator: ", ")) not installed; see lab/install" }
            return Suite.asked?.obstacle
        }
    }

    /// The fastest kind that has bonds, VLANs and VLAN-aware bridges here.
    public static let anyKindWithBonds: Kind = {
        let probe = """
            ip link add probe0 type bond && ip link add link probe0 name probe0.2 type vlan id 2 &&
            ip link add probe1 type bridge vlan_filtering 1
            """
        let child = try? PipedChild(
            ["unshare", "-n", "sh", "-c", "{ \(probe); } >/dev/null 2>&1"],
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
        return child?.waitUntilExit() == 0 ? .native : .uml
    }()

    /// What becomes of the host's profiles and state when the power goes.
    public enum Disk: Sendable {
        /// Kept in memory: fastest.
        case lost
        /// Kept in a folder of the machine: survives `powerCut()`.
        case kept
    }

    /// The folder with logs and jobs of this lab.
    public let scratch: String
    private let kind: Kind
    private let disk: Disk
    private let logLevel: String
    private let plugins: String?
    private let slot: Slot?
    private let state: Mutex<(machine: Machine?, boots: Int, guests: Int, failed: Bool, over: Bool)>

    /// The lab of the running `with`, so that an issue can find it.
    @TaskLocal static var current: Lab?

    private init(_ kind: Kind, disk: Disk, logLevel: String, plugins: String?, name: String) async throws {
        self.kind = kind
        self.plugins = plugins
        self.disk = disk
        self.logLevel = logLevel
        slot = Slot.held.contains { $0.kind == kind } ? nil : try await Slot.take(kind)
        scratch = try Self.makeScratch(name)
        state = Mutex((nil, 0, 0, false, false))
    }

    /// Boots a lab and waits until its NetworkManager has finished starting.
    ///
    /// Prefer `with`, which cannot forget to end it.
    ///
    /// - Parameters:
    ///   - kind: what it runs on.
    ///   - site: the world around the host.
    ///   - disk: whether it survives a power cut.
    ///   - keyfiles: NetworkManager profiles that are there from the start, by file name.
    ///   - ifcfg: what is in /etc/sysconfig/network-scripts from the start, on a host with such a directory; nil for one
    ///     without.
    ///   - netplan: what is in /etc/netplan from the start, on a host as Ubuntu; nil for one without.
    ///   - logLevel: of NetworkManager.
    ///   - name: of the test.
    /// - Returns: the running lab.
    /// - Throws: when it does not come up.
    public static func boot(
        _ kind: Kind, site: Site, disk: Disk = .lost, keyfiles: [String: String] = [:],
        ifcfg: IfcfgHost? = nil, netplan: [String: String]? = nil, logLevel: String = "INFO",
        name: String = #function
    ) async throws -> Lab {
        if let obstacle = kind.obstacle { throw LabError.cannotStart("a \(kind.rawValue) lab", obstacle) }
        let plugins = netplan == nil ? ifcfg?.plugins : NetplanDaemon.plugins
        let lab = try await Lab(kind, disk: disk, logLevel: logLevel, plugins: plugins, name: name)
        do {
            try site.description.write(toFile: lab.scratch + "/site", atomically: false, encoding: .utf8)
            let files = FileManager.default
            for folder in ["NetworkManager", "nm-topology", "system-connections"] where disk == .kept {
                try files.createDirectory(
                    atPath: lab.scratch + "/disk/" + folder, withIntermediateDirectories: true,
                    attributes: [.posixPermissions: 0o700])
            }
            for (name, isThere) in [("network-scripts", ifcfg != nil), ("netplan", netplan != nil)]
            where isThere && disk == .kept {
                try files.createDirectory(atPath: "\(lab.scratch)/disk/\(name)", withIntermediateDirectories: true)
            }
            let folders = [("keyfiles", keyfiles), ("ifcfg", ifcfg?.files ?? [:]), ("netplan", netplan ?? [:])]
            for (folder, contents) in folders where !contents.isEmpty {
                try files.createDirectory(
                    atPath: "\(lab.scratch)/\(folder)", withIntermediateDirectories: false)
                for (name, text) in contents {
                    try text.write(toFile: "\(lab.scratch)/\(folder)/\(name)", atomically: false, encoding: .utf8)
                }
            }
            try await lab.bootAgain()
        } catch {
            lab.state.withLock { $0.failed = true }
            await lab.shutDown()
            throw error
        }
        return lab
    }

    /// Boots a lab for the length of a closure.
    ///
    /// The lab is gone afterwards whatever happens. When the closure throws or (with the trait `.explainedByLab`) an
    /// expectation fails, its state is printed first.
    ///
    /// - Parameters:
    ///   - kind: what it runs on.
    ///   - site: the world around the host.
    ///   - disk: whether it survives a power cut.
    ///   - keyfiles: NetworkManager profiles that are there from the start, by file name.
    ///   - ifcfg: as for `boot`.
    ///   - netplan: as for `boot`.
    ///   - logLevel: of NetworkManager.
    ///   - name: of the test.
    ///   - isolation: where the closure runs.
    ///   - body: the test.
    /// - Returns: what the closure returns.
    /// - Throws: what the closure throws, or when the lab does not come up.
    public static func with<Value>(
        _ kind: Kind, _ site: Site, disk: Disk = .lost, keyfiles: [String: String] = [:],
        ifcfg: IfcfgHost? = nil, netplan: [String: String]? = nil, logLevel: String = "INFO",
        name: String = #function,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Lab) async throws -> Value
    ) async throws -> Value {
        let lab = try await boot(
            kind, site: site, disk: disk, keyfiles: keyfiles, ifcfg: ifcfg, netplan: netplan, logLevel: logLevel,
            name: name)
        do {
            let value = try await $current.withValue(lab) { try await body(lab) }
            await lab.shutDown()
            return value
        } catch {
            lab.state.withLock { $0.failed = true }
            await lab.shutDown()
            throw error
        }
    }

    /// Ends the lab at once; a failed one prints what there is to see.
    public func shutDown() async {
        let (failed, again) = state.withLock { state in
            defer { state.over = true }
            return (state.failed, state.over)
        }
        guard !again else { return }
        if failed { print(await report()) }
        state.withLock { $0.machine.take() }?.kill()
        slot?.release()
        if failed, ProcessInfo.processInfo.environment["LAB_KEEP"] == "1" {
            print("The lab's files are kept in \(scratch)")
        } else {
            // A process of the lab that is just dying may still add a file.
            for _ in 0..<3 where access(scratch, F_OK) == 0 { try? FileManager.default.removeItem(atPath: scratch) }
        }
    }

    /// Pulls the plug: SIGKILL to everything, nothing in memory survives.
    public func powerCut() async throws {
        guard disk == .kept else { throw LabError.noDisk }
        state.withLock { $0.machine.take() }?.kill()
    }

    /// Boots the same host again, on the same disk, in the same site.
    ///
    /// - Returns: this lab.
    @discardableResult
    public func bootAgain() async throws -> Lab {
        let boot = state.withLock { state in
            state.boots += 1
            return state.boots
        }
        let folder = "\(scratch)/boot\(boot)"
        let files = FileManager.default
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try files.copyItem(atPath: scratch + "/site", toPath: folder + "/site")
        for name in ["keyfiles", "ifcfg", "netplan"] where boot == 1 && files.fileExists(atPath: "\(scratch)/\(name)") {
            try files.moveItem(atPath: "\(scratch)/\(name)", toPath: "\(folder)/\(name)")
        }
        let machine = try await Machine(
            kind, scratch: folder, disk: disk == .kept ? scratch + "/disk" : nil, logLevel: logLevel, plugins: plugins)
        state.withLock { $0.machine = machine }
        return self
    }

    /// The host whose network is configured.
    public var host: Node { Node(name: "host", lab: self) }
    /// The router.
    public var gw: Node { Node(name: "gw", lab: self) }
    /// The administrator's machine, beyond the router.
    public var ext: Node { Node(name: "ext", lab: self) }
    /// The switch that the host is plugged into.
    public var sw: Node { Node(name: "sw", lab: self) }

    /// A guest that was plugged in.
    ///
    /// - Parameter name: as given to `plugGuest`.
    /// - Returns: the guest.
    public func guest(_ name: String) -> Node { Node(name: name, lab: self) }

    /// Starts a guest and plugs it into a bridge as libvirt does, behind NetworkManager's back.
    ///
    /// - Parameters:
    ///   - name: of the guest.
    ///   - bridge: an existing bridge of the host.
    ///   - mac: of the guest's NIC; by default 52:54:00:ee:00:N.
    ///   - address: of the guest, with prefix.
    ///   - gateway: of the guest.
    /// - Returns: the name of the guest's interface on the host, vnetN.
    /// - Throws: when it cannot be plugged in.
    @discardableResult
    public func plugGuest(
        _ name: String, into bridge: String, mac: String? = nil, address: String, gateway: String? = nil
    ) async throws -> String {
        let number = state.withLock { state in
            defer { state.guests += 1 }
            return state.guests
        }
        let mac = mac ?? "52:54:00:ee:00:" + String(100 + number).suffix(2)
        try await host.must(
            ". $LAB/site; plug_guest \(name) \(number) \(mac) \(bridge) \(address) \(gateway ?? "")")
        return "vnet\(number)"
    }

    /// Kills NetworkManager as a crash does.
    public func killNetworkManager() async throws { try await host.must(". $LAB/daemons; kill_nm KILL") }

    /// Starts NetworkManager, and waits until it has finished starting.
    public func startNetworkManager() async throws { try await host.must(". $LAB/daemons; start_nm; nm_ready 30") }

    /// Stops NetworkManager in an orderly way and starts it again.
    public func restartNetworkManager() async throws {
        try await host.must(". $LAB/daemons; kill_nm TERM; start_nm; nm_ready 30")
    }

    /// NetworkManager's log of this boot, up to about a second ago.
    public var networkManagerLog: String {
        let boot = state.withLock { $0.boots }
        let data = FileManager.default.contents(atPath: "\(scratch)/boot\(boot)/nm.log") ?? Data()
        return String(decoding: data, as: UTF8.self)
    }

    var machine: Machine {
        guard let machine = state.withLock({ $0.machine }) else { preconditionFailure("the lab's power is off") }
        return machine
    }

    func noteFailure() { state.withLock { $0.failed = true } }

    /// What one would look at first.
    private func report() async -> String {
        var text = "== NetworkManager's log, the end\n"
        if let machine = state.withLock({ $0.machine }) {
            let look = """
                for c in 'ip -d link' 'ip addr' 'ip route' 'ip -6 route' 'bridge vlan' 'bridge link' 'nmcli connection' \\
                    'nmcli device' 'ls -l /etc/NetworkManager/system-connections /run/NetworkManager/system-connections' \\
                    'ip -n sw -br link' 'ip -n gw -br addr'; do echo "== $c"; $c; done 2>&1
                """
            let seen = try? await Node(name: "host", lab: self).run(look, timeout: .seconds(30))
            text += networkManagerLog.split(separator: "\n").suffix(60).joined(separator: "\n") + "\n"
            if let seen {
                text += seen.stdout
            } else {
                text += "== the host does not answer; its console:\n" + (await machine.console.tail)
            }
        } else {
            text += networkManagerLog.split(separator: "\n").suffix(60).joined(separator: "\n") + "\n== power is off"
        }
        return text
    }

    private static func makeScratch(_ test: String) throws -> String {
        let name = test.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }
        let folder = FileManager.default.temporaryDirectory.path
        return try TemporaryFolder.make("\(folder)/lab.\(String(name).prefix(40)).")
    }
}
