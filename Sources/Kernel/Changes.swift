import CLinux
import Glibc
package import Host
package import NetTypes

extension RouteSocket {
    /// Makes a link a port of a controller, or takes it out of one.
    ///
    /// - Parameters:
    ///   - index: The index of the link.
    ///   - controller: The index of the bridge or bond; `nil` takes the link out of its controller.
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `ENODEV` when the link is gone, `EINVAL` or `ELOOP` when
    ///   the controller rejects it.
    package mutating func setController(of index: Int, to controller: Int?) throws(KernelError) {
        let purpose =
            controller.map { "make link \(index) a port of link \($0)" } ?? "take link \(index) out of its controller"
        var request = try Self.setLink(index, purpose)
        guard let number = UInt32(exactly: controller ?? 0) else {
            throw KernelError(.refused, purpose, number: ENODEV)
        }
        request.add(IFLA_MASTER, number)
        try change(request)
    }

    /// Sets a link up or down (`IFF_UP`).
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `ENODEV` when the link is gone.
    package mutating func setUp(_ index: Int, _ isUp: Bool) throws(KernelError) {
        let flag = UInt32(IFF_UP)
        let request = try Self.setLink(
            index, "set link \(index) \(isUp ? "up" : "down")", flags: isUp ? flag : 0, mask: flag)
        try change(request)
    }

    /// Sets a link's MTU in bytes; a bond passes it to its ports.
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `ENODEV` when the link is gone, `EINVAL` when the driver
    ///   rejects it, `ERANGE` when a VLAN's parent has less.
    package mutating func setMTU(of index: Int, to mtu: Int) throws(KernelError) {
        let purpose = "set the MTU of link \(index) to \(mtu)"
        var request = try Self.setLink(index, purpose)
        guard let number = UInt32(exactly: mtu) else { throw KernelError(.refused, purpose, number: EINVAL) }
        request.add(IFLA_MTU, number)
        try change(request)
    }

    /// Sets a link's MAC address; a bond passes it to its ports, in most modes.
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `ENODEV` when the link is gone, `EBUSY` when the driver
    ///   cannot while it is up.
    package mutating func setMAC(of index: Int, to mac: MACAddress) throws(KernelError) {
        var request = try Self.setLink(index, "set the MAC address of link \(index) to \(mac)")
        request.add(IFLA_ADDRESS, mac)
        try change(request)
    }

    /// Adds an address to a link (`RTM_NEWADDR`); it is no error if the link has it already.
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `ENODEV` when the link is gone.
    package mutating func addAddress(_ prefix: IPPrefix, on index: Int) throws(KernelError) {
        let request = try Self.address(RTM_NEWADDR, prefix, on: index, "add the address \(prefix)")
        do throws(KernelError) {
            try change(request, flags: NLM_F_CREATE | NLM_F_EXCL)
        } catch  where error.number == EEXIST {
            return
        }
    }

    private static func address(
        _ type: Int, _ prefix: IPPrefix, on index: Int, _ purpose: String
    ) throws(KernelError) -> Request {
        guard let link = UInt32(exactly: index) else { throw KernelError(.refused, purpose, number: ENODEV) }
        var header = ifaddrmsg()
        header.ifa_family = UInt8(prefix.family == .v4 ? AF_INET : AF_INET6)
        header.ifa_prefixlen = UInt8(truncatingIfNeeded: prefix.length)
        header.ifa_index = link
        var request = Request(type, header, purpose: purpose)
        request.add(IFA_LOCAL, prefix.address)
        request.add(IFA_ADDRESS, prefix.address)
        return request
    }

    /// Adds a unicast route (`RTM_NEWROUTE`); it is no error if the route exists already.
    ///
    /// - Parameters:
    ///   - destination: The destination network.
    ///   - gateway: The router; `nil` when the destination is on the link itself.
    ///   - index: The index of the link to send on.
    ///   - table: The routing table; 254 is main.
    ///   - metric: The metric, of which the lowest wins; 0 for the kernel's default.
    ///   - source: The source address to use; `nil` lets the kernel choose.
    ///   - origin: Who makes the route (`RTPROT_…`).
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `ENETUNREACH` when the gateway is not on the link,
    ///   `ENETDOWN` when the link is down.
    package mutating func addRoute(
        to destination: IPPrefix, via gateway: IPAddress?, on index: Int, table: Int, metric: Int,
        source: IPAddress? = nil, origin: UInt8
    ) throws(KernelError) {
        let purpose = "add the route to \(destination)"
        guard let link = UInt32(exactly: index), let table = UInt32(exactly: table),
            let metric = UInt32(exactly: metric)
        else { throw KernelError(.refused, purpose, number: EINVAL) }
        var header = rtmsg()
        header.rtm_family = UInt8(destination.family == .v4 ? AF_INET : AF_INET6)
        header.rtm_dst_len = UInt8(truncatingIfNeeded: destination.length)
        header.rtm_protocol = origin
        header.rtm_type = 1  // RTN_UNICAST
        header.rtm_scope = gateway == nil && destination.family == .v4 ? 253 : 0  // RT_SCOPE_LINK, RT_SCOPE_UNIVERSE
        var request = Request(RTM_NEWROUTE, header, purpose: purpose)
        if !destination.isDefault { request.add(Int(RTA_DST.rawValue), destination.address) }
        if let gateway { request.add(Int(RTA_GATEWAY.rawValue), gateway) }
        if let source { request.add(Int(RTA_PREFSRC.rawValue), source) }
        request.add(Int(RTA_OIF.rawValue), link)
        request.add(Int(RTA_TABLE.rawValue), table)
        if metric != 0 { request.add(Int(RTA_PRIORITY.rawValue), metric) }
        do throws(KernelError) {
            try change(request, flags: NLM_F_CREATE | NLM_F_EXCL)
        } catch  where error.number == EEXIST {
            return
        }
    }

    /// Removes a route with at most one next hop (`RTM_DELROUTE`); it is no error if there is none.
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`.
    package mutating func removeRoute(_ route: KernelRoute) throws(KernelError) {
        let purpose = "remove the route to \(route.destination)"
        guard route.nextHops.count <= 1, let table = UInt32(exactly: route.table),
            let metric = UInt32(exactly: route.metric)
        else { throw KernelError(.refused, purpose, number: EINVAL) }
        var header = rtmsg()
        header.rtm_family = route.family.kernelNumber
        header.rtm_dst_len = UInt8(truncatingIfNeeded: route.destination.length)
        header.rtm_protocol = route.protocol
        header.rtm_type = route.type.rawValue
        header.rtm_scope = 255  // RT_SCOPE_NOWHERE: any
        var request = Request(RTM_DELROUTE, header, purpose: purpose)
        if !route.destination.isDefault { request.add(Int(RTA_DST.rawValue), route.destination.address) }
        request.add(Int(RTA_TABLE.rawValue), table)
        if metric != 0 { request.add(Int(RTA_PRIORITY.rawValue), metric) }
        if let hop = route.nextHops.first {
            if let gateway = hop.gateway { request.add(Int(RTA_GATEWAY.rawValue), gateway) }
            if let link = hop.outputIndex.flatMap({ UInt32(exactly: $0) }) {
                request.add(Int(RTA_OIF.rawValue), link)
            }
        }
        do throws(KernelError) {
            try change(request)
        } catch  where error.number == ESRCH {
            return
        }
    }

    /// A request to change a link: `RTM_SETLINK`, which unlike `RTM_NEWLINK` never creates one.
    private static func setLink(
        _ index: Int, _ purpose: String, flags: UInt32 = 0, mask: UInt32 = 0
    ) throws(KernelError) -> Request {
        guard let number = Int32(exactly: index), number > 0 else {
            throw KernelError(.refused, purpose, number: ENODEV)
        }
        var header = ifinfomsg()
        header.ifi_index = number
        header.ifi_flags = flags
        header.ifi_change = mask
        return Request(RTM_SETLINK, header, purpose: purpose)
    }
}
