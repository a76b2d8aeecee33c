import Host
import NetTypes
import Profiles
import Topology

extension HSR: KindInPlanning {
    static let routeMetric = 275

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        guard let details = link?.hsr, let port1 = link?.parent, let port2 = details.port2,
            let spec = details.multicastSpec
        else { return nil }
        var version: HSRVersion?
        if case .int32(let number)? = profile.settings["hsr"]?["protocol-version"] {
            version = HSRVersion.allCases.first { $0.number == number }
        }
        return .hsr(
            HSR(
                port1: port1, port2: port2, multicastSpec: spec, isPRP: details.isPRP, version: version,
                interlink: details.interlink))
    }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == .hsr ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) {
        guard let have = check.link.hsr else { return check.note(.link, "it is no HSR") }
        check.compareFixed("first NIC", check.link.parent, check.devices[port1] ?? port1)
        check.compareFixed("second NIC", have.port2, check.devices[port2] ?? port2)
        check.compareFixed("interlink", have.interlink, interlink.map { check.devices[$0] ?? $0 })
        check.compareFixed("last byte of the supervision address", have.multicastSpec, multicastSpec)
        if have.isPRP != isPRP {
            check.note(
                .link, "its protocol is \(have.isPRP ? "PRP" : "HSR"), not \(isPRP ? "PRP" : "HSR")", remedy: .recreate)
        }
    }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        link.parents.compactMap { live.links[$0]?.mtu }.min().map { $0 - overhead }
    }

    /// Its first NIC's.
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { below(port1) }
}
