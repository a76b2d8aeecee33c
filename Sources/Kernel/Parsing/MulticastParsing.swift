import CLinux
import Glibc
import Host
import NetTypes

extension MulticastEntry {
    /// Byte offsets in `struct br_mdb_entry` (linux/if_bridge.h), since the C structure has unions without name.
    private enum Offset {
        static let state = 4
        static let flags = 5
        static let vlan = 6
        static let address = 8
        static let `protocol` = 24
        static let end = 28
    }

    /// The flag of an entry that the kernel makes for a port that wants every sender except some
    /// (`MDB_FLAGS_STAR_EXCL`).
    private static let starExclude: UInt8 = 1 << 2

    /// Reads a message of an `RTM_GETMDB` dump, which holds all entries of one bridge.
    static func read(_ message: Message) -> [MulticastEntry] {
        guard let (header, attributes) = message.parts(br_port_msg.self), let database = attributes.first(MDBA_MDB)
        else { return [] }
        var entries: [MulticastEntry] = []
        for group in database.attributes where group.type == MDBA_MDB_ENTRY {
            for info in group.payload.attributes where info.type == MDBA_MDB_ENTRY_INFO {
                guard let entry = MulticastEntry(info.payload, bridge: Int(header.ifindex)) else { continue }
                entries.append(entry)
            }
        }
        return entries
    }

    private init?(_ info: Bytes, bridge: Int) {
        guard let port = info.part(from: 0, count: 4)?.index, let state: UInt8 = info.load(at: Offset.state),
            let flags: UInt8 = info.load(at: Offset.flags), flags & Self.starExclude == 0,
            let vlan: UInt16 = info.load(at: Offset.vlan),
            let etherType = info.load(UInt16.self, at: Offset.protocol).map({ UInt16(bigEndian: $0) }),
            let group = Self.group(info, etherType)
        else { return nil }
        self.init(bridgeIndex: bridge, index: port, group: group)
        self.vlan = VLANID(Int(vlan))
        source = info.dropping(Offset.end).attributes.first(MDBA_MDB_EATTR_SOURCE).flatMap {
            IPAddress(bytes: $0.array)
        }
        // The host's membership in an IP group expires whoever made it (br_multicast_host_join, br_multicast.c).
        if case .mac = group, port == bridge { isPermanent = true } else { isPermanent = state & 1 != 0 }
    }

    private static func group(_ info: Bytes, _ etherType: UInt16) -> GroupAddress? {
        func bytes(_ count: Int) -> [UInt8] { info.part(from: Offset.address, count: count)?.array ?? [] }
        return switch Int32(etherType) {
        case ETH_P_IP: IPAddress(bytes: bytes(4)).map { .ip($0) }
        case ETH_P_IPV6: IPAddress(bytes: bytes(16)).map { .ip($0) }
        case 0: MACAddress(bytes: bytes(6)).map { .mac($0) }
        default: nil
        }
    }

    /// This entry as a permanent `struct br_mdb_entry`, for a request.
    var info: [UInt8] {
        var bytes = [UInt8](repeating: 0, count: Offset.end)
        func put(_ value: some FixedWidthInteger, at offset: Int) {
            withUnsafeBytes(of: value) { bytes.replaceSubrange(offset..<offset + $0.count, with: $0) }
        }
        put(UInt32(truncatingIfNeeded: index), at: 0)
        put(UInt8(MDB_PERMANENT), at: Offset.state)
        put(UInt16(truncatingIfNeeded: vlan?.number ?? 0), at: Offset.vlan)
        switch group {
        case .ip(let address):
            bytes.replaceSubrange(Offset.address..<Offset.address + address.bytes.count, with: address.bytes)
            put(UInt16(address.family == .v4 ? ETH_P_IP : ETH_P_IPV6).bigEndian, at: Offset.protocol)
        case .mac(let address):
            bytes.replaceSubrange(Offset.address..<Offset.address + 6, with: address.bytes)
        }
        return bytes
    }
}
