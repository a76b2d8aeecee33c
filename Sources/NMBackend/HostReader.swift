import DBus
package import Host
package import Kernel
package import Logging
import NMClient
import NetTypes
import Profiles
package import Trial

/// Reads this host once: everything that a command shows of it comes from here.
package enum HostReader {
    /// Reads NetworkManager, if it answers, and then the kernel; it changes nothing, and needs no permission.
    ///
    /// - Parameter log: the log for requests to NetworkManager.
    /// - Returns: the host, and why NetworkManager's side is missing, if it is.
    /// - Throws: `KernelError` when the kernel cannot be read.
    package static func read(log: Logger) async throws(KernelError) -> (host: HostState, missing: ControlError?) {
        var manager: NetworkManagerState?
        var missing: ControlError?
        do throws(ControlError) {
            let backend = try await NMBackend.connect(log: log)
            if await backend.owner() == nil { throw ControlError(.notRunning, "NetworkManager is not running") }
            manager = try await backend.managerState()
        } catch {
            missing = error
        }
        var host = try kernel()
        host.manager = manager
        return (host, missing)
    }

    /// Reads only the kernel; blocks for some milliseconds.
    package static func kernel() throws(KernelError) -> HostState {
        var socket = try RouteSocket()
        var host = HostState(kernel: try KernelState.read(from: &socket))
        host.neighbours = try socket.neighbours(.v4) + socket.neighbours(.v6)
        for link in host.kernel.links.values where !link.isLoopback {
            host.facts[link.index] = LinkFacts.read(link.name)
            if link.kind == nil || link.kind == .veth && link.isParentElsewhere {
                host.facts[link.index]?.ethtool = Ethtool.read(link.name)
            }
            guard link.bond?.mode == .lacp else { continue }
            host.partners.merge(BondPartners.read(link.name)) { first, _ in first }
        }
        return host
    }
}

extension NMBackend {
    /// Reads NetworkManager's state by two rounds of requests, which change nothing.
    ///
    /// - Returns: profiles, devices with their applied settings, and what switches reported by LLDP.
    /// - Throws: `.notRunning`, or NetworkManager's error.
    package func managerState() async throws(ControlError) -> NetworkManagerState {
        let objects = try await perform { (manager) async throws(NMError) in try await manager.objects() }
        var state = NetworkManagerState(
            profiles: try await profiles(of: objects), devices: Self.devices(of: objects))
        let active = objects.devices.filter { $0.real && $0.activeConnection != nil }
        let manager = try await manager()
        let settings = await manager.appliedConnections(active.map(\.path))
        for device in active {
            // A device that has just been taken down no longer has any.
            if case .success(let dictionary) = settings[device.path] {
                state.applied[device.interface] = SettingsCoder.decode(dictionary, from: manager.versionInfo)
            }
        }
        state.lldpFrames = objects.devices.flatMap { device in
            device.lldpFrames.map { NetworkManagerState.LLDPFrame(interface: device.interface, bytes: $0) }
        }
        return state
    }

    /// Reads the settings of those profiles that a closure accepts; each costs a call.
    func profiles(
        of objects: ManagedObjects, where isRead: (SettingsConnection) -> Bool = { _ in true }
    ) async throws(ControlError) -> [LiveProfile] {
        let manager = try await manager()
        let read = objects.profiles.filter(isRead)
        let contents = await manager.settings(of: read.map(\.path))
        var profiles: [LiveProfile] = []
        for profile in read {
            guard let live = try Self.live(profile, contents[profile.path], manager.versionInfo) else { continue }
            paths[live.uuid] = profile.path
            note(live.settings, of: live.uuid)
            profiles.append(live)
        }
        return profiles
    }

    /// Joins a profile with its settings.
    ///
    /// - Returns: `nil` for a profile that was deleted between the two requests.
    private static func live(
        _ profile: SettingsConnection, _ contents: Result<SettingsDictionary, NMError>?, _ version: NMVersion
    ) throws(ControlError) -> LiveProfile? {
        let settings: Settings
        switch contents {
        case .success(let dictionary): settings = SettingsCoder.decode(dictionary, from: version)
        case .failure(let error) where error.code == .unknownObject: return nil
        case .failure(let error): throw ControlError(error)
        case nil: return nil
        }
        func text(_ property: String) -> String? {
            guard case .string(let text) = settings["connection"]?[property] else { return nil }
            return text
        }
        return LiveProfile(
            path: profile.path.text, uuid: text("uuid") ?? "", id: text("id") ?? "", type: text("type") ?? "",
            interfaceName: text("interface-name"), settings: settings, filename: profile.filename,
            isUnsaved: profile.unsaved, isGenerated: profile.flags.isGenerated)
    }

    static func devices(of objects: ManagedObjects) -> [LiveDevice] {
        let active = Dictionary(objects.activeConnections.map { ($0.path, $0) }) { first, _ in first }
        return objects.devices.map { live($0, active, objects) }
    }

    private static func live(
        _ device: Device, _ active: [ObjectPath: ActiveConnection], _ objects: ManagedObjects
    ) -> LiveDevice {
        let connection = device.activeConnection.flatMap { active[$0] }
        var live = LiveDevice(
            path: device.path.text, interface: device.interface, state: device.state,
            isManaged: device.managed, isReal: device.real,
            permanentMAC: device.permHwAddress.flatMap { MACAddress($0) }, hardwarePath: device.idPath,
            activePath: connection?.path.text, activeUUID: connection?.uuid)
        live.nameServers = device.ipConfigurations.flatMap { objects.nameServers[$0] ?? [] }.compactMap { server in
            switch server {
            case .text(let text): IPAddress(text)
            case .bytes(let bytes): IPAddress(bytes: bytes)
            }
        }
        let searches = device.ipConfigurations.compactMap { objects.nameSearches[$0] }
        live.searchDomains = searches.flatMap(\.domains)
        live.dnsPriorities = searches.map { Int($0.priority) }
        return live
    }
}
