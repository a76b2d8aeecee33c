import Host
import NetTypes
import Topology

extension InterfaceCheck {
    mutating func checkBridge(_ bridge: Bridge) {
        guard let state = link.bridge else { return note(.link, "it is no bridge") }
        func setting(_ text: String) { note(.link, text, remedy: .reapply) }
        if state.stp != bridge.stp { setting("STP is \(state.stp ? "on" : "off")") }
        if state.vlanFiltering != bridge.vlanFiltering {
            setting("VLAN filtering is \(state.vlanFiltering ? "on" : "off")")
        }
        // While the spanning tree changes, the kernel uses a time of its own here.
        let time = bridge.ageingTime ?? 300
        if time != state.ageingTime, state.options?.isTopologyChanging != true {
            setting("its ageing time is \(state.ageingTime) s, not \(time) s")
        }
        checkMAC(bridge.mac, remedy: .recreate)
        guard let options = state.options else { return }
        let snooping = bridge.multicastSnooping ?? true
        if options.isMulticastSnooping != snooping { setting("multicast snooping is \(snooping ? "off" : "on")") }
        let mask = bridge.groupForwardMask ?? 0
        if options.groupForwardMask != mask {
            setting("its group-forward-mask is \(options.groupForwardMask), not \(mask)")
        }
        let querier = bridge.multicastQuerier ?? false
        if let have = options.isMulticastQuerier, have != querier {
            setting(querier ? "it asks for no multicast members" : "it asks for multicast members")
        }
        checkOptions(bridge.options, options.others)
        if bridge.stp { checkSpanningTree(bridge, options) }
        guard bridge.vlanFiltering, state.vlanFiltering else { return }
        let pvid = bridge.vlanDefaultPVID ?? 1
        if options.defaultPVID != pvid { setting("its default PVID is \(options.defaultPVID), not \(pvid)") }
        let tag = bridge.vlanProtocol ?? .dot1Q
        if let have = options.vlanProtocol, have != tag {
            setting("it filters by tags of \(have.rawValue), not of \(tag.rawValue)")
        }
        checkVLANs(bridge.vlans, defaultPVID: pvid, of: "the bridge itself", remedy: .reapply)
    }

    private mutating func checkOptions(_ wanted: [BridgeOption: Int], _ have: [BridgeOption: Int]) {
        for option in BridgeOption.allCases {
            guard let now = have[option] else { continue }
            let value = wanted[option] ?? option.standard
            // The kernel counts times in its own ticks, of which 100 a second may not be a multiple.
            if case .time = option.form, now == value - 1 { continue }
            if now == value { continue }
            // NetworkManager never tells the kernel to stop counting; nobody re-creates a bridge for that.
            if option == .vlanStats, wanted[option] == nil { continue }
            note(
                .link, "its \(option.rawValue) is \(option.text(now)), not \(option.text(value))",
                remedy: option == .vlanStats && value == 0 ? .recreate : .reapply)
        }
    }

    /// Checks what NetworkManager writes only where the spanning tree runs (`only_with_stp` in nm-device-bridge.c).
    private mutating func checkSpanningTree(_ bridge: Bridge, _ options: LiveLink.BridgeOptions) {
        func seconds(_ milliseconds: Int) -> String { "\(Double(milliseconds) / 1000) s" }
        let priority = bridge.priority ?? 32768
        if options.priority != priority {
            // NetworkManager 1.42.4 creates a bridge with 0, but takes 0 for the default when it reapplies.
            note(
                .link, "its priority is \(options.priority), not \(priority)",
                remedy: priority == 0 ? .recreate : .reapply)
        }
        for (name, have, wanted) in [
            ("forward delay", options.forwardDelay, bridge.forwardDelay ?? 15),
            ("hello time", options.helloTime, bridge.helloTime ?? 2),
            ("maximum age", options.maximumAge, bridge.maxAge ?? 20),
        ] where have != wanted * 1000 {
            note(.link, "its \(name) is \(seconds(have)), not \(wanted) s", remedy: .reapply)
        }
    }

    mutating func checkBridgePort(_ port: BridgePort, of bridge: InterfaceName) {
        if let options = link.port?.options {
            // NetworkManager takes 0 for its default (`default_if_zero` in nm-device-bridge.c).
            let cost = port.pathCost.flatMap { $0 == 0 ? nil : $0 } ?? 100
            let priority = port.priority.flatMap { $0 == 0 ? nil : $0 } ?? 32
            if let have = options[.cost], have != cost { note(.attachment, "its path cost is \(have), not \(cost)") }
            if let have = options[.priority], have != priority {
                note(.attachment, "its port priority is \(have), not \(priority)")
            }
            if let have = options[.hairpin], (have != 0) != (port.hairpin ?? false) {
                note(.attachment, "hairpin is \(have != 0 ? "on" : "off")")
            }
            if options[.isolated] == 1 { note(.attachment, "it is isolated from other such ports") }
        }
        // The VLANs of a bridge that does not filter have no effect.
        guard let state = live.links[bridge]?.bridge, state.vlanFiltering else { return }
        checkVLANs(port.vlans, defaultPVID: state.options?.defaultPVID, of: "its bridge port", remedy: .activate)
    }

    /// Compares the VLANs both ways: those that are missing, and those that nobody asked for.
    ///
    /// The kernel gives each port, and the bridge itself, the bridge's default PVID at the beginning; NetworkManager
    /// adds the profile's VLANs, of which another PVID replaces the default one.
    private mutating func checkVLANs(
        _ vlans: [BridgeVLAN], defaultPVID: Int?, of place: String, remedy: Mismatch.Remedy
    ) {
        let list = Self.states(of: vlans, defaultPVID: defaultPVID)
        // The kernel reports them in ascending order, so this test usually decides, with thousands of VLANs on many
        // ports.
        if link.bridgeVLANs == list { return }
        let wanted = Dictionary(list.map { ($0.id, $0) }) { _, last in last }
        let have = Dictionary(link.bridgeVLANs.map { ($0.id, $0) }) { first, _ in first }
        for id in wanted.keys.sorted() where have[id] != wanted[id] {
            note(.attachment, "VLAN \(id) is not on \(place)\(have[id] == nil ? "" : " as asked")", remedy: remedy)
        }
        // Without the bridge's default PVID, nobody can tell which VLANs stem from it.
        if defaultPVID == nil { return }
        for id in have.keys.sorted() where wanted[id] == nil {
            note(.attachment, "VLAN \(id) is on \(place), which nobody asked for", remedy: remedy)
        }
    }

    /// The VLANs that a port with these in its profile has, in ascending order.
    private static func states(of vlans: [BridgeVLAN], defaultPVID: Int?) -> [LiveLink.BridgeVLANState] {
        var states: [LiveLink.BridgeVLANState] = []
        if let id = defaultPVID, id != 0, !vlans.contains(where: { $0.first.number <= id && id <= $0.last.number }) {
            states.append(.init(id: id, pvid: !vlans.contains(where: \.pvid), untagged: true))
        }
        for vlan in vlans {
            for id in vlan.first.number...vlan.last.number {
                states.append(.init(id: id, pvid: vlan.pvid, untagged: vlan.untagged))
            }
        }
        // Already in order, except for the default PVID.
        return zip(states, states.dropFirst()).allSatisfy({ $0.id < $1.id }) ? states : states.sorted { $0.id < $1.id }
    }
}
