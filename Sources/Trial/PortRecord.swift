package import Host
package import NetTypes
import Planning

/// What the kernel kept of a bridge, or of a port, before a trial, and loses when the bridge is re-created or the port is
/// taken out: nothing of it is in a profile.
package struct PortRecord: Codable, Hashable, Sendable {
    /// The link's number: a tap that has the name later and another number is another guest's.
    package let index: Int
    /// Of a port that NetworkManager did not plug in: every setting of the bridge's for it.
    package var options: [BridgePortOption: UInt32]?
    /// Likewise: the port that takes over while this one has no carrier.
    package var backupPort: InterfaceName?
    /// Likewise, and of a bridge itself: its VLANs; `nil` when they are as the bridge, or its profile, has it.
    package var vlans: [VLANSpan]?
    /// What somebody put into the bridge's tables for good, for this port or for the bridge itself.
    package var tables: BridgeTables
    /// Only of a bridge.
    package var bridge: Bridge?
    /// A bond had this port's MAC address: the port that joins an empty bond first gives it its own (bonding.rst).
    package var isNamesake: Bool?

    /// What is needed of a bridge to tell which VLANs a port has by hand.
    package struct Bridge: Codable, Hashable, Sendable {
        /// The VLAN that new ports get; 0 is none.
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

    package init(index: Int, tables: BridgeTables = BridgeTables()) {
        self.index = index
        self.tables = tables
    }
}

extension Before {
    /// Adds to each link what the kernel keeps of it as a bridge or a port.
    mutating func recordPorts(_ live: LiveState) {
        for place in links.indices {
            guard let name = try? InterfaceName(links[place].name), let link = live.links[name] else { continue }
            links[place].port = PortRecord(link, isForeign: links[place].isForeignPort, in: live)
        }
    }
}

extension PortRecord {
    /// - Returns: `nil` for a link that has nothing of the kind.
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
            // 3 is a router that was heard, until it falls silent (MDB_RTR_TYPE_TEMP, linux/if_bridge.h).
            if options?[.multicastRouter] == 3 { options?[.multicastRouter] = 1 }
            backupPort = port.backupPort
            vlans = VLANSpan.spans(link.bridgeVLANs)
        }
    }
}

extension Before.Link {
    /// This is still the link that was recorded, and not another that was given its name since.
    func isStill(_ link: LiveLink) -> Bool { !isForeignPort || port.map { $0.index == link.index } ?? true }

    /// What a trial leaves as it was, on a host that it changed on purpose.
    ///
    /// A port that had no VLANs of its own has those of the bridge's default PVID again, as the kernel does it when that is
    /// changed on a running bridge; what the new network cannot hold (a group where the bridge looks into no multicast, an
    /// address in a VLAN that does not get there) is not asked for.
    func adapted(to live: LiveState, of before: Before) -> Before.Link {
        guard var record = port, let name = try? InterfaceName(name), let link = live.links[name] else { return self }
        var copy = self
        let bridge: LiveLink?
        if record.bridge != nil {
            bridge = link
            // What a bridge of the spec carries itself is the spec's to say.
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
