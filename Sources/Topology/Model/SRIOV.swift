package import NetTypes
package import OrderedCollections

/// The virtual functions of a NIC (PCI Express SR-IOV; NetworkManager's `sriov` setting).
package struct SRIOV: Hashable, Sendable {
    /// How many virtual functions the NIC has, 1 to 65535.
    package let count: Int
    /// The virtual functions of which the spec says something, by their numbers from 0, in ascending order.
    package let functions: OrderedDictionary<Int, VirtualFunction>
    /// How the NIC passes frames between its functions, as an index of `modes` (NetworkManager's `sriov.eswitch-mode`); `nil`
    /// leaves it as it is.
    package var switchMode: Int?
    /// How much of a frame's head the functions' drivers hand over separately, as an index of `inlineModes`
    /// (`sriov.eswitch-inline-mode`); `nil` leaves it as it is.
    package var inlineMode: Int?
    /// Whether the NIC packs frames into tunnels by itself, as an index of `encapModes` (`sriov.eswitch-encap-mode`);
    /// `nil` leaves it as it is.
    package var encapMode: Int?

    /// The words for `switchMode`, by the numbers of NetworkManager (`NMSriovEswitchMode`) and the kernel.
    package static let modes = ["legacy", "switchdev"]
    /// The words for `inlineMode`, by the numbers of NetworkManager (`NMSriovEswitchInlineMode`) and the kernel.
    package static let inlineModes = ["none", "link", "network", "transport"]
    /// The words for `encapMode`, by the numbers of NetworkManager (`NMSriovEswitchEncapMode`) and the kernel.
    package static let encapModes = ["none", "basic"]

    package init(count: Int, functions: OrderedDictionary<Int, VirtualFunction> = [:]) {
        self.count = count
        self.functions = functions
    }
}

/// What the NIC enforces for one virtual function; each `nil` leaves the driver's value.
package struct VirtualFunction: Hashable, Sendable {
    package var mac: MACAddress?
    /// The VLAN with which the NIC tags the function's frames, and whose tag it removes.
    package var vlan: VLANID?
    /// Whether the function may set other addresses and receive all frames.
    package var isTrusted: Bool?
    /// Whether the NIC drops frames that carry another source address than the function's own.
    package var checksSpoofing: Bool?
    /// The rate in Mb/s that the NIC guarantees it, 1 to 4294967295.
    package var minimumRate: Int?
    /// The rate in Mb/s beyond which the NIC lets it send nothing, 1 to 4294967295.
    package var maximumRate: Int?
    /// The PCI address of the virtual function, for the guests' XML.
    package var pci: PCIAddress?

    package init() {}
}

/// The address of a PCI function, `0000:05:10.3`.
package struct PCIAddress: Hashable, Sendable, CustomStringConvertible {
    package let domain: UInt16
    package let bus: UInt8
    /// The device number, 0 to 31.
    package let device: UInt8
    /// The function number, 0 to 7.
    package let function: UInt8

    /// Reads `DDDD:BB:DD.F` in hexadecimal digits, as `lspci -D` and /sys show it; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3 else { return nil }
        let last = parts[2].split(separator: ".", omittingEmptySubsequences: false)
        let fields = [parts[0], parts[1]] + last
        guard last.count == 2, zip(fields, [4, 2, 2, 1]).allSatisfy({ $0.count == $1 && $0.allSatisfy(\.isHexDigit) }),
            let domain = UInt16(fields[0], radix: 16), let bus = UInt8(fields[1], radix: 16),
            let device = UInt8(fields[2], radix: 16), let function = UInt8(fields[3], radix: 16), device < 32,
            function < 8
        else { return nil }
        self.domain = domain
        self.bus = bus
        self.device = device
        self.function = function
    }

    package var description: String {
        "\(Self.hex(domain, 4)):\(Self.hex(bus, 2)):\(Self.hex(device, 2)).\(function)"
    }

    /// Writes a number in hexadecimal digits, padded with zeros to a width.
    package static func hex(_ number: some BinaryInteger, _ width: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
