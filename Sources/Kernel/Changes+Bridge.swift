import CLinux
import Glibc
package import Host
package import NetTypes

extension RouteSocket {
    /// Sets an option of a bridge's port.
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `EINVAL` for a value that the bridge rejects,
    ///   `EOPNOTSUPP` or `EINVAL` when the link is no port of a bridge.
    package mutating func set(_ option: BridgePortOption, of port: Int, to value: UInt32) throws(KernelError) {
        var request = try Self.bridgeRequest(RTM_SETLINK, port, "set \(option.rawValue) of link \(port)")
        let payload = withUnsafeBytes(of: value.littleEndian) { Array($0) }
        // The kernel's numbers are in the machine's order, and every architecture that Swift runs on is little-endian.
        request.add(
            Int(IFLA_PROTINFO) | Int(NLA_F_NESTED), Request.attribute(option.attribute, Array(payload[..<option.width]))
        )
        try change(request)
    }

    /// Sets the port that takes over while this one has no carrier; `nil` for none.
    package mutating func setBackupPort(of port: Int, to backup: Int?) throws(KernelError) {
        var request = try Self.bridgeRequest(RTM_SETLINK, port, "set the backup port of link \(port)")
        let index = withUnsafeBytes(of: UInt32(truncatingIfNeeded: backup ?? 0)) { Array($0) }
        request.add(
            Int(IFLA_PROTINFO) | Int(NLA_F_NESTED), Request.attribute(Int(IFLA_BRPORT_BACKUP_PORT), index))
        try change(request)
    }

    /// Lets VLANs through a port of a bridge, or to the bridge itself; VLANs that are already let through get these
    /// flags.
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `EOPNOTSUPP` on a kernel without VLAN filtering.
    package mutating func add(_ vlans: BridgeVLANs.Entry, to link: Int, isBridge: Bool) throws(KernelError) {
        try change(vlans, of: link, isBridge, RTM_SETLINK, "let VLAN \(vlans) through link \(link)")
    }

    /// Stops letting VLANs through a port of a bridge, or to the bridge itself.
    package mutating func remove(_ vlans: BridgeVLANs.Entry, from link: Int, isBridge: Bool) throws(KernelError) {
        try change(vlans, of: link, isBridge, RTM_DELLINK, "take VLAN \(vlans) from link \(link)")
    }

    private mutating func change(
        _ vlans: BridgeVLANs.Entry, of link: Int, _ isBridge: Bool, _ type: Int, _ purpose: String
    ) throws(KernelError) {
        var request = try Self.bridgeRequest(type, link, purpose)
        var flags: Int32 = 0
        if vlans.isPVID { flags |= BRIDGE_VLAN_INFO_PVID }
        if vlans.isUntagged { flags |= BRIDGE_VLAN_INFO_UNTAGGED }
        func info(_ id: VLANID, _ range: Int32) -> [UInt8] {
            let info = bridge_vlan_info(
                flags: UInt16(truncatingIfNeeded: flags | range), vid: UInt16(truncatingIfNeeded: id.number))
            return Request.attribute(Int(IFLA_BRIDGE_VLAN_INFO), withUnsafeBytes(of: info) { Array($0) })
        }
        let target = UInt16(isBridge ? BRIDGE_FLAGS_SELF : BRIDGE_FLAGS_MASTER)
        let body = Request.attribute(Int(IFLA_BRIDGE_FLAGS), withUnsafeBytes(of: target) { Array($0) })
        request.add(
            Int(IFLA_AF_SPEC),
            body
                + (vlans.first == vlans.last
                    ? info(vlans.first, 0)
                    : info(vlans.first, BRIDGE_VLAN_INFO_RANGE_BEGIN) + info(vlans.last, BRIDGE_VLAN_INFO_RANGE_END)))
        try change(request)
    }

    /// Puts a permanent address into a bridge's forwarding database, in place of a learned one, and nothing else.
    ///
    /// An entry without a VLAN the kernel also puts into each VLAN of the port (`br_fdb_add()`, net/bridge/br_fdb.c). Those
    /// that were not there before are taken out again.
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `EINVAL` when the port does not carry the VLAN.
    package mutating func addStatic(_ entry: ForwardingEntry) throws(KernelError) {
        let purpose = "put \(entry.mac) into the forwarding database behind link \(entry.index)"
        func isCopy(_ other: ForwardingEntry) -> Bool {
            other.mac == entry.mac && other.index == entry.index && other.vlan != nil && !other.isSelf
        }
        let before = entry.vlan == nil ? Set(try forwardingDatabase().filter(isCopy).map(\.vlan)) : nil
        try change(Self.request(RTM_NEWNEIGH, entry, purpose), flags: NLM_F_CREATE | NLM_F_REPLACE)
        guard let before else { return }
        for copy in try forwardingDatabase().filter(isCopy) where !before.contains(copy.vlan) { try remove(copy) }
    }

    /// Takes an entry out of a bridge's forwarding database; it is no error if there is none.
    ///
    /// - Parameter entry: the entry; without a VLAN, it is the one of frames without a tag alone.
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`.
    package mutating func remove(_ entry: ForwardingEntry) throws(KernelError) {
        let purpose = "take \(entry.mac) out of the forwarding database behind link \(entry.index)"
        do throws(KernelError) {
            try change(Self.request(RTM_DELNEIGH, entry, purpose))
        } catch  where error.number == ENOENT {
            return
        }
    }

    private static func request(
        _ type: Int, _ entry: ForwardingEntry, _ purpose: String
    ) throws(KernelError) -> Request {
        guard let index = Int32(exactly: entry.index), index > 0 else {
            throw KernelError(.refused, purpose, number: ENODEV)
        }
        var header = ndmsg()
        header.ndm_family = UInt8(AF_BRIDGE)
        header.ndm_ifindex = index
        header.ndm_state = UInt16(entry.isLocal ? NUD_PERMANENT : NUD_NOARP)
        header.ndm_flags = UInt8(
            (entry.index == entry.controllerIndex ? NTF_SELF : NTF_MASTER) | (entry.isSticky ? NTF_STICKY : 0))
        var request = Request(type, header, purpose: purpose)
        request.add(Int(NDA_LLADDR), entry.mac.bytes)
        if let vlan = entry.vlan {
            request.add(
                Int(NDA_VLAN), withUnsafeBytes(of: UInt16(truncatingIfNeeded: vlan.number)) { Array($0) })
        }
        return request
    }

    /// Makes a port, or the host, a permanent member of a multicast group; it is no error if it is one already.
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `EINVAL` when the bridge is down or does not look into
    ///   multicast.
    package mutating func add(_ entry: MulticastEntry) throws(KernelError) {
        let purpose = "make link \(entry.index) a member of \(entry.group)"
        guard let bridge = UInt32(exactly: entry.bridgeIndex), bridge > 0 else {
            throw KernelError(.refused, purpose, number: ENODEV)
        }
        var header = br_port_msg()
        header.family = UInt8(AF_BRIDGE)
        header.ifindex = bridge
        var request = Request(RTM_NEWMDB, header, purpose: purpose)
        request.add(Int(MDBA_SET_ENTRY), entry.info)
        if let source = entry.source {
            request.add(
                Int(MDBA_SET_ENTRY_ATTRS) | Int(NLA_F_NESTED), Request.attribute(Int(MDBE_ATTR_SOURCE), source.bytes))
        }
        do throws(KernelError) {
            try change(request, flags: NLM_F_CREATE | NLM_F_EXCL)
        } catch  where error.number == EEXIST {
            return
        }
    }

    /// A request of family `AF_BRIDGE` about a link.
    private static func bridgeRequest(_ type: Int, _ index: Int, _ purpose: String) throws(KernelError) -> Request {
        guard let number = Int32(exactly: index), number > 0 else {
            throw KernelError(.refused, purpose, number: ENODEV)
        }
        var header = ifinfomsg()
        header.ifi_family = UInt8(AF_BRIDGE)
        header.ifi_index = number
        return Request(type, header, purpose: purpose)
    }

    /// The entries of all bridges' multicast databases; none on a kernel that does not look into multicast.
    package mutating func multicastDatabase() throws(KernelError) -> [MulticastEntry] {
        var header = br_port_msg()
        header.family = UInt8(AF_BRIDGE)
        let request = Request(RTM_GETMDB, header, purpose: "read the multicast databases")
        do throws(KernelError) {
            let bridges = try dump(request) { message -> Parsed<[MulticastEntry]> in
                // A dump's answers carry the number of the request (br_mdb_dump, br_mdb.c).
                guard message.type == RTM_GETMDB || message.type == RTM_NEWMDB else { return .unrelated }
                return .value(MulticastEntry.read(message))
            }
            return bridges.flatMap(\.self)
        } catch  where error.number == EOPNOTSUPP {
            return []
        }
    }
}
