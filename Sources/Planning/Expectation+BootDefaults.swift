import Host
import Topology

extension Expectation {
    /// The values that a boot would set differently where the spec leaves them open.
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
