package import Host
package import NetTypes
import Planning

/// What only the kernel kept of a bridge or a port before a trial.
///
/// No profile holds any of it, so it is lost when the bridge is re-created or the port is unplugged.
package struct PortRecord: Codable, Hashable, Sendable {
    /// The link's interface index; a tap of the same name with another index belongs to another guest.
    package let index: Int
    /// The bridge's options for the port; `nil` unless another program plugged the port in.
    package var options: [BridgePortOption: UInt32]?
    /// The port that takes over while this one has no carrier; `nil` unless another program plugged the port in.
    package var backupPort: InterfaceName?
    /// The VLANs of a bridge, or of a port that another program plugged in.
    ///
    /// `nil` when they are those that the bridge's default PVID or the profile gives.
    package var vlans: [VLANSpan]?
    /// The permanent entries in the bridge's tables for this port, or for the bridge itself.
    package var tables: BridgeTables
    /// More about a bridge; `nil` for a port.
    package var bridge: Bridge?
    /// Whether a bond had this port's MAC address: an empty bond takes that of the port that joins first (bonding.rst).
    package var isNamesake: Bool?

    /// The part of a bridge's record that tells which VLANs of a port were set by hand.
    package struct Bridge: Codable, Hashable, Sendable {
        /// The VLAN that the bridge gives to new ports; 0 for none.
        package let defaultPVID: Int

        private enum CodingKeys: String, CodingKey {
            case defaultPVID = "default-pvid"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case index, options, vlans, tables, bridge
        case backupPort = "backup-port"
        case isNamesake = "namesake"
    }

    /// Makes a record with no options or VLANs.
    package init(index: Int, tables: BridgeTables = BridgeTables()) {
        self.index = index
        self.tables = tables
    }
}

extension Before {
    /// Adds to each link the record of what only the kernel keeps of it as a bridge or a port.
    mutating func recordPorts(_ live: LiveState) {
        for place in links.indices {
            guard let name = try? InterfaceName(links[place].name), let link = live.links[name] else { continue }
            links[place].port = PortRecord(link, isForeign: links[place].isForeignPort, in: live)
        }
    }
}

extension PortRecord {
    /// Records a bridge or a port; `nil` for any other link, and for a profile's port with no permanent entries.
    ///
    /// - Parameters:
    ///   - link: the link.
    ///   - isForeign: whether another program than NetworkManager plugged it in.
    ///   - live: the host, which has the link's controller.
    init?(_ link: LiveLink, isForeign: Bool, in live: LiveState) {
        if link.kind == .bridge {
            self.init(index: link.index, tables: link.tables ?? BridgeTables())
            vlans = VLANSpan.spans(link.bridgeVLANs)
            bridge = Bridge(defaultPVID: link.bridge?.defaultPVID ?? 0)
            return
        }
        guard let controller = link.controller.flatMap({ live.links[$0] }) else { return nil }
        if !isForeign {
            guard let tables = link.port?.tables, !tables.isEmpty else { return nil }
            self.init(index: link.index, tables: tables)
            return
        }
        self.init(index: link.index, tables: link.port?.tables ?? BridgeTables())
        if controller.kind == .bond {
            isNamesake = link.permanentMAC != nil && link.permanentMAC == controller.mac
        } else if let port = link.port {
            options = port.options
            // 3 is a router that the kernel learned, until it falls silent (MDB_RTR_TYPE_TEMP, linux/if_bridge.h).
            if options?[.multicastRouter] == 3 { options?[.multicastRouter] = 1 }
            backupPort = port.backupPort
            vlans = VLANSpan.spans(link.bridgeVLANs)
        }
    }
}

extension Before.Link {
    /// Whether `link` is the link that was recorded, and not another one that was given its name since.
    func isStill(_ link: LiveLink) -> Bool { !isForeignPort || port.map { $0.index == link.index } ?? true }

    /// The record of this link, reduced to what a trial that changed the host has to preserve.
    ///
    /// A port whose VLANs were those of the old default PVID is to have those of the new one, as the kernel does it
    /// when the default PVID of a running bridge is changed. What the new network cannot hold is dropped: a multicast
    /// group where the bridge does no snooping, or an address in a VLAN that the port no longer has.
    func adapted(to live: LiveState, of before: Before) -> Before.Link {
        guard var record = port, let name = try? InterfaceName(name), let link = live.links[name] else { return self }
        var copy = self
        let bridge: LiveLink?
        if record.bridge != nil {
            bridge = link
            // The spec decides on the VLANs of a bridge itself.
            record.vlans = nil
        } else {
            bridge = controller.flatMap { try? InterfaceName($0) }.flatMap { live.links[$0] }
            let old = before.links.first { $0.name == controller }?.port?.bridge?.defaultPVID
            if let old, record.vlans == VLANSpan.default(old) { record.vlans = nil }
        }
        let isInPlace = record.bridge != nil || link.controller == bridge?.name
        let table =
            record.vlans
            ?? (isInPlace ? VLANSpan.spans(link.bridgeVLANs) : VLANSpan.default(bridge?.bridge?.defaultPVID ?? 0))
        func passes(_ vlan: Int?) -> Bool {
            vlan.map { id in table.contains { $0.first <= id && id <= $0.last } } ?? true
        }
        record.tables.addresses.removeAll { !passes($0.vlan) }
        record.tables.groups.removeAll { !passes($0.vlan) || bridge?.bridge?.isSnooping == false }
        copy.port = record
        return copy
    }
}
