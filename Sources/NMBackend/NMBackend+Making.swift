import Host
import Kernel
package import NetTypes
import Planning
package import Trial

extension NMBackend {
    package func make(_ link: Before.Link) async throws(ControlError) {
        guard let name = try? InterfaceName(link.name), let facts = link.facts else { return }
        let mac = facts.mac.flatMap { MACAddress($0) }
        do throws(KernelError) {
            if LiveState(try KernelState.read()).links[name] != nil { return }
            var socket = try RouteSocket()
            switch facts.kind {
            case "bond":
                let options = (facts.bondOptions ?? []).compactMap { option -> (String, String)? in
                    let parts = option.split(separator: "=", maxSplits: 1).map(String.init)
                    return parts.count == 2 ? (parts[0], parts[1]) : nil
                }
                try socket.makeBond(
                    name, mode: facts.bondMode ?? "", mac: mac, options: Dictionary(options) { first, _ in first })
            case "bridge": try socket.makeBridge(name, mac: mac)
            default: return
            }
            guard let made = LiveState(try KernelState.read()).links[name] else { return }
            if made.mtu != facts.mtu { try socket.setMTU(of: made.index, to: facts.mtu) }
            if link.isUp { try socket.setUp(made.index, true) }
        } catch {
            throw ControlError("\(link.name) cannot be made again", error)
        }
    }

    package func takeOutOfOpenVSwitch(_ names: [InterfaceName]) async throws(ControlError) {
        do throws(OVSDatabaseError) {
            try OVSDatabase.remove(Set(names.map(\.text)))
        } catch {
            let list = names.map(\.text).joined(separator: ", ")
            throw ControlError(
                .refused, "\(list) cannot be taken out of Open vSwitch's database: \(error.reason)",
                advice: "look with: ovs-vsctl show")
        }
    }
}
