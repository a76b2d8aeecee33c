import NetTypes

/// One interface, as the spec says it, before anything is checked against anything else.
struct InterfaceSpec: Sendable {
    let name: InterfaceName
    /// Where it is named for the first time: its key, or the port or parent that stands for a NIC nobody declared.
    let span: Span
    var kind: Kind
    var mtu: Located<Int>?
    var layer3 = Layer3Spec()
    /// No section declares it: it is taken for a NIC because something names it.
    var isImplicit = false
    /// Only `trunks` names it, and says nothing more of it: a bridge that is made where the host has none.
    var isMadeByTrunk = false
    /// Keys that could not be read.
    var broken: Set<String> = []

    /// The names of the ports, with where they are named.
    var ports: [Located<InterfaceName>] { own.portNames }

    /// The interfaces that this one stands on, with the places where the spec names them.
    var parents: [Located<InterfaceName>] { own.parents }
}

/// The bounds of `mtu`: the least of IPv4 (RFC 791), and the most the kernel has room for.
enum MTU {
    static let range = 68...65_535
    /// What the kernel gives an Ethernet interface for which nothing is said.
    static let standard = 1500
    /// The least of IPv6 (RFC 8200 §5).
    static let ipv6Minimum = 1280
}

extension Problems {
    func mtu(_ field: Field) -> Located<Int>? { integer(field, in: MTU.range, example: 9000) }
}
