import CLinux
import Glibc
import Host
import NetTypes

extension KernelLink {
    /// Reads an `RTM_NEWLINK` or `RTM_DELLINK` message.
    ///
    /// - Returns: `nil` when it has no index or no name.
    init?(_ message: Message) {
        guard let (header, attributes) = message.parts(ifinfomsg.self), header.ifi_index > 0,
            let name = attributes.first(IFLA_IFNAME)?.text, !name.isEmpty
        else { return nil }
        self.init(index: Int(header.ifi_index), name: name)
        isUp = header.ifi_flags & UInt32(IFF_UP) != 0
        isLoopback = header.ifi_flags & UInt32(IFF_LOOPBACK) != 0
        hasCarrier = header.ifi_flags & clinux_iff_lower_up != 0
        var info: LinkInfo?
        for attribute in attributes {
            let payload = attribute.payload
            switch attribute.type {
            case IFLA_MASTER: controllerIndex = payload.index
            case IFLA_LINK: parentIndex = payload.index
            case IFLA_LINK_NETNSID: isParentElsewhere = true
            case IFLA_ADDRESS: mac = MACAddress(bytes: payload.array)
            case IFLA_PERM_ADDRESS: permanentMAC = MACAddress(bytes: payload.array)
            case IFLA_MTU: mtu = payload.uint32.map { Int($0) } ?? mtu
            case IFLA_TXQLEN: queueLength = payload.uint32.map { Int($0) }
            case IFLA_OPERSTATE: operationalState = payload.uint8.flatMap(OperationalState.init) ?? .unknown
            case IFLA_PROP_LIST:
                alternativeNames = payload.attributes.filter { $0.type == IFLA_ALT_IFNAME }.map(\.payload.text)
            case IFLA_LINKINFO: info = LinkInfo(payload.attributes)
            case IFLA_NUM_VF: virtualFunctionCount = payload.uint32.map { Int($0) }
            case IFLA_VFINFO_LIST:
                virtualFunctions = payload.attributes.compactMap {
                    LiveLink.VirtualFunctionState($0.payload.attributes)
                }
            default: break
            }
        }
        // The index belongs to the other namespace; here another link may have it.
        if isParentElsewhere || parentIndex == index { parentIndex = nil }
        if let info { take(info) }
    }

    private mutating func take(_ info: LinkInfo) {
        details = LinkDetails(kind: info.kind)
        if let data = info.data {
            switch details {
            case .vlan: details = .vlan(VLANDetails(data))
            case .bond: details = .bond(BondDetails(data))
            case .bridge: details = .bridge(BridgeDetails(data))
            case .vxlan:
                details = .vxlan(VXLANDetails(data))
                parentIndex = data.first(IFLA_VXLAN_LINK)?.index
            case .macvlan(let macvlan): details = .macvlan(MACVLANDetails(data, isTap: macvlan.isTap))
            case .ipvlan: details = .ipvlan(IPVLANDetails(data))
            case .hsr:
                details = .hsr(HSRDetails(data))
                parentIndex = data.first(IFLA_HSR_SLAVE1)?.index
            case .macsec: details = .macsec(MACsecDetails(data))
            case .tunnel(let tunnel):
                let read = tunnel.read(data)
                (details, parentIndex) = (.tunnel(read.details), read.parentIndex)
            case .vrf: details = .vrf(table: data.first(IFLA_VRF_TABLE)?.uint32.map { Int($0) })
            case .hardware, .other: break
            }
        }
        controllerKind = info.controllerKind
        switch (info.controllerKind, info.portData) {
        case (.bond, let data?): bondPort = BondPortDetails(data)
        case (.bridge, let data?): bridgePort = BridgePortDetails(data)
        default: break
        }
    }
}

/// The attributes in `IFLA_LINKINFO`.
private struct LinkInfo {
    var kind: LinkKind?
    var data: Attributes?
    var controllerKind: LinkKind?
    var portData: Attributes?

    init(_ attributes: Attributes) {
        for attribute in attributes {
            switch attribute.type {
            case IFLA_INFO_KIND: kind = LinkKind(attribute.payload.text)
            case IFLA_INFO_DATA: data = attribute.payload.attributes
            case IFLA_INFO_SLAVE_KIND: controllerKind = LinkKind(attribute.payload.text)
            case IFLA_INFO_SLAVE_DATA: portData = attribute.payload.attributes
            default: break
            }
        }
    }
}

extension VLANDetails {
    init(_ attributes: Attributes) {
        self.init()
        for attribute in attributes {
            let payload = attribute.payload
            switch attribute.type {
            case IFLA_VLAN_ID: id = payload.uint16.flatMap { VLANID(Int($0)) }
            case IFLA_VLAN_PROTOCOL:
                let etherType = payload.networkUInt16
                `protocol` = VLANProtocol.allCases.first { $0.etherType == etherType }
            case IFLA_VLAN_FLAGS: flags = payload.uint32 ?? 0
            case IFLA_VLAN_INGRESS_QOS: ingressPriorities = Self.priorities(payload)
            case IFLA_VLAN_EGRESS_QOS: egressPriorities = Self.priorities(payload)
            default: break
            }
        }
    }
    /// Reads pairs of `struct ifla_vlan_qos_mapping`, and drops those that map to 0, the default.
    private static func priorities(_ payload: Bytes) -> [Int: Int] {
        let pairs = payload.attributes.compactMap { $0.payload.load(ifla_vlan_qos_mapping.self) }
        return Dictionary(pairs.filter { $0.to != 0 }.map { (Int($0.from), Int($0.to)) }) { _, last in last }
    }
}
