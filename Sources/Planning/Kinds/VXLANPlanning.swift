import Host
import NetTypes
import Profiles
import Topology

extension VXLAN: KindInPlanning {
    static let routeMetric = 500

    static func read(
        _ profile: LiveProfile, on link: LiveLink?, as name: InterfaceName, in live: LiveState
    ) -> Interface.Kind? {
        guard let details = link?.vxlan else { return nil }
        var vxlan = VXLAN(id: details.id)
        vxlan.parent = link?.parent
        vxlan.local = details.local
        vxlan.remote = details.remote
        vxlan.port = details.port
        vxlan.ttl = details.ttl == 0 ? nil : details.ttl
        vxlan.learning = details.isLearning
        return .vxlan(vxlan)
    }

    func wrongLink(_ link: LiveLink, devices: [InterfaceName: InterfaceName]) -> Step.Reason? {
        link.kind == .vxlan ? nil : .otherKind(link.kind)
    }

    func check(_ check: inout InterfaceCheck) {
        guard let have = check.link.vxlan else { return check.note(.link, "it is no VXLAN") }
        check.compareFixed("VXLAN ID", have.id, id)
        check.compareFixed("parent", check.link.parent, parent.map { check.devices[$0] ?? $0 })
        check.compareFixed("local address", have.local, local)
        check.compareFixed("remote address", have.remote, remote)
        check.compareFixed("port", have.port, port)
        check.compareFixed("TTL", have.ttl, ttl ?? 0)
        if have.isLearning != learning {
            check.note(.link, learning ? "it does not learn addresses" : "it learns addresses", remedy: .recreate)
        }
    }

    func mtuAtBoot(_ interface: Interface, _ link: LiveLink, in live: LiveState) -> Int? {
        guard let parent = link.parent else { return nil }
        return live.links[parent].map { $0.mtu - overhead }
    }

    /// The present MAC address; the kernel chooses one at random whenever it creates the link.
    func mac(
        on link: LiveLink?, in live: LiveState, devices: [InterfaceName: InterfaceName],
        below: (InterfaceName) -> MACAddress?
    ) -> MACAddress? { link?.mac }
}

extension InterfaceCheck {
    /// Reports a value that the kernel takes only when it creates the link, if it is another one.
    mutating func compareFixed<Value: Equatable>(_ what: String, _ have: Value?, _ wanted: Value?) {
        if have == wanted { return }
        func text(_ value: Value?) -> String { value.map { "\($0)" } ?? "none" }
        note(.link, "its \(what) is \(text(have)), not \(text(wanted))", remedy: .recreate)
    }
}
