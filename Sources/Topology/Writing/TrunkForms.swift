import NetTypes
import OrderedCollections
import YAML

/// The VLANs, and bridges on them, that `trunks` says in fewer words.
struct TrunkForms {
    /// The interfaces that the section says everything of.
    private(set) var covered: Set<InterfaceName> = []
    /// The section; `nil` where there is no such VLAN.
    private(set) var section: SpecOutline.Section?

    /// Finds them; the bridges in `declared` are to be declared in so many words.
    init(_ topology: Topology, declared: Set<InterfaceName>) {
        var parents: OrderedDictionary<InterfaceName, [YAMLValue.Entry]> = [:]
        for interface in topology.interfaces.values {
            guard let vlan = interface.vlan, vlan.ingressPriorityMap.isEmpty, vlan.egressPriorityMap.isEmpty,
                interface.name.text == "\(vlan.parent).\(vlan.id)"
            else { continue }
            var fields = SpecFields()
            switch interface.attachment {
            case nil: break
            case .bridge(let name, BridgePort()):
                guard let bridge = topology.interfaces[name], Self.isPlain(bridge, on: interface) else { continue }
                // Where nothing else is said of it, `trunks` only uses a bridge that is there.
                if declared.contains(name), Layer3Writing.fields(of: bridge).isEmpty { continue }
                fields.add("bridge", name)
                covered.insert(name)
            default: continue
            }
            fields.add("protocol", vlan.tag == .dot1Q ? nil : vlan.tag.rawValue)
            fields.add("mtu", interface.mtu)
            let top = interface.attachment.flatMap { topology.interfaces[$0.controller] } ?? interface
            fields.add(Layer3Writing.fields(of: top))
            covered.insert(interface.name)
            parents[vlan.parent, default: []].append(YAMLValue.Entry(vlan.id.description, fields.value))
        }
        if parents.isEmpty { return }
        let entries = parents.map { YAMLValue.Entry($0.key.text, .mapping($0.value)) }
        section = SpecOutline.Section(
            key: "trunks", value: .mapping(entries),
            interfaces: topology.interfaces.keys.filter(covered.contains))
    }

    /// Whether a bridge has nothing but one VLAN and its addresses.
    private static func isPlain(_ bridge: Interface, on vlan: Interface) -> Bool {
        guard let own = bridge.bridge, own.ports == [vlan.name], bridge.mtu == nil else { return false }
        var plain = Bridge()
        plain.ports = own.ports
        return own == plain
    }
}
