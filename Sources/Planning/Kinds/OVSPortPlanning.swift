import Host
import NetTypes
import Profiles
import Topology

extension OVSPort: KindInPlanning {
    static let routeMetric = 550

    static func keeps(_ link: LiveLink) -> Bool { link.ovsPort != nil }

    /// Never reads a port from the host: it is nothing without its bridge.
    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? { nil }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.ovsPort == nil ? .otherKind(link.kind) : nil
    }

    func check(_ check: inout InterfaceCheck) {
        guard let port = check.link.ovsPort else { return check.note(.link, "it is no OVS port") }
        if port.tag != tag?.number {
            check.note(.link, "its tag is \(port.tag.map(String.init) ?? "none"), not \(tag?.description ?? "none")")
        }
        let wanted = trunks.flatMap(Array.init)
        if port.trunks.sorted() != wanted {
            check.note(.link, "its trunks are \(Self.text(port.trunks)), not \(Self.text(wanted))")
        }
        guard let bond else { return }
        if port.bondMode ?? OVSBondMode.activeBackup.rawValue != bond.mode.rawValue {
            check.note(.link, "its bond mode is \(port.bondMode ?? "not set"), not \(bond.mode.rawValue)")
        }
        if let lacp = bond.lacp, port.lacp ?? OVSLACP.off.rawValue != lacp.rawValue {
            check.note(.link, "its LACP is \(port.lacp ?? "not set"), not \(lacp.rawValue)")
        }
        if let delay = bond.upDelay, port.upDelay != delay {
            check.note(.link, "its updelay is \(port.upDelay), not \(delay)")
        }
        if let delay = bond.downDelay, port.downDelay != delay {
            check.note(.link, "its downdelay is \(port.downDelay), not \(delay)")
        }
    }

    private static func text(_ vlans: [Int]) -> String {
        if vlans.isEmpty { return "none" }
        var ranges: [ClosedRange<Int>] = []
        for vlan in vlans.sorted() {
            if let last = ranges.last, last.upperBound + 1 == vlan {
                ranges[ranges.count - 1] = last.lowerBound...vlan
            } else {
                ranges.append(vlan...vlan)
            }
        }
        return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(
            separator: ", ")
    }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? { nil }

    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { nil }
}
