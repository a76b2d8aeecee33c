import NetTypes
import OrderedCollections

/// All files together, with shorthand written out and undeclared NICs added: what the rules check.
struct Draft {
    /// The interfaces in the order of the spec; an undeclared NIC comes before the interface that names it.
    private(set) var interfaces: OrderedDictionary<InterfaceName, InterfaceSpec> = [:]
    private(set) var absent: [Located<InterfaceName>] = []
    private(set) var foreign: [Located<InterfaceName>] = []
    private(set) var unmanaged: [Located<String>] = []
    /// Whether a file says `prune: true`.
    private(set) var isWhole = false
    private(set) var guests: [GuestSpec] = []
    private(set) var checks: [Check] = []
    /// Interfaces that are declared but could not be read; rules draw no conclusions about them.
    private(set) var unusable: Set<InterfaceName> = []
    /// The controller of each port, the first if there are several, with the place that names the port.
    private(set) var controllers: [InterfaceName: Located<InterfaceName>] = [:]
    /// Ports of bonds by their names.
    private(set) var bondPorts: [InterfaceName: BondPortSpec] = [:]
    /// Ports of bridges by their names.
    private(set) var bridgePorts: [InterfaceName: BridgePortSpec] = [:]
    /// The names of the guests on each bridge, in the order of the spec, each once.
    private(set) var guestsByBridge: [InterfaceName: [String]] = [:]
    private var guestPorts: [InterfaceName: [GuestInterfaceSpec]] = [:]

    init(_ files: [FileSpec], problems: Problems) {
        for file in files {
            for spec in file.interfaces { declare(spec, problems) }
            for name in file.unusable { unusable.insert(name.value) }
            absent += file.absent
            foreign += file.foreign
            unmanaged += file.unmanaged
            if file.prune?.value == true { isWhole = true }
            guests += file.guests
            checks += file.checks
        }
        expand(files.flatMap(\.trunks), problems)
        addPeers()
        addImplicit(problems)
        for (name, spec) in interfaces {
            for port in spec.bridge?.ports ?? [] { bridgePorts[port.name.value] = port }
            for port in spec.bond?.portSpecs ?? [] { bondPorts[port.name.value] = port }
            for port in spec.ports where controllers[port.value] == nil {
                controllers[port.value] = Located(value: name, span: port.span)
            }
        }
        for guest in guests {
            for interface in guest.interfaces {
                guard case .bridge(let bridge) = interface.target else { continue }
                guestPorts[bridge.value, default: []].append(interface)
                if guestsByBridge[bridge.value]?.last != guest.name.value {
                    guestsByBridge[bridge.value, default: []].append(guest.name.value)
                }
            }
        }
    }

    subscript(name: InterfaceName) -> InterfaceSpec? { interfaces[name] }

    /// The guests' interfaces on a bridge.
    func guestPorts(on bridge: InterfaceName) -> [GuestInterfaceSpec] { guestPorts[bridge] ?? [] }

    /// Interfaces that have layer 3 of their own and may have it.
    var withLayer3: some Sequence<InterfaceSpec> {
        interfaces.values.lazy.filter { $0.layer3.isGiven && mayHaveLayer3($0.name) }
    }

    /// Whether an interface may have addresses and routes: it is no port, or one of a VRF.
    func mayHaveLayer3(_ name: InterfaceName) -> Bool {
        if let own = self[name]?.ovsInterface { return own.peer == nil }
        guard let controller = controllers[name] else { return true }
        return self[controller.value].map { type(of: $0.own).portsKeepLayer3 } ?? false
    }

    /// Whether a pattern of `unmanaged` covers the interface, so that it belongs to another program.
    func isUnmanaged(_ name: InterfaceName) -> Bool {
        // Another rule reports patterns beyond this number.
        unmanaged.prefix(NamingRules.maximumPatterns).contains { Pattern.matches(name.text, $0.value) }
    }

    private mutating func declare(_ spec: InterfaceSpec, _ problems: Problems) {
        guard let first = interfaces[spec.name] else {
            interfaces[spec.name] = spec
            return
        }
        problems.error(
            .duplicateName,
            first.words.section == spec.words.section
                ? "`\(spec.name)` is defined twice" : "`\(spec.name)` is \(first.words.label) and \(spec.words.label)",
            at: spec.span, help: "keep one of the two definitions", related: [(first.span, "the first is here")])
    }

    // MARK: Trunks

    private mutating func expand(_ trunks: [TrunkSpec], _ problems: Problems) {
        for trunk in trunks {
            guard let name = trunk.name else { continue }
            var spec = InterfaceSpec(
                name: name.value, span: name.span,
                kind: .vlan(VLANSpec(parent: trunk.parent, id: trunk.id, tag: trunk.tag)), mtu: trunk.mtu,
                broken: trunk.broken)
            if trunk.bridge == nil { spec.layer3 = trunk.layer3 }
            declare(spec, problems)
        }
        // The bridges come after all VLANs, as in a spec without the shorthand.
        for trunk in trunks {
            if let bridge = trunk.bridge, !unusable.contains(bridge.value) { plug(trunk, into: bridge, problems) }
        }
    }

    private mutating func plug(_ trunk: TrunkSpec, into bridge: Located<InterfaceName>, _ problems: Problems) {
        let port = trunk.name.map { BridgePortSpec(name: Located(value: $0.value, span: bridge.span)) }
        guard var spec = interfaces[bridge.value] else {
            var created = BridgeSpec()
            created.ports = port.map { [$0] } ?? []
            interfaces[bridge.value] = InterfaceSpec(
                name: bridge.value, span: bridge.span, kind: .bridge(created), layer3: trunk.layer3,
                isMadeByTrunk: true, broken: port == nil ? ["ports"] : [])
            return
        }
        guard var declared = spec.bridge else {
            problems.error(
                .notABridge, "`\(bridge.value)` is \(spec.words.label), not a bridge", at: bridge.span,
                help: "name a bridge; one that `bridges` does not declare is made",
                related: [(spec.span, "it is defined here")])
            return
        }
        if let port { declared.ports.append(port) } else { spec.broken.insert("ports") }
        spec.kind = .bridge(declared)
        if let given = trunk.layer3.first {
            if let first = spec.layer3.first {
                problems.error(
                    .layer3Twice, "`\(bridge.value)` is given addresses and the like in two places", at: given.span,
                    help: "keep them in one place", related: [(first.span, "the first is here")])
            } else {
                spec.layer3 = trunk.layer3
            }
        }
        interfaces[bridge.value] = spec
    }

    /// Declares the other ends of cables that only their peers name.
    private mutating func addPeers() {
        for spec in interfaces.values {
            guard let peer = spec.veth?.peer, interfaces[peer.value] == nil, !unusable.contains(peer.value) else {
                continue
            }
            interfaces[peer.value] = InterfaceSpec(
                name: peer.value, span: peer.span,
                kind: .veth(VethSpec(peer: Located(value: spec.name, span: spec.span))))
        }
    }

    // MARK: NICs that nobody declares

    private mutating func addImplicit(_ problems: Problems) {
        var likeness = Likeness(interfaces.values.map(\.self))
        var complete: OrderedDictionary<InterfaceName, InterfaceSpec> = [:]
        complete.reserveCapacity(interfaces.count)
        for spec in interfaces.values {
            for used in Self.uses(of: spec) where interfaces[used.name.value] == nil && complete[used.name.value] == nil
            {
                if unusable.contains(used.name.value) { continue }
                if let help = likeness.doubt(about: used.name.value) {
                    problems.error(
                        .dangling, "`\(used.name.value)` is \(used.role) `\(spec.name)`, but nothing defines it",
                        at: used.name.span, help: help)
                    unusable.insert(used.name.value)
                    continue
                }
                complete[used.name.value] = InterfaceSpec(
                    name: used.name.value, span: used.name.span, kind: .ethernet(EthernetSpec()), isImplicit: true)
            }
            complete[spec.name] = spec
        }
        interfaces = complete
    }

    private static func uses(of spec: InterfaceSpec) -> [(name: Located<InterfaceName>, role: String)] {
        spec.parents.map { ($0, "the parent of") } + spec.ports.map { ($0, "a port of") }
    }
}
