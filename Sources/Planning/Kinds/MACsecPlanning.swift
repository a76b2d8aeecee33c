import Host
import NetTypes
import Profiles
import Topology

extension MACsec: KindInPlanning {
    static let routeMetric = 125

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        guard let details = link?.macsec, let parent = link?.parent,
            var macsec = MACsec(parent: parent, reading: profile.settings)
        else { return nil }
        macsec.isEncrypted = details.isEncrypted
        macsec.validation = details.validation ?? .strict
        macsec.port = details.port
        return .macsec(macsec)
    }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == .macsec ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) {
        guard let have = check.link.macsec else { return check.note(.link, "it is no MACsec") }
        check.compareFixed("parent", check.link.parent, check.devices[parent] ?? parent)
        check.compareFixed("port", have.port, port)
        check.compareFixed("validation", have.validation?.rawValue, validation.rawValue)
        // wpa_supplicant sets it when it begins to agree on keys; without it, NetworkManager may say that all is well.
        if have.isProtected == false {
            check.note(
                .link, "its frames are not protected: wpa_supplicant agrees on no keys", mayCome: true,
                remedy: .activate)
        }
        // A kernel before 5.7 does not tell.
        if let offload, let there = have.offload, there != offload {
            check.note(.link, "its offload is \(there.rawValue), not \(offload.rawValue)", remedy: .activate)
        }
        if have.isEncrypted != isEncrypted {
            check.note(
                .link, isEncrypted ? "its frames are not encrypted" : "its frames are encrypted", remedy: .recreate)
        }
    }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        link.parent.flatMap { live.links[$0] }.map { $0.mtu - overhead }
    }

    /// Its parent's.
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { below(parent) }
}
