import Host
import NetTypes
import Profiles
import Topology

extension OVSBridge: KindInPlanning {
    static let routeMetric = 550

    static func keeps(_ link: LiveLink) -> Bool { link.ovsBridge != nil }

    /// Never reads a bridge from the host, like a bridge of the kernel's.
    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? { nil }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.ovsBridge == nil ? .otherKind(link.kind) : nil
    }

    func check(_ check: inout InterfaceCheck) {
        guard let bridge = check.link.ovsBridge else { return check.note(.link, "it is no OVS bridge") }
        if let failMode, bridge.failMode != failMode.rawValue {
            check.note(.link, "its fail mode is \(bridge.failMode ?? "not set"), not \(failMode.rawValue)")
        }
        func flag(_ word: String, _ wanted: Bool?, _ present: Bool) {
            if let wanted, wanted != present { check.note(.link, "\(word) is \(present ? "on" : "off")") }
        }
        flag("its STP", stp, bridge.stp)
        flag("its RSTP", rstp, bridge.rstp)
        flag("its multicast snooping", multicastSnooping, bridge.multicastSnooping)
    }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? { nil }

    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { nil }
}
