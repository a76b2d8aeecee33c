import NetTypes
import OrderedCollections

/// The rules for frame sizes: no interface can send larger frames than the one it stands on.
struct MTURules {
    private let draft: Draft
    private let problems: Problems
    /// The MTU that each interface will have, in bytes; `nil` where a value could not be read.
    private var effective: [InterfaceName: Int?] = [:]

    init(draft: Draft, problems: Problems) {
        self.draft = draft
        self.problems = problems
        for name in draft.interfaces.keys { resolve(name) }
    }

    func check() {
        for spec in draft.interfaces.values {
            parent(of: spec)
            ports(of: spec)
            ipv6(spec)
        }
    }

    /// The MTU that an interface will have, in bytes; `nil` where a value could not be read.
    func mtu(_ name: InterfaceName) -> Int? { effective[name] ?? nil }

    /// The MTU of every interface for which it is known, in bytes.
    var all: [InterfaceName: Int] { effective.compactMapValues(\.self) }

    // MARK: What will be

    /// The interfaces that decide this one's MTU where it gives none; none for a bond, which passes its own to its
    /// ports.
    private func deciders(_ spec: InterfaceSpec) -> [InterfaceName] {
        spec.mtu == nil ? spec.own.mtuFollows.map(\.value) : []
    }

    private mutating func resolve(_ name: InterfaceName) {
        var stack = [name]
        var open: Set<InterfaceName> = []
        while let top = stack.last {
            guard effective[top] == nil, let spec = draft[top] else {
                stack.removeLast()
                continue
            }
            // A circle is an error of another rule; here the interface that comes up again counts as unknown.
            let missing = deciders(spec).filter { effective[$0] == nil && draft[$0] != nil && !open.contains($0) }
            if missing.isEmpty || open.contains(top) {
                effective[top] = .some(value(spec))
                stack.removeLast()
            } else {
                open.insert(top)
                stack += missing
            }
        }
    }

    private func value(_ spec: InterfaceSpec) -> Int? {
        if spec.broken.contains("mtu") { return nil }
        if let mtu = spec.mtu?.value ?? spec.own.mtuOtherwise { return mtu }
        let deciding = deciders(spec).map(mtu)
        if deciding.contains(nil) { return nil }
        return deciding.compactMap(\.self).min().map { $0 - spec.own.overhead } ?? MTU.standard
    }

    // MARK: Rules

    private func parent(of spec: InterfaceSpec) {
        let overhead = spec.own.overhead
        guard let mtu = spec.mtu, let parent = spec.parents.first.flatMap({ draft[$0.value] }),
            let limit = self.mtu(parent.name), mtu.value > limit - overhead,
            // Only the host knows the MTU of a parent that the spec merely uses.
            !parent.isImplicit || draft.controllers[parent.name] != nil
        else { return }
        let needed = mtu.value + overhead
        let place = parent.isImplicit ? "`ethernets: {\(parent.name): {mtu: \(needed)}}`" : "`mtu: \(needed)`"
        problems.error(
            overhead == 0 ? .vlanMTU : .tunnelMTU,
            "`\(spec.name)` has MTU \(mtu.value), and its parent `\(parent.name)` has \(limit)"
                + (parent.mtu == nil ? " (the default)" : "")
                + (overhead == 0 ? "" : ": the packets around its frames take \(overhead) bytes more"), at: mtu.span,
            help:
                "write \(place)\(parent.isImplicit ? "" : " for `\(parent.name)`") too, and see that the switch agrees;"
                + " or write at most `mtu: \(limit - overhead)` here",
            related: parent.mtu.map { [($0.span, "the parent's is here")] } ?? [])
    }

    private func ports(of spec: InterfaceSpec) {
        guard let own = mtu(spec.name) else { return }
        for port in spec.ports {
            guard let interface = draft[port.value] else { continue }
            if spec.bond != nil, let mtu = interface.mtu, mtu.value != own {
                problems.error(
                    .bondPortMTU,
                    "the port `\(port.value)` has MTU \(mtu.value), and its bond `\(spec.name)` has \(own)"
                        + (spec.mtu == nil ? " (the default)" : ""), at: mtu.span,
                    help:
                        "a bond gives its ports its own: write `mtu: \(mtu.value)` for `\(spec.name)`, and nothing here",
                    related: spec.mtu.map { [($0.span, "the bond's is here")] } ?? [])
            } else if spec.bridge != nil, let mtu = spec.mtu, let limit = self.mtu(port.value), mtu.value > limit {
                problems.warning(
                    .bridgeMTU,
                    "the bridge `\(spec.name)` has MTU \(mtu.value), and its port `\(port.value)` has \(limit): larger"
                        + " frames are lost between them", at: mtu.span,
                    help: "give the port `mtu: \(mtu.value)` too, and see that the switch agrees",
                    related: [(interface.mtu?.span ?? port.span, "the port is here")])
            }
        }
    }

    private func ipv6(_ spec: InterfaceSpec) {
        guard spec.layer3.isEnabled(.v6), draft.mayHaveLayer3(spec.name), let mtu = mtu(spec.name),
            mtu < MTU.ipv6Minimum, let place = spec.mtu?.span ?? spec.layer3.first?.span
        else { return }
        problems.error(
            .ipv6MTU, "`\(spec.name)` has IPv6 and MTU \(mtu); IPv6 needs at least \(MTU.ipv6Minimum)", at: place,
            help: "write `mtu: \(MTU.ipv6Minimum)` or more, or remove the IPv6 addresses")
    }
}
