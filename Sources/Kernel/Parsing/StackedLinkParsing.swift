import CLinux
import Host
import NetTypes

extension VXLANDetails {
    init(_ attributes: Attributes) {
        self.init()
        for attribute in attributes {
            let payload = attribute.payload
            switch attribute.type {
            case IFLA_VXLAN_ID: id = payload.uint32.map { Int($0) } ?? 0
            case IFLA_VXLAN_GROUP, IFLA_VXLAN_GROUP6: remote = payload.address
            case IFLA_VXLAN_LOCAL, IFLA_VXLAN_LOCAL6: local = payload.address
            case IFLA_VXLAN_PORT: port = payload.networkUInt16.map { Int($0) } ?? 0
            case IFLA_VXLAN_TTL: ttl = payload.uint8.map { Int($0) } ?? 0
            case IFLA_VXLAN_LEARNING: isLearning = payload.flag ?? true
            default: break
            }
        }
    }
}

extension MACVLANDetails {
    init(_ attributes: Attributes, isTap: Bool) {
        self.init(isTap: isTap)
        for attribute in attributes {
            switch attribute.type {
            case IFLA_MACVLAN_MODE:
                let number = attribute.payload.uint32
                mode = MACVLANMode.allCases.first { $0.kernelNumber == number }
            case IFLA_MACVLAN_FLAGS:
                isPromiscuous = (attribute.payload.uint16 ?? 0) & UInt16(MACVLAN_FLAG_NOPROMISC) == 0
            default: break
            }
        }
    }
}

extension IPVLANDetails {
    init(_ attributes: Attributes) {
        self.init()
        for attribute in attributes {
            guard let number = attribute.payload.uint16 else { continue }
            switch attribute.type {
            case IFLA_IPVLAN_MODE: mode = IPVLANMode.allCases.first { $0.kernelNumber == number }
            case IFLA_IPVLAN_FLAGS: flag = IPVLANFlag.allCases.first { $0.kernelNumber == number }
            default: break
            }
        }
    }
}

extension HSRDetails {
    init(_ attributes: Attributes) {
        self.init()
        port2Index = attributes.first(IFLA_HSR_SLAVE2)?.index
        // IFLA_HSR_INTERLINK of linux/if_link.h, since Linux 6.10; told since 6.19.
        interlinkIndex = attributes.first(8)?.index
        multicastSpec = attributes.first(IFLA_HSR_SUPERVISION_ADDR)?.array.last.map { Int($0) }
        // HSR_PROTOCOL_PRP of linux/if_link.h.
        isPRP = attributes.first(IFLA_HSR_PROTOCOL)?.uint8 == 1
    }
}

extension MACsecDetails {
    init(_ attributes: Attributes) {
        self.init()
        isEncrypted = attributes.first(IFLA_MACSEC_ENCRYPT)?.uint8 == 1
        isProtected = attributes.first(IFLA_MACSEC_PROTECT)?.flag
        let number = attributes.first(IFLA_MACSEC_VALIDATION)?.uint8
        validation = MACsecValidation.allCases.first { $0.number == number }
        let offloading = attributes.first(IFLA_MACSEC_OFFLOAD)?.uint8
        offload = MACsecOffload.allCases.first { $0.number == offloading }
        // The identifier is the parent's MAC address and the port, in network order.
        port = (attributes.first(IFLA_MACSEC_SCI)?.array.suffix(2) ?? []).reduce(0) { $0 << 8 | Int($1) }
    }
}

extension TunnelDetails {
    /// The attributes' numbers, which differ by the driver (`IFLA_GRE_…`, `IFLA_VTI_…`, `IFLA_IPTUN_…`,
    /// linux/if_tunnel.h, which cannot be included beside <net/if.h>).
    private struct Numbers {
        let link: Int
        let local: Int
        let remote: Int
        var ttl: Int?
        var keys: (input: Int, output: Int)?
        /// Where the flags say which keys there are.
        var flags: (input: Int, output: Int)?
    }

    private var numbers: Numbers {
        switch mode {
        case .gre, .gretap, .ip6gre, .ip6gretap:
            Numbers(link: 1, local: 6, remote: 7, ttl: 8, keys: (input: 4, output: 5), flags: (input: 2, output: 3))
        case .vti, .vti6:
            Numbers(link: 1, local: 4, remote: 5, keys: (input: 2, output: 3))
        case .ipip, .sit:
            Numbers(link: 1, local: 2, remote: 3, ttl: 4)
        }
    }

    /// The same tunnel with what its attributes say, and the index of its parent.
    func read(_ attributes: Attributes) -> (details: TunnelDetails, parentIndex: Int?) {
        var details = self
        let numbers = numbers
        details.local = attributes.first(numbers.local)?.address
        details.remote = attributes.first(numbers.remote)?.address
        if let ttl = numbers.ttl { details.ttl = attributes.first(ttl)?.uint8.map { Int($0) } ?? 0 }
        func key(_ number: Int, _ flags: Int?) -> UInt32? {
            guard let key = attributes.first(number)?.uint32.map({ UInt32(bigEndian: $0) }) else { return nil }
            guard let flags else { return key == 0 ? nil : key }
            // GRE_KEY of linux/if_tunnel.h is 0x2000 in network order.
            return UInt16(bigEndian: attributes.first(flags)?.uint16 ?? 0) & 0x2000 != 0 ? key : nil
        }
        if let keys = numbers.keys {
            details.inputKey = key(keys.input, numbers.flags?.input)
            details.outputKey = key(keys.output, numbers.flags?.output)
        }
        return (details, attributes.first(numbers.link)?.index)
    }
}

extension Bytes {
    /// An IP address; `nil` for any other length, and for the unspecified address, which stands for none.
    fileprivate var address: IPAddress? {
        guard let address = IPAddress(bytes: array), address.bits != 0 else { return nil }
        return address
    }
}
