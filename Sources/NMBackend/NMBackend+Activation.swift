import DBus
import Host
import Logging
import NMClient
package import NetTypes
package import Planning
import Profiles
package import Trial

extension NMBackend {
    package func bringUp(_ steps: [Step]) async throws(ControlError) {
        let manager = try await manager()
        var activate = steps.filter { $0.activation != .reapply }
        let reapply = steps.filter { $0.activation == .reapply }
        let objects = try await objects()
        activeBefore = activeBefore ?? Set(objects.activeConnections.map(\.path))
        let devices = Dictionary(objects.devices.map { ($0.interface, $0) }) { $0.real ? $0 : $1 }
        for step in reapply {
            guard let device = devices[step.device.text] else {
                activate.append(step)
                continue
            }
            do throws(NMError) {
                try await manager.reapply(device.path)
            } catch {
                guard error.code == .incompatibleConnection || error.code == .notActive else {
                    throw ControlError(error)
                }
                log.debug("\(step.interface) cannot be changed while it runs: \(error)")
                activate.append(step)
            }
        }
        let own = try await portsComing(among: activate)
        leftToManager.formUnion(own.flatMap(\.names))
        activate.removeAll { own.contains($0) }
        var wanted: [Wanted] = []
        for step in activate { wanted.append(try await self.wanted(step, devices)) }
        try await ask(wanted, of: manager)
        try await waitUntilHandedOver(activate.filter { devices[$0.device.text]?.activeConnection != nil })
    }

    package func activate(uuid: String, interface: String) async throws(ControlError) {
        let manager = try await manager()
        guard let path = try await profilePath(uuid) else {
            throw ControlError(.refused, "the profile that was active on \(interface) is gone")
        }
        let objects = try await objects()
        let device = objects.devices.first { $0.interface == interface && $0.real && $0.deviceType == .ethernet }
        try await request(
            [ActivationRequest(connection: path, device: device?.path ?? .root, title: interface)], of: manager)
    }

    package func takeDown(_ interfaces: [InterfaceName]) async throws(ControlError) {
        let manager = try await manager()
        let objects = try await objects()
        let devices = Dictionary(objects.devices.map { ($0.interface, $0) }) { $0.real ? $0 : $1 }
        for name in interfaces {
            guard let device = devices[name.text], device.real else { continue }
            if let active = device.activeConnection {
                let result = await manager.deactivate([active])
                if case .failure(let error)? = result.first, error.code != .notActive, error.code != .unknownObject {
                    throw ControlError(.refused, "\(name): \(error.message)", advice: error.advice)
                }
            }
        }
        // NetworkManager deletes a link that it created when it deactivates it; a link that another program created has
        // to be deleted. A link with a NIC's profile is used as a NIC and stays, even if it is one end of a veth pair
        // (a container's).
        let isNIC = Set(objects.activeConnections.filter { $0.type == "802-3-ethernet" }.map(\.path))
        let made = Set(
            interfaces.filter { name in
                guard let device = devices[name.text], device.deviceType != .ethernet else { return false }
                return device.activeConnection.map { !isNIC.contains($0) } ?? true
            })
        _ = try await waitUntilRight(within: .seconds(5)) { live in
            made.filter { live.links[$0] != nil }.map(\.text)
        }
        let live = try await liveState(withSettings: false)
        try await delete(interfaces.filter { made.contains($0) && live.links[$0] != nil })
        let left = try await waitUntilRight(within: .seconds(10)) { live in
            made.filter { live.links[$0] != nil }.map(\.text)
        }
        if !left.isEmpty { throw ControlError(.refused, "\(left.joined(separator: ", ")) cannot be removed") }
    }

    /// Deletes the devices that have these names now.
    ///
    /// They are looked up just before, in the NetworkManager that is then asked: one that has been started since they were
    /// looked up last has other devices under the same paths, such as a guest's tap.
    private func delete(_ interfaces: [InterfaceName]) async throws(ControlError) {
        if interfaces.isEmpty { return }
        try await perform { (manager) async throws(NMError) in
            let devices = try await manager.objects().devices.filter(\.real)
            for name in interfaces {
                guard let device = devices.first(where: { $0.interface == name.text }) else { continue }
                try await manager.deleteDevice(device.path)
            }
        }
    }
}
