package import Host
package import NetTypes
import Planning

/// A difference of a bridge or a port from the record of it, in what only the kernel keeps.
package enum PortDifference: Hashable, Sendable {
    /// The port was down before, and is up now.
    case isUp(String)
    /// An option of a port has another value now.
    case option(String, BridgePortOption, was: UInt32, is: UInt32)
    /// The VLANs of a port, or of a bridge itself, have changed.
    case vlans(String, was: [VLANSpan], is: [VLANSpan])
    /// The bridge has another backup port for this port now.
    case backupPort(String, was: InterfaceName?, is: InterfaceName?)
    /// A permanent entry of the forwarding database is missing.
    case address(String, BridgeTables.StaticAddress)
    /// A permanent membership in a multicast group is missing.
    case group(String, BridgeTables.StaticGroup)

    /// The name of the port, or of the bridge.
    package var link: String {
        switch self {
        case .isUp(let link), .option(let link, _, _, _), .vlans(let link, _, _), .backupPort(let link, _, _),
            .address(let link, _), .group(let link, _):
            link
        }
    }

    /// The difference as a clause that begins with the link's name, such as "tap0 is up, and was down".
    package var text: String {
        func list(_ vlans: [VLANSpan]) -> String {
            vlans.isEmpty ? "no VLAN" : "VLAN " + vlans.map(\.description).joined(separator: ", ")
        }
        func within(_ vlan: Int?) -> String { vlan.map { " in VLAN \($0)" } ?? "" }
        return switch self {
        case .isUp(let link): "\(link) is up, and was down"
        case .option(let link, let option, let was, let now):
            "\(link) has \(option.rawValue) \(option.text(now)), not \(option.text(was))"
        case .vlans(let link, let was, let now): "\(link) has \(list(now)), not \(list(was))"
        case .backupPort(let link, let was, let now):
            "\(link) has \(now?.text ?? "nothing") as its backup port, not \(was?.text ?? "nothing")"
        case .address(let link, let address): "\(link) lacks the static address \(address.mac)\(within(address.vlan))"
        case .group(let link, let group): "\(link) lacks the multicast group \(group.group)\(within(group.vlan))"
        }
    }
}

extension Before {
    /// Compares what the kernel keeps of bridges and ports now with this record.
    ///
    /// A port that is gone, or is plugged in elsewhere, is not compared here.
    package func portDifferences(from live: LiveState) -> [PortDifference] {
        links.flatMap { $0.portDifferences(from: live) }
    }
}

extension Before.Link {
    /// Compares this one link with its record.
    package func portDifferences(from live: LiveState) -> [PortDifference] {
        guard let record = port, let known = try? InterfaceName(name), let link = live.links[known], isStill(link)
        else {
            return []
        }
        if record.bridge == nil, link.controller?.text != controller { return [] }
        var found: [PortDifference] = []
        if let options = record.options, let now = link.port?.options {
            for option in BridgePortOption.allCases {
                guard let was = options[option], let value = now[option], was != value else { continue }
                // Without carrier a NIC's cost is not known yet: the kernel takes it from the speed of the wire.
                if option == .cost, link.kind == nil, !link.hasCarrier { continue }
                // A router that the kernel learned from queries: it forgets the port when the router falls silent.
                if option == .multicastRouter, was == 1, value == 3 { continue }
                found.append(.option(name, option, was: was, is: value))
            }
            if record.backupPort != link.port?.backupPort {
                found.append(.backupPort(name, was: record.backupPort, is: link.port?.backupPort))
            }
        }
        let vlans = VLANSpan.spans(link.bridgeVLANs)
        if let was = record.vlans, was != vlans { found.append(.vlans(name, was: was, is: vlans)) }
        let tables = (record.bridge == nil ? link.port?.tables : link.tables) ?? BridgeTables()
        found += record.tables.addresses.filter { !tables.addresses.contains($0) }.map { .address(name, $0) }
        found += record.tables.groups.filter { !tables.groups.contains($0) }.map { .group(name, $0) }
        if isForeignPort, !isUp, link.isUp { found.append(.isUp(name)) }
        return found
    }
}
