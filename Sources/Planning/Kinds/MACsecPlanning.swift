import Host
import NetTypes
import Profiles
import Topology

extension MACsec: KindInPlanning {
    static let routeMetric = 125

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        guard let details = link?.macsec, let parent = link?.parent, let file = profile.keyFile,
            case .string(let keyName)? = profile.settings["macsec"]?["mka-ckn"]
        else { return nil }
        var macsec = MACsec(parent: parent, keyName: keyName, keyFile: file)
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
