import NetTypes
import OrderedCollections
package import Topology

/// Exports bridges as libvirt's `<network>` definitions (libvirt.org/formatnetwork.html, "Using an existing host bridge").
package enum NetworkXML {
    /// Makes a network for each bridge of a spec, in the spec's order; its name is the bridge's.
    ///
    /// A network of a filtering bridge, or of one of Open vSwitch, has a portgroup `vlan-ID` for each VLAN that is named on the
    /// bridge, its ports or its guests.
    ///
    /// - Returns: the name of a file and libvirt's XML for each bridge.
    package static func documents(of topology: Topology) -> [(fileName: String, text: String)] {
        topology.interfaces.values.compactMap { interface in
            let isOVS: Bool
            switch interface.kind {
            case .bridge: isOVS = false
            case .ovsBridge: isOVS = true
            default: return nil
            }
            return ("\(interface.name).xml", network(interface, isOVS: isOVS, in: topology))
        }
    }

    private static func network(_ bridge: Interface, isOVS: Bool, in topology: Topology) -> String {
        let name = bridge.name.text
        var comments = ["bridge \(name); in a guest: <interface type='network'> with <source network='\(name)'/>"]
        var children = [
            XMLElement("name", text: name), XMLElement("forward", ["mode": "bridge"]),
            XMLElement("bridge", ["name": name]),
        ]
        if isOVS { children.append(XMLElement("virtualport", ["type": "openvswitch"])) }
        let vlans = topology.vlans(of: bridge)
        if !vlans.isEmpty {
            comments.append("the VLAN of a guest: <source network='\(name)' portgroup='vlan-\(vlans[0])'/>")
            if !isOVS { comments.append("VLANs on a bridge of the kernel need libvirt 11.0 or later") }
        }
        for vlan in vlans {
            let tag = XMLElement("vlan", [:], [XMLElement("tag", ["id": "\(vlan)"])])
            children.append(XMLElement("portgroup", ["name": "vlan-\(vlan)"], [tag]))
        }
        return comments.map(XMLElement.comment).joined() + XMLElement("network", [:], children).text()
    }
}

extension Topology {
    /// The VLANs that are named on a filtering bridge or one of Open vSwitch, on its ports or its guests, ascending.
    fileprivate func vlans(of bridge: Interface) -> [Int] {
        var found: Set<Int> = []
        switch bridge.kind {
        case .bridge(let own):
            if !own.vlanFiltering { return [] }
            found.formUnion(own.vlans.flatMap { $0.first.number...$0.last.number })
        case .ovsBridge: break
        default: return []
        }
        for port in bridge.ports {
            guard let interface = interfaces[port] else { continue }
            if case .bridge(_, let own)? = interface.attachment {
                found.formUnion(own.vlans.flatMap { $0.first.number...$0.last.number })
            }
            if case .ovsPort(let own) = interface.kind {
                if let tag = own.tag { found.insert(tag.number) }
                found.formUnion(own.trunks.joined())
            }
        }
        for guest in guests {
            for case .bridge(let port) in guest.interfaces where port.bridge == bridge.name {
                if let vlan = port.vlan { found.insert(vlan.number) }
                found.formUnion(port.taggedVLANs.flatMap { $0.lowerBound.number...$0.upperBound.number })
            }
        }
        return found.sorted()
    }
}
