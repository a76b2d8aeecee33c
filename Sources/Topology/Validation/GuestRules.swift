import NetTypes
import OrderedCollections

/// The rules for guests: what they are plugged into, and what it costs them.
struct GuestRules {
    private let draft: Draft
    private let mtus: MTURules
    private let problems: Problems
    /// The names of all bridges, among which a misspelled name is looked up; empty if there are too many.
    private let bridges: [String]
    private let carriage = Carriage()

    /// The most bridges with which a misspelled name is compared.
    private static let manyBridges = 200

    init(draft: Draft, mtus: MTURules, problems: Problems) {
        self.draft = draft
        self.mtus = mtus
        self.problems = problems
        let names = draft.interfaces.values.filter { $0.bridge != nil || $0.ovsBridge != nil }.map(\.name.text)
        bridges = names.count > Self.manyBridges ? [] : names
    }

    func check() {
        names()
        for guest in draft.guests {
            for interface in guest.interfaces {
                if case .bridge(let bridge) = interface.target { port(interface, bridge, guest) }
            }
        }
        VirtualFunctionUseRules(draft: draft, problems: problems).check()
        GuestMACRules(draft: draft, problems: problems).check()
        GuestBridgeAddressRules(draft: draft, problems: problems).check()
    }

    private func names() {
        var seen: [String: Span] = [:]
        for guest in draft.guests {
            guard let first = seen.updateValue(guest.name.span, forKey: guest.name.value) else { continue }
            problems.error(
                .duplicateKey, "the guest \(quoted(guest.name.value)) stands in two files", at: guest.name.span,
                help: "keep one of the two", related: [(first, "the first is here")])
        }
    }

    // MARK: On a bridge

    private func port(_ interface: GuestInterfaceSpec, _ bridge: Located<InterfaceName>, _ guest: GuestSpec) {
        model(interface, bridge.value, guest)
        guard let spec = draft[bridge.value] else { return missing(bridge, guest) }
        if let settings = spec.bridge { return vlans(interface, settings, spec, guest) }
        if let settings = spec.ovsBridge { return openVSwitch(interface, settings, spec, guest) }
        let controller = draft.controllers[bridge.value].flatMap { draft[$0.value] }
        let meant = controller?.bridge != nil ? controller?.name.text : nil
        problems.error(
            .guestWithoutBridge,
            "guest \(quoted(guest.name.value)) is on `\(bridge.value)`, which is \(spec.words.label), not a bridge",
            at: bridge.span,
            help: meant.map { "write `bridge: \($0)`, of which `\(bridge.value)` is a port" }
                ?? "put it into a bridge, for example `bridges: {br0: {ports: [\(bridge.value)]}}`, and name that here",
            related: [(spec.span, "it is defined here")])
    }

    private func missing(_ bridge: Located<InterfaceName>, _ guest: GuestSpec) {
        if draft.unusable.contains(bridge.value) || draft.isUnmanaged(bridge.value) { return }
        // A bridge that only the host has is used as it is; whether it exists, only `plan` can tell.
        guard let meant = problems.isFull ? nil : Suggestion.closest(to: bridge.value.text, among: bridges) else {
            return
        }
        problems.error(
            .guestWithoutBridge,
            "guest \(quoted(guest.name.value)) is on the bridge `\(bridge.value)`, but nothing defines it",
            at: bridge.span,
            help: "did you mean `\(meant)`?")
    }

    private func model(_ interface: GuestInterfaceSpec, _ bridge: InterfaceName, _ guest: GuestSpec) {
        guard let model = interface.model, model.value.isEmulated else { return }
        let name = quoted(guest.name.value)
        let isRealtek = model.value == .rtl8139
        if isRealtek, let mtu = mtus.mtu(bridge), mtu > MTU.standard {
            problems.warning(
                .largeFramesEmulated,
                "`\(bridge)` has MTU \(mtu), and the rtl8139 of guest \(name) is made for \(MTU.standard)",
                at: model.span,
                help:
                    "leave `model` out: virtio takes frames of any size that the bridge does; where the guest's system"
                    + " has no driver for it, write `model: e1000`")
            return
        }
        problems.note(
            .emulatedNIC,
            "the \(model.value.rawValue) of guest \(name) is emulated: each frame costs the host far more than with"
                + " virtio" + (isRealtek ? ", and it was a card for 100 Mbit/s" : ""), at: model.span,
            help: "leave `model` out for virtio, which Linux has a driver for, and Windows with virtio-win"
                + (isRealtek ? "; where there is none, `e1000` is the better one" : ""))
    }

    // MARK: VLANs of a filtering bridge

    private func vlans(
        _ interface: GuestInterfaceSpec, _ bridge: BridgeSpec, _ spec: InterfaceSpec, _ guest: GuestSpec
    ) {
        guard !spec.broken.contains("vlan-filtering") else { return }
        let name = quoted(guest.name.value)
        guard bridge.vlanFiltering?.value == true else {
            guard let first = interface.vlan?.span ?? interface.vlans.first?.span else { return }
            problems.error(
                .guestVLAN, "guest \(name) asks for a VLAN of `\(spec.name)`, which does not filter by VLAN", at: first,
                help: "name the bridge that carries this VLAN, or write `vlan-filtering: true` for `\(spec.name)`",
                related: [(spec.span, "`\(spec.name)` is here")])
            return
        }
        guard spec.broken.isDisjoint(with: ["ports", "vlans", "vlan-default-pvid"]), interface.broken.isEmpty else {
            return
        }
        let standard = bridge.vlanDefaultPVID?.value ?? 1
        if interface.vlan == nil, interface.vlans.isEmpty {
            guard standard == 0 else { return }
            problems.warning(
                .guestVLANNowhere, "guest \(name) is on `\(spec.name)` in no VLAN, and gets no frames at all",
                at: interface.span, help: "write for example `vlan: 200`, one of those that `\(spec.name)` carries")
            return
        }
        // A bridge without ports connects guests among themselves.
        if bridge.ports.isEmpty { return }
        let carried = carried(by: bridge, spec.name, standard)
        expect(interface, of: guest, in: carried, of: spec, key: "vlans")
    }

    // MARK: On a bridge of Open vSwitch

    private func openVSwitch(
        _ interface: GuestInterfaceSpec, _ bridge: OVSBridgeSpec, _ spec: InterfaceSpec, _ guest: GuestSpec
    ) {
        let name = quoted(guest.name.value)
        if let isolated = interface.isolated, isolated.value {
            problems.error(
                .ovsContradiction,
                "guest \(name) is to be isolated on `\(spec.name)`, and libvirt isolates no port of an "
                    + "OVS bridge", at: isolated.span,
                help: "leave `isolated` out, and give the guests that are kept apart VLANs of their own",
                related: [(spec.span, "`\(spec.name)` is here")])
        }
        guard interface.broken.isEmpty, !spec.broken.contains("ports"), bridge.ports.allSatisfy(\.broken.isEmpty) else {
            return
        }
        if interface.vlan == nil, interface.vlans.isEmpty {
            guard bridge.ports.contains(where: { $0.tag != nil || !$0.trunks.isEmpty }) else { return }
            problems.warning(
                .ovsGuestEverywhere,
                "guest \(name) is on `\(spec.name)` in no VLAN, so Open vSwitch gives it the frames of every VLAN, tagged",
                at: interface.span,
                help: "write for example `vlan: 200`; if it is to have several VLANs, list them in `vlans`")
            return
        }
        // A port with neither carries everything.
        guard bridge.ports.allSatisfy({ $0.tag != nil || !$0.trunks.isEmpty }) else { return }
        let carried = carriage.of(spec.name) {
            var carried = VLANSet()
            for port in bridge.ports {
                if let tag = port.tag { carried.insert(tag.value.number) }
                for range in port.ranges { carried.insert(range) }
            }
            return carried
        }
        expect(interface, of: guest, in: carried, of: spec, key: "trunks")
    }

    // MARK: VLANs of either kind

    /// Warns of a guest's VLANs that a bridge does not carry.
    ///
    /// - Parameters:
    ///   - interface: the guest's interface.
    ///   - guest: the guest.
    ///   - carried: the VLANs that the bridge carries.
    ///   - spec: the bridge.
    ///   - key: the key of a port with its VLANs.
    private func expect(
        _ interface: GuestInterfaceSpec, of guest: GuestSpec, in carried: VLANSet, of spec: InterfaceSpec, key: String
    ) {
        let asked =
            interface.vlans.map { ($0.value.first.number...$0.value.last.number, $0.span) }
            + (interface.vlan.map { [($0.value.number...$0.value.number, $0.span)] } ?? [])
        for (range, span) in asked {
            guard let missing = range.first(where: { !carried.contains($0) }) else { continue }
            problems.warning(
                .guestVLANNowhere,
                "guest \(quoted(guest.name.value)) is in VLAN \(missing), which no port of `\(spec.name)` carries",
                at: span, help: "add it to the `\(key)` of the port that leads to the network, or correct it here")
        }
    }

    /// The VLANs of the bridge's ports and of the host itself.
    private func carried(by bridge: BridgeSpec, _ name: InterfaceName, _ standard: Int) -> VLANSet {
        carriage.of(name) {
            var carried = VLANSet()
            carried.insert(bridge.vlans)
            for port in bridge.ports {
                carried.insert(port.vlans)
                carried.insert(port.pvid?.value.number ?? standard)
            }
            return carried
        }
    }
}

/// A cache of the VLANs that each bridge carries, since each of its guests asks for them.
private final class Carriage {
    private var found: [InterfaceName: VLANSet] = [:]

    func of(_ bridge: InterfaceName, _ find: () -> VLANSet) -> VLANSet {
        if let known = found[bridge] { return known }
        let set = find()
        found[bridge] = set
        return set
    }
}

/// The rule for guests' MAC addresses: with one address on two guests, bridges and switches learn it in turns on two
/// ports.
struct GuestMACRules {
    let draft: Draft
    let problems: Problems

    func check() {
        var seen: [MACAddress: (owner: String, span: Span)] = [:]
        for spec in draft.interfaces.values {
            if let own = spec.own.mac, seen[own.value] == nil { seen[own.value] = ("`\(spec.name)`", own.span) }
        }
        func use(_ mac: Located<MACAddress>, _ owner: String) {
            guard let first = seen[mac.value] else {
                seen[mac.value] = (owner, mac.span)
                return
            }
            problems.error(
                .guestMACTwice,
                first.owner == owner
                    ? "\(owner) has the MAC address \(mac.value) twice"
                    : "\(first.owner) and \(owner) have the same MAC address \(mac.value)", at: mac.span,
                help: "give each its own, for example one that begins with `52:54:00`; or leave it out, and libvirt"
                    + " chooses one", related: [(first.span, "the first is here")])
        }
        for spec in draft.interfaces.values {
            guard let ethernet = spec.ethernet else { continue }
            for function in ethernet.sriov?.functions ?? [] {
                if let mac = function.mac { use(mac, "`\(spec.name)/\(function.index.value)`") }
            }
        }
        for guest in draft.guests {
            for mac in guest.interfaces.compactMap(\.mac) { use(mac, "guest \(quoted(guest.name.value))") }
        }
    }
}
