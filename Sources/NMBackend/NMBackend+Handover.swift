import DBus
import Host
import Kernel
import Logging
import NMClient
package import NetTypes
package import Planning
import Profiles
package import Trial

/// Addresses that are in two places for a while.
extension NMBackend {
    package func looksForDuplicates() async throws(ControlError) -> Bool {
        try await manager().versionInfo >= NMVersion(1, 46)
    }

    package nonisolated func duplicateDetection(of links: [InterfaceName]) -> [InterfaceName: Int] {
        let usual = LinkKnobs.duplicateDetection(of: "default")
        var values: [InterfaceName: Int] = [:]
        for link in links { values[link] = LinkKnobs.duplicateDetection(of: link.text) ?? usual }
        return values
    }

    package nonisolated func setDuplicateDetection(_ values: [InterfaceName: Int]) {
        for (link, value) in values { LinkKnobs.setDuplicateDetection(value, of: link.text) }
    }

    package func raise(_ steps: [Step], above metrics: [IPFamily: Int]) async throws(ControlError) {
        try await put(try await meanwhile(steps, above: metrics))
    }

    package func settle(_ steps: [Step], above metrics: [IPFamily: Int]) async throws(ControlError) {
        let meanwhile = try await meanwhile(steps, above: metrics)
        try await put(zip(steps, meanwhile).filter { $0 != $1 }.map(\.0))
    }

    package func putIn(_ step: Step, _ bridge: InterfaceName) async throws(ControlError) {
        do throws(KernelError) {
            let links = LiveState(try KernelState.read()).links
            guard let port = links[step.device], port.controller == nil, port.kind != .bond, let bridge = links[bridge],
                bridge.bridge?.vlanFiltering == false
            else { return }
            var socket = try RouteSocket()
            try socket.setController(of: port.index, to: bridge.index)
            // NetworkManager before 1.42 leaves the options of a port alone that it finds in the bridge (seen with 1.30.6).
            for (option, value) in step.bridgePortOptions.inSettableOrder {
                try socket.set(option, of: port.index, to: value)
            }
            // The bridge sends nothing before the kernel has noticed its carrier (linkwatch), a little later. No signal of
            // NetworkManager tells that.
            for _ in 0..<40 {
                if try KernelState.read().links[bridge.index]?.operationalState == .up { break }
                try? await Task.sleep(for: .milliseconds(25))
            }
        } catch {
            throw ControlError("\(step.device) cannot be put into \(bridge)", error)
        }
    }

    package func announce(_ links: [InterfaceName]) async throws(ControlError) {
        do throws(KernelError) {
            let live = LiveState(try KernelState.read())
            var socket = try RouteSocket()
            // The kernel tells it, too, when a link is given its own address. A bridge would keep that when its ports change,
            // and a bond tells its VLANs' neighbours by itself.
            for name in links {
                guard let link = live.links[name], link.isUp, let mac = link.mac else { continue }
                for state in link.addresses { Announcement.send(state.prefix.address, on: link.index, from: mac) }
                guard [nil, .vlan, .veth].contains(link.kind) else { continue }
                let knobs = LinkKnobs.announceChanges(of: [name.text])
                defer { LinkKnobs.restore(knobs) }
                // A driver that cannot change its address while the link is up leaves the neighbours to ask again.
                do throws(KernelError) {
                    try socket.setMAC(of: link.index, to: mac)
                } catch {
                    log.debug("\(name) cannot announce itself: \(error)")
                }
            }
        } catch {
            throw ControlError("the host's links cannot be read", error)
        }
    }

    private func meanwhile(_ steps: [Step], above metrics: [IPFamily: Int]) async throws(ControlError) -> [Step] {
        let detects = try await looksForDuplicates()
        return steps.map { $0.meanwhile(above: metrics, detectsDuplicates: detects) }
    }

    /// Changes profiles in memory, and puts the changes on the running links.
    private func put(_ steps: [Step]) async throws(ControlError) {
        if steps.isEmpty { return }
        let manager = try await manager()
        var updates: [(path: ObjectPath, settings: SettingsDictionary?)] = []
        for step in steps {
            guard let path = try await profilePath(step.profile.uuid.text) else {
                throw ControlError(.refused, "the profile of \(step.interface) is gone")
            }
            let settings = SettingsCoder.encode(step.profile.settings, for: manager.versionInfo)
            updates.append((path, try await keeping(step.keeps, of: path, in: settings)))
        }
        for result in await manager.update(updates, flags: [.inMemory, .blockAutoconnect]) { try Self.value(result) }
        for step in steps { try await reapply(step.device) }
    }
}
