import NetTypes
import OrderedCollections
package import Topology

/// Exports guests' interfaces as libvirt's `<interface>` elements (libvirt.org/formatdomain.html, "Network
/// interfaces").
package enum GuestXML {
    /// The document for one interface of a guest.
    package struct Document: Hashable, Sendable {
        package let guest: String
        /// The file's name, unique for each interface: the guest's name, a hyphen, the interface's number from 1, and
        /// `.xml`.
        package let fileName: String
        /// A well-formed XML document: comments and one element.
        package let text: String
    }

    /// The error that nobody knows a virtual function's address on the PCI bus.
    package struct UnknownFunction: Error, Hashable, Sendable {
        package let guest: String
        package let function: VirtualFunctionName
    }

    /// Makes the documents for guests' interfaces, in the order of the spec.
    ///
    /// - Parameters:
    ///   - guests: the guests to export, in the order of the result.
    ///   - topology: the topology with their bridges and NICs.
    ///   - find: finds the PCI address of a function for which the spec gives none.
    /// - Returns: a document for each interface.
    /// - Throws: `UnknownFunction` for the first function whose address neither the spec nor `find` knows.
    package static func documents(
        of guests: [Guest], in topology: Topology, find: (VirtualFunctionName) -> PCIAddress?
    ) throws(UnknownFunction) -> [Document] {
        var documents: [Document] = []
        for guest in guests {
            for (index, interface) in guest.interfaces.enumerated() {
                let place = "guest \(guest.name), interface \(index + 1) of \(guest.interfaces.count)"
                let text: String
                switch interface {
                case .bridge(let port): text = bridge(port, place, in: topology)
                case .virtualFunction(let name):
                    let function = topology.virtualFunction(name)
                    guard let address = function.pci ?? find(name) else {
                        throw UnknownFunction(guest: guest.name, function: name)
                    }
                    text = passthrough(function, name, at: address, place)
                }
                documents.append(
                    Document(guest: guest.name, fileName: "\(guest.name)-\(index + 1).xml", text: text))
            }
        }
        return documents
    }

    // MARK: On a bridge

    private static func bridge(_ port: GuestPort, _ place: String, in topology: Topology) -> String {
        var comments = ["\(place): bridge \(port.bridge)"]
        if let cost = cost(of: port.model) { comments.append(cost) }
        var children: [XMLElement] = []
        if let mac = port.mac { children.append(address(mac.description)) }
        children.append(XMLElement("source", ["bridge": port.bridge.text]))
        let isOVS = if case .ovsBridge? = topology.interfaces[port.bridge]?.kind { true } else { false }
        if isOVS { children.append(XMLElement("virtualport", ["type": "openvswitch"])) }
        if let vlans = vlans(port) {
            if !isOVS { comments.append("VLANs on a bridge of the kernel need libvirt 11.0 or later") }
            children.append(vlans)
        }
        children.append(XMLElement("model", ["type": port.model.rawValue]))
        if port.isIsolated { children.append(XMLElement("port", ["isolated": "yes"])) }
        // libvirt gives the tap the bridge's MTU in any case; this tells the guest, which only virtio can do.
        if port.model == .virtio, let mtu = topology.mtus[port.bridge], mtu != 1500 {
            children.append(XMLElement("mtu", ["size": String(mtu)]))
        }
        return comments.map(XMLElement.comment).joined() + XMLElement("interface", ["type": "bridge"], children).text()
    }

    /// What an emulated NIC costs the host; `nil` for virtio, which costs little.
    private static func cost(of model: GuestNICModel) -> String? {
        switch model {
        case .virtio: nil
        case .e1000, .e1000e:
            "\(model.rawValue) is emulated, at the cost of the host's processor; take virtio if the guest's system has a"
                + " driver"
        case .rtl8139:
            "rtl8139 is the slowest of all, a card for 100 Mbit/s and frames of 1500 bytes; take virtio, or else e1000"
        }
    }

    private static func vlans(_ port: GuestPort) -> XMLElement? {
        let tags = port.taggedVLANs.flatMap { $0.lowerBound.number...$0.upperBound.number }
        if tags.isEmpty {
            return port.vlan.map { XMLElement("vlan", [:], [XMLElement("tag", ["id": $0.description])]) }
        }
        let native = port.vlan.map { [XMLElement("tag", ["id": $0.description, "nativeMode": "untagged"])] } ?? []
        let others = tags.filter { $0 != port.vlan?.number }.map { XMLElement("tag", ["id": String($0)]) }
        return XMLElement("vlan", ["trunk": "yes"], native + others)
    }

    // MARK: A virtual function

    private static func passthrough(
        _ function: VirtualFunction, _ name: VirtualFunctionName, at address: PCIAddress, _ place: String
    ) -> String {
        var children: [XMLElement] = []
        if let mac = function.mac { children.append(Self.address(mac.description)) }
        let pci = XMLElement(
            "address",
            [
                "type": "pci", "domain": "0x" + PCIAddress.hex(address.domain, 4),
                "bus": "0x" + PCIAddress.hex(address.bus, 2), "slot": "0x" + PCIAddress.hex(address.device, 2),
                "function": "0x" + PCIAddress.hex(address.function, 1),
            ])
        children.append(XMLElement("source", [:], [pci]))
        if let vlan = function.vlan {
            children.append(XMLElement("vlan", [:], [XMLElement("tag", ["id": vlan.description])]))
        }
        let comments = [
            "\(place): virtual function \(name.index) of \(name.nic)",
            "While the guest has it, the guest cannot be moved to another host without a break (no live migration)",
        ]
        return comments.map(XMLElement.comment).joined()
            + XMLElement("interface", ["type": "hostdev", "managed": "yes"], children).text()
    }

    /// The element for a MAC address, in lower case as libvirt writes it.
    private static func address(_ mac: String) -> XMLElement { XMLElement("mac", ["address": mac.lowercased()]) }
}

extension Topology {
    /// What the spec says of a virtual function.
    fileprivate func virtualFunction(_ name: VirtualFunctionName) -> VirtualFunction {
        guard let nic = interfaces[name.nic]?.nic else { return VirtualFunction() }
        return nic.sriov?.functions[name.index] ?? VirtualFunction()
    }
}
