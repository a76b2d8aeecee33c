import CLinux
import Host
import NetTypes

extension LiveRule {
    /// Reads an `RTM_NEWRULE` message.
    ///
    /// - Returns: `nil` for one of another family than IPv4 or IPv6.
    init?(_ message: Message) {
        guard let (header, attributes) = message.parts(fib_rule_hdr.self), let family = IPFamily(kernel: header.family)
        else { return nil }
        self.init(isIPv6: family == .v6)
        table = Int(header.table)
        action = header.action
        if header.tos != 0 { typeOfService = header.tos }
        isInverted = header.flags & UInt32(FIB_RULE_INVERT) != 0
        func prefix(_ payload: Bytes, _ length: UInt8) -> IPPrefix? {
            IPAddress(bytes: payload.array).flatMap { IPPrefix($0, length: Int(length)) }
        }
        func ports(_ payload: Bytes) -> ClosedRange<UInt16>? {
            guard let range = payload.load(fib_rule_port_range.self), range.start <= range.end, range.end > 0 else {
                return nil
            }
            return range.start...range.end
        }
        for attribute in attributes {
            let payload = attribute.payload
            switch attribute.type {
            case FRA_SRC: source = prefix(payload, header.src_len)
            case FRA_DST: destination = prefix(payload, header.dst_len)
            case FRA_IIFNAME: input = payload.text
            case FRA_OIFNAME: output = payload.text
            case FRA_PRIORITY: priority = payload.uint32.map { Int($0) } ?? 0
            case FRA_FWMARK: mark = payload.uint32
            case FRA_FWMASK: mask = payload.uint32
            case FRA_TABLE: table = payload.uint32.map { Int($0) } ?? table
            case FRA_IP_PROTO: ipProtocol = payload.uint8.flatMap { $0 == 0 ? nil : $0 }
            case FRA_SPORT_RANGE: sourcePorts = ports(payload)
            case FRA_DPORT_RANGE: destinationPorts = ports(payload)
            case FRA_UID_RANGE:
                if let range = payload.load(fib_rule_uid_range.self), range.start <= range.end {
                    users = range.start...range.end
                }
            case FRA_SUPPRESS_PREFIXLEN:
                // -1 for none.
                suppressedPrefixLength = payload.load(Int32.self).flatMap { $0 < 0 ? nil : Int($0) }
            case FRA_PROTOCOL: origin = payload.uint8 ?? 0
            default: break
            }
        }
    }
}
