package import NetTypes

/// What a bridge keeps for one of its ports, without its VLANs.
package struct BridgePortState: Hashable, Sendable, Codable {
    /// The values of the port's options, as far as this kernel knows them.
    package var options: [BridgePortOption: UInt32]
    /// The port that takes over while this one has no carrier.
    package var backupPort: InterfaceName?
    package var tables: BridgeTables

    package init(
        options: [BridgePortOption: UInt32] = [:], backupPort: InterfaceName? = nil,
        tables: BridgeTables = BridgeTables()
    ) {
        self.options = options
        self.backupPort = backupPort
        self.tables = tables
    }

    private enum CodingKeys: String, CodingKey {
        case options
        case backupPort = "backup-port"
        case tables
    }
}

/// The permanent entries that somebody made in a bridge's tables, for one port or for the bridge itself.
package struct BridgeTables: Hashable, Sendable, Codable {
    package var addresses: [StaticAddress]
    package var groups: [StaticGroup]

    /// Takes static entries in the kernel's order.
    package init(addresses: [StaticAddress] = [], groups: [StaticGroup] = []) {
        self.addresses = addresses
        self.groups = groups
    }

    package var isEmpty: Bool { addresses.isEmpty && groups.isEmpty }

    /// An address that does not age out.
    package struct StaticAddress: Hashable, Sendable, Codable {
        package let mac: MACAddress
        /// The VLAN; `nil` on a bridge that does not filter VLANs.
        package let vlan: Int?
        /// Whether the host takes in frames for the address.
        package let isLocal: Bool
        /// Whether the entry stays when the address is seen on another port.
        package let isSticky: Bool

        package init(mac: MACAddress, vlan: Int? = nil, isLocal: Bool = false, isSticky: Bool = false) {
            self.mac = mac
            self.vlan = vlan
            self.isLocal = isLocal
            self.isSticky = isSticky
        }

        private enum CodingKeys: String, CodingKey {
            case mac, vlan
            case isLocal = "local"
            case isSticky = "sticky"
        }
    }

    /// A membership in a multicast group that does not time out.
    package struct StaticGroup: Hashable, Sendable, Codable {
        package let group: GroupAddress
        /// The VLAN; `nil` on a bridge that does not filter VLANs.
        package let vlan: Int?
        /// The only sender that is wanted; `nil` for any.
        package let source: IPAddress?

        package init(group: GroupAddress, vlan: Int? = nil, source: IPAddress? = nil) {
            self.group = group
            self.vlan = vlan
            self.source = source
        }
    }
}

/// Consecutive VLANs that a bridge treats the same on a port.
package struct VLANSpan: Hashable, Sendable, Codable, CustomStringConvertible {
    package let first: Int
    package let last: Int
    /// Whether untagged frames that come in belong to this VLAN.
    package let isPVID: Bool
    /// Whether frames of these VLANs leave without a tag.
    package let isUntagged: Bool

    package init(_ first: Int, through last: Int? = nil, isPVID: Bool = false, isUntagged: Bool = false) {
        self.first = first
        self.last = last ?? first
        self.isPVID = isPVID
        self.isUntagged = isUntagged
    }

    private enum CodingKeys: String, CodingKey {
        case first, last
        case isPVID = "pvid"
        case isUntagged = "untagged"
    }

    /// The VLANs as `bridge vlan` shows them.
    package var description: String {
        (first == last ? "\(first)" : "\(first)-\(last)") + (isPVID ? " pvid" : "") + (isUntagged ? " untagged" : "")
    }

    /// Joins a table of VLANs into as few spans as possible, in ascending order; equal tables have equal spans.
    package static func spans(_ table: [LiveLink.BridgeVLANState]) -> [VLANSpan] {
        table.sorted { $0.id < $1.id }.reduce(into: []) { spans, vlan in
            if let last = spans.last, last.last + 1 == vlan.id, last.isUntagged == vlan.untagged, !last.isPVID,
                !vlan.pvid
            {
                spans[spans.count - 1] = VLANSpan(last.first, through: vlan.id, isUntagged: vlan.untagged)
            } else {
                spans.append(VLANSpan(vlan.id, isPVID: vlan.pvid, isUntagged: vlan.untagged))
            }
        }
    }

    /// The VLANs that a bridge's default PVID gives a port; none for 0.
    package static func `default`(_ pvid: Int) -> [VLANSpan] {
        pvid == 0 ? [] : [VLANSpan(pvid, isPVID: true, isUntagged: true)]
    }

    /// Splits spans into single VLANs.
    package static func each(_ spans: [VLANSpan]) -> [LiveLink.BridgeVLANState] {
        spans.flatMap { span in
            span.first > span.last
                ? []
                : (span.first...span.last).map {
                    LiveLink.BridgeVLANState(id: $0, pvid: span.isPVID, untagged: span.isUntagged)
                }
        }
    }
}
