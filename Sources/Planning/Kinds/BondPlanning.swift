import Host
import NetTypes
import OrderedCollections
import Profiles
import Topology

extension Bond: KindInPlanning {
    static let routeMetric = 300
    static let mayHaveMAC = true

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        guard case .stringMap(let map)? = profile.settings["bond"]?["options"],
            let mode = BondMode(rawValue: link?.bond?.mode ?? map["mode"] ?? "")
        else { return nil }
        let options = map.filter { $0.key != "mode" }.sorted { $0.key < $1.key }
        return .bond(
            Bond(
                mode: mode, options: OrderedDictionary(uniqueKeysWithValues: options),
                ports: LiveGraph(live).ownPorts(of: name)))
    }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == .bond ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) { check.checkBond(self) }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        BootDefaults.standardMTU
    }

    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { mac ?? BootDefaults.leader(of: self, devices: devices, in: live)?.mac }
}
