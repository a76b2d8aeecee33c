import NetTypes

/// One interface, as the spec declares it, before it is checked against anything else.
struct InterfaceSpec: Sendable {
    let name: InterfaceName
    /// Where the spec first names the interface: its key, or the port or parent that names an undeclared NIC.
    let span: Span
    var kind: Kind
    var mtu: Located<Int>?
    @Boxed var layer3 = Layer3Spec()
    /// Whether no section declares the interface: it is taken for a NIC because something names it.
    var isImplicit = false
    /// Whether only `trunks` names the interface: a bridge, which is created where the host has none.
    var isMadeByTrunk = false
    /// Keys that could not be read.
    var broken: Set<String> = []

    /// The names of the ports, with the places where the spec names them.
    var ports: [Located<InterfaceName>] { own.portNames }

    /// The interfaces that this one stands on, with the places where the spec names them.
    var parents: [Located<InterfaceName>] { own.parents }
}

/// The bounds of `mtu` in bytes: the minimum of IPv4 (RFC 791), and the most the kernel has room for.
enum MTU {
    static let range = 68...65_535
    /// The kernel's MTU for an Ethernet interface for which the spec gives none.
    static let standard = 1500
    /// The minimum of IPv6 (RFC 8200 §5).
    static let ipv6Minimum = 1280
}

extension Problems {
    func mtu(_ field: Field) -> Located<Int>? { integer(field, in: MTU.range, example: 9000) }
}
