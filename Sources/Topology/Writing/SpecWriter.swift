package import NetTypes
package import OrderedCollections
package import YAML

/// Writes a topology as a spec.
///
/// Read again, the spec is the same topology but for the order of its interfaces. Values that readers have by default are left
/// out, and NICs of which nothing is said stand only where they are used.
package enum SpecWriter {
    /// Writes a spec.
    ///
    /// - Parameters:
    ///   - topology: what it is to say.
    ///   - head: the lines of comment above everything.
    ///   - notes: lines of comment above the section in which an interface is, by its name.
    /// - Returns: the spec's text.
    /// - Throws: `YAMLWriter.Failure` for a text that is no Unicode.
    package static func text(
        of topology: Topology, head: [String] = [], notes: [InterfaceName: [String]] = [:]
    ) throws(YAMLWriter.Failure) -> String {
        try text(of: SpecOutline(topology), head, notes)
    }

    /// Writes a spec of interfaces that no validation has seen yet.
    ///
    /// - Parameters:
    ///   - interfaces: the interfaces.
    ///   - absent: interfaces that are to be removed.
    ///   - unmanaged: patterns of interfaces that are never touched.
    ///   - declared: bridges that the spec declares, also where it says nothing more of them.
    ///   - head: the lines of comment above everything.
    ///   - notes: lines of comment above the section in which an interface is, by its name.
    /// - Returns: the spec's text.
    /// - Throws: `YAMLWriter.Failure` for a text that is no Unicode.
    package static func text(
        of interfaces: OrderedDictionary<InterfaceName, Interface>, absent: [InterfaceName] = [],
        unmanaged: [String] = [], declared: Set<InterfaceName> = [], head: [String] = [],
        notes: [InterfaceName: [String]] = [:]
    ) throws(YAMLWriter.Failure) -> String {
        let draft = draft(of: interfaces, absent: absent, unmanaged: unmanaged)
        return try text(of: SpecOutline(draft, declared: declared), head, notes)
    }

    /// Interfaces as a topology that no validation has seen: to write it and to compare profiles with, and never to apply.
    package static func draft(
        of interfaces: OrderedDictionary<InterfaceName, Interface>, absent: [InterfaceName] = [],
        unmanaged: [String] = []
    ) -> Topology {
        Topology(checked: interfaces, absent: absent, unmanaged: unmanaged, checks: [], guests: [], mtus: [:])
    }

    private static func text(
        of outline: SpecOutline, _ head: [String], _ notes: [InterfaceName: [String]]
    ) throws(YAMLWriter.Failure) -> String {
        var text = try YAMLWriter.text(
            .mapping([YAMLValue.Entry("version", .number(1))]), comment: head.joined(separator: "\n"))
        for section in outline.sections {
            let lines = section.interfaces.flatMap { name in (notes[name] ?? []).map { "\(name): \($0)" } }
            text += try YAMLWriter.text(
                .mapping([YAMLValue.Entry(section.key, section.value)]), comment: lines.joined(separator: "\n"))
        }
        return text
    }
}

/// The sections of a spec, in the order in which they are written.
struct SpecOutline {
    struct Section {
        let key: String
        let value: YAMLValue
        /// The interfaces of which it tells.
        var interfaces: [InterfaceName] = []
    }

    private(set) var sections: [Section] = []

    private let topology: Topology
    /// The interfaces on which others stand, or that are ports.
    private let used: Set<InterfaceName>

    init(_ topology: Topology, declared: Set<InterfaceName> = []) {
        self.topology = topology
        // A VRF's port is declared also where nothing is said of it, since it keeps what addresses it has.
        used = Set(
            topology.interfaces.values.flatMap { interface in
                interface.parents + (interface.attachment.map { $0.kind != .vrf } ?? false ? [interface.name] : [])
            })
        let trunks = TrunkForms(topology, declared: declared)
        for kind in InterfaceKind.allCases { section(of: kind, without: trunks) }
        if let at = sections.firstIndex(where: { $0.key == "vlans" })
            ?? sections.lastIndex(where: { $0.key == "bonds" })
        {
            if let trunk = trunks.section { sections.insert(trunk, at: at + 1) }
        } else if let trunk = trunks.section {
            sections.append(trunk)
        }
        guests()
        add("absent", topology.absent.map(\.text))
        add("foreign", topology.foreign.map(\.text).sorted())
        add("unmanaged", topology.unmanaged)
        if topology.scope.isWhole { sections.append(Section(key: "prune", value: .boolean(true))) }
        add("checks", topology.checks.map(\.inSpec))
    }

    private mutating func add(_ key: String, _ items: [String]) {
        if items.isEmpty { return }
        sections.append(Section(key: key, value: .sequence(items.map { .text($0) }, .flow)))
    }

    private mutating func add(_ key: String, _ items: [YAMLValue]) {
        if items.isEmpty { return }
        sections.append(Section(key: key, value: .sequence(items)))
    }

    private mutating func section(of kind: InterfaceKind, without trunks: TrunkForms) {
        var entries: [YAMLValue.Entry] = []
        var names: [InterfaceName] = []
        for interface in topology.interfaces.values where interface.kind.name == kind {
            if trunks.covered.contains(interface.name) { continue }
            var fields = SpecFields()
            guard interface.kind.write(to: &fields, of: interface, in: topology) else { continue }
            if kind != .vxlan || interface.mtu != nil { fields.add("mtu", interface.mtu) }
            fields.add(Layer3Writing.fields(of: interface))
            // A NIC that is used is there without being declared.
            if kind == .ethernet, fields.isEmpty, used.contains(interface.name) { continue }
            entries.append(YAMLValue.Entry(interface.name.text, fields.value))
            names.append(interface.name)
        }
        if entries.isEmpty { return }
        sections.append(Section(key: kind.words.section, value: .mapping(entries), interfaces: names))
    }

    private mutating func guests() {
        let entries = topology.guests.map { guest in
            var fields = SpecFields()
            fields.add("interfaces", list: guest.interfaces.map(\.inSpec))
            return YAMLValue.Entry(guest.name, fields.value)
        }
        if !entries.isEmpty { sections.append(Section(key: "guests", value: .mapping(entries))) }
    }
}

extension GuestInterface {
    fileprivate var inSpec: YAMLValue {
        var fields = SpecFields()
        switch self {
        case .virtualFunction(let name): fields.add("vf", name.description)
        case .bridge(let port):
            fields.add("bridge", port.bridge)
            fields.add("model", port.model == .virtio ? nil : port.model.rawValue)
            fields.add("mac", port.mac)
            fields.add("vlan", port.vlan?.number)
            fields.add("vlans", list: port.taggedVLANs.map(\.inSpec))
            fields.add("isolated", port.isIsolated, usual: false)
            if fields.entries.count == 1 { return .text(port.bridge.text) }
        }
        return fields.inLine
    }
}

extension Check {
    fileprivate var inSpec: YAMLValue {
        var fields = SpecFields()
        func host(_ address: IPAddress, _ port: UInt16) -> String {
            address.family == .v6 ? "[\(address)]:\(port)" : "\(address):\(port)"
        }
        switch probe {
        case .ping(let address): fields.add("ping", address)
        case .tcp(let address, let port): fields.add("tcp", host(address, port))
        case .http(let address, let port, let path): fields.add("http", "http://\(host(address, port))\(path)")
        case .resolve(let name): fields.add("resolve", name)
        case .arp(let address, let interface):
            fields.add("arp", address)
            fields.add("on", interface)
        }
        switch source {
        case .address(let address): fields.add("from", address)
        case .interface(let name): fields.add("from", name)
        case nil: break
        }
        fields.add("within", within == 10 ? nil : within)
        fields.add("count", count == 1 ? nil : count)
        return fields.inLine
    }
}
