import NetTypes
import OrderedCollections

/// Every key that a spec can have, as a path: `bonds.options.miimon`, `layer3.dns.servers`.
///
/// The list is made of the lists that the readers of the spec use themselves, so it has every key that they know. It
/// leaves out names that people choose; `layer3` stands for every section of interfaces.
package enum SpecKeys {
    package static var all: [String] {
        FileSpec.keys.filter { $0 != "version" && $0 != SilenceSpec.key }
            + InterfaceKind.allCases.flatMap { under($0.words.section, $0.inSpec.keys) }
            + under("ethernets.sriov", SRIOVSpec.keys)
            + under("ethernets.sriov.vf", VirtualFunctionSpec.keys)
            + under("ethernets.ethtool", EthtoolOption.all.map(\.name))
            + under("ethernets.802-1x", LoginSpec.keys)
            + under("bonds.options", Array(BondOption.known.keys))
            + under("bonds.ports", BondPortSpec.keys)
            + under("bridges.ports", BridgePortSpec.keys)
            + under("ovs-bridges.ports", OVSPortSpec.keys)
            + under("layer3", Layer3Spec.keys)
            + under("layer3.dns", Layer3Spec.dnsKeys)
            + AddressingSpec.keys.sorted { $0.key < $1.key }.flatMap { under("layer3.\($0.key)", $0.value) }
            + under("layer3.routes", RouteSpec.keys)
            + under("layer3.rules", RoutingRuleSpec.keys)
    }

    private static func under(_ section: String, _ keys: [String]) -> [String] { keys.map { "\(section).\($0)" } }
}
