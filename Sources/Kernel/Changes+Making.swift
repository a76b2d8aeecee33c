import CLinux
import Glibc
import Host
package import NetTypes

extension RouteSocket {
    /// Creates a bridge with the kernel's defaults (`RTM_NEWLINK`).
    ///
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `EEXIST` when there is a link of this name.
    package mutating func makeBridge(_ name: InterfaceName, mac: MACAddress?) throws(KernelError) {
        try make(name, kind: "bridge", mac: mac, data: [])
    }

    /// Creates a bond without ports (`RTM_NEWLINK`).
    ///
    /// - Parameters:
    ///   - name: The bond's name.
    ///   - mode: The mode, by the kernel's name.
    ///   - mac: The bond's address; with `nil` it takes that of its first port.
    ///   - options: Options by their names in bonding.rst, as ``BondDetails`` has them; one that the mode or the kernel
    ///     rejects keeps its default.
    /// - Throws: `.refused`: `EPERM` without `CAP_NET_ADMIN`, `EEXIST` when there is a link of this name, `EOPNOTSUPP`
    ///   on a kernel without bonding, `EINVAL` for an unknown mode.
    package mutating func makeBond(
        _ name: InterfaceName, mode: String, mac: MACAddress?, options: [String: String]
    ) throws(KernelError) {
        // The kernel numbers the modes in the order of the cases (linux/if_bonding.h, BOND_MODE_…).
        guard let number = BondMode.allCases.firstIndex(where: { $0.rawValue == mode }) else {
            throw KernelError(.refused, "make the bond \(name)", number: EINVAL)
        }
        try make(
            name, kind: "bond", mac: mac,
            data: Request.attribute(Int(IFLA_BOND_MODE), [UInt8(truncatingIfNeeded: number)]))
        for (option, value) in options.sorted(by: { $0.key < $1.key }) {
            guard let attribute = BondOptions.attribute(option, value) else { continue }
            // One at a time, since the mode refuses options of other modes.
            try? set(attribute, of: name)
        }
    }

    private mutating func make(
        _ name: InterfaceName, kind: String, mac: MACAddress?, data: [UInt8]
    ) throws(KernelError) {
        var request = Request(RTM_NEWLINK, ifinfomsg(), purpose: "make the \(kind) \(name)")
        request.add(Int(IFLA_IFNAME), Array(name.text.utf8) + [0])
        if let mac { request.add(Int(IFLA_ADDRESS), mac) }
        request.add(Int(IFLA_LINKINFO), Self.info(kind, data))
        try change(request, flags: NLM_F_CREATE | NLM_F_EXCL)
    }

    private mutating func set(_ option: [UInt8], of bond: InterfaceName) throws(KernelError) {
        var request = Request(RTM_NEWLINK, ifinfomsg(), purpose: "set an option of the bond \(bond)")
        request.add(Int(IFLA_IFNAME), Array(bond.text.utf8) + [0])
        request.add(Int(IFLA_LINKINFO), Self.info("bond", option))
        try change(request)
    }

    private static func info(_ kind: String, _ data: [UInt8]) -> [UInt8] {
        Request.attribute(Int(IFLA_INFO_KIND), Array(kind.utf8) + [0])
            + (data.isEmpty ? [] : Request.attribute(Int(IFLA_INFO_DATA) | Int(NLA_F_NESTED), data))
    }
}
