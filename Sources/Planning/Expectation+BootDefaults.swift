import Host
import Topology

extension Expectation {
    /// What is otherwise than a boot would make it where the spec leaves it open.
    static func defaultMismatches(of interface: Interface, _ link: LiveLink, in live: LiveState) -> [Mismatch] {
        guard let mtu = BootDefaults.mtu(of: interface, link, in: live), mtu != link.mtu else { return [] }
        return [
            Mismatch(
                interface: interface.name, aspect: .bootDefault,
                text: "its MTU is \(link.mtu), and a boot makes it \(mtu)",
                mayCome: false)
        ]
    }
}
