import OrderedCollections
package import NetTypes
import Topology

extension Picture {
    /// A guest that a spec names.
    package struct Guest: Hashable, Sendable {
        package let name: String
        package let interfaces: [Interface]

        package init(name: String, interfaces: [Interface]) {
            self.name = name
            self.interfaces = interfaces
        }

        package struct Interface: Hashable, Sendable {
            /// The bridge into which the interface is plugged, or the NIC whose virtual function it has.
            package let on: String
            package let mac: MACAddress?
            /// The number of the virtual function, from 0.
            package let function: Int?
            /// The NIC that the guest sees, where it is not virtio.
            package let model: String?

            package init(on: String, mac: MACAddress?, function: Int? = nil, model: String? = nil) {
                self.on = on
                self.mac = mac
                self.function = function
                self.model = model
            }
        }
    }

    /// Draws guests behind their bridges, and on a host behind their own ports.
    ///
    /// - Parameters:
    ///   - guests: the guests of the spec.
    ///   - isComparison: whether the picture is also of a host, so that guests which are not plugged in there are
    ///     marked.
    package mutating func plugIn(_ guests: [Guest], isComparison: Bool) {
        for guest in guests {
            let id = "guest \(guest.name)"
            var node = Node(id: id, name: guest.name, kind: .guest)
            node.guestMACs = guest.interfaces.compactMap(\.mac)
            node.hardware = guest.interfaces.compactMap { interface in
                interface.function.map { "VF \($0) of \(interface.on)" } ?? interface.model
            }
            var edges: [Edge] = []
            for interface in guest.interfaces {
                // A virtual function belongs to the guest alone: the host's kernel has no link that shows it.
                guard isComparison, interface.function == nil else {
                    edges.append(Edge(interface.on, id, .guest))
                    continue
                }
                guard let mac = interface.mac else {
                    edges.append(Edge(interface.on, id, .guest))
                    continue
                }
                guard let port = port(of: mac) else {
                    node.differences.append("no port of \(interface.on) has its MAC address \("\(mac)".lowercased())")
                    edges.append(Edge(interface.on, id, .guest, mark: .missing))
                    continue
                }
                let bridge = self.edges.first { $0.to == port && $0.relation == .guest }?.from
                if bridge != interface.on {
                    node.differences.append("\(port) is plugged into \(bridge ?? "nothing"), not \(interface.on)")
                }
                edges.append(Edge(port, id, .guest, mark: bridge == interface.on ? .same : .differs))
                change(port) { $0.mark = .same }
            }
            // Without a MAC address nobody can tell which port is the guest's, so there is nothing to compare.
            let marks = edges.compactMap(\.mark)
            if isComparison, !marks.isEmpty {
                let isThere = marks.contains { $0 != .missing }
                node.mark = node.differences.isEmpty ? .same : isThere ? .differs : .missing
            }
            add(node)
            for edge in edges { connect(edge) }
        }
    }

    /// The port behind which a bridge learned an address, or whose own address libvirt derived from it.
    ///
    /// libvirt replaces the first octet by FE (`virNetDevTapCreate`), so that a bridge never takes the address for its
    /// own.
    private func port(of mac: MACAddress) -> String? {
        let plugs = nodes.values.filter(\.isPlug)
        let low: UInt64 = 0xff_ffff_ffff
        return plugs.first { $0.guestMACs.contains(mac) }?.id
            ?? plugs.first { $0.mac.map { $0.bits >> 40 == 0xfe && $0.bits & low == mac.bits & low } ?? false }?.id
    }
}

extension Topology {
    /// The guests of the spec, prepared for drawing.
    var drawnGuests: [Picture.Guest] {
        guests.map { guest in
            let interfaces = guest.interfaces.map { interface in
                switch interface {
                case .bridge(let port):
                    Picture.Guest.Interface(
                        on: port.bridge.text, mac: port.mac, model: port.model == .virtio ? nil : port.model.rawValue)
                case .virtualFunction(let name):
                    Picture.Guest.Interface(on: name.nic.text, mac: nil, function: name.index)
                }
            }
            return Picture.Guest(name: guest.name, interfaces: interfaces)
        }
    }
}
