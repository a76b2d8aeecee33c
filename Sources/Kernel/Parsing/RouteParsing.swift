import CLinux
import Host
import NetTypes

extension KernelRoute {
    /// Reads an `RTM_NEWROUTE` message of family IPv4 or IPv6.
    ///
    /// - Returns: `nil` when the destination does not fit the family.
    init?(_ message: Message) {
        guard let (header, attributes) = message.parts(rtmsg.self), let family = IPFamily(kernel: header.rtm_family)
        else { return nil }
        // A route without RTA_DST leads everywhere.
        var address = IPAddress(family: family, bits: 0)
        var only = NextHop()
        only.take(flags: header.rtm_flags)
        var several: [NextHop]?
        var table = Int(header.rtm_table)
        var metric = 0
        var source: IPAddress?
        var (mtu, segment): (Int?, Int?) = (nil, nil)
        for attribute in attributes {
            let payload = attribute.payload
            switch rtattr_type_t(UInt32(truncatingIfNeeded: attribute.type)) {
            case RTA_DST:
                guard let value = IPAddress(bytes: payload.array) else { return nil }
                address = value
            case RTA_TABLE: table = payload.uint32.map { Int($0) } ?? table
            case RTA_PRIORITY: metric = payload.uint32.map { Int($0) } ?? 0
            case RTA_PREFSRC: source = IPAddress(bytes: payload.array)
            case RTA_METRICS:
                mtu = payload.attributes.first(RTAX_MTU)?.uint32.map { Int($0) }
                segment = payload.attributes.first(RTAX_ADVMSS)?.uint32.map { Int($0) }
            case RTA_MULTIPATH: several = NextHop.list(payload)
            default: only.take(attribute)
            }
        }
        guard address.family == family, let destination = IPPrefix(address, length: Int(header.rtm_dst_len)) else {
            return nil
        }
        self.init(destination: destination)
        self.table = table
        self.metric = metric
        preferredSource = source
        self.mtu = mtu
        advertisedMSS = segment
        `protocol` = header.rtm_protocol
        type = RouteType(rawValue: header.rtm_type)
        scope = KernelScope(rawValue: header.rtm_scope)
        nextHops = several ?? (only.outputIndex == nil && only.gateway == nil ? [] : [only])
    }
}

extension KernelRoute.NextHop {
    /// Reads the `struct rtnexthop`s in `RTA_MULTIPATH`, up to the first that is incomplete.
    fileprivate static func list(_ bytes: Bytes) -> [Self] {
        var hops: [Self] = []
        var rest = bytes
        let headerLength = MemoryLayout<rtnexthop>.size
        while let header = rest.load(rtnexthop.self),
            let attributes = rest.part(from: headerLength, count: Int(header.rtnh_len) - headerLength)
        {
            var hop = Self()
            hop.outputIndex = header.rtnh_ifindex > 0 ? Int(header.rtnh_ifindex) : nil
            hop.weight = Int(header.rtnh_hops) + 1
            hop.take(flags: UInt32(header.rtnh_flags))
            for attribute in attributes.attributes { hop.take(attribute) }
            hops.append(hop)
            rest = rest.dropping(aligned(Int(header.rtnh_len)))
        }
        return hops
    }

    fileprivate mutating func take(flags: UInt32) {
        isOnLink = flags & UInt32(RTNH_F_ONLINK) != 0
        isDead = flags & UInt32(RTNH_F_DEAD | RTNH_F_LINKDOWN) != 0
    }

    fileprivate mutating func take(_ attribute: Attribute) {
        let payload = attribute.payload
        switch rtattr_type_t(UInt32(truncatingIfNeeded: attribute.type)) {
        case RTA_OIF: outputIndex = payload.index
        case RTA_GATEWAY: gateway = IPAddress(bytes: payload.array)
        // A gateway of the other family: struct rtvia, two bytes of family before the address.
        case RTA_VIA: gateway = IPAddress(bytes: payload.dropping(2).array)
        default: break
        }
    }
}
