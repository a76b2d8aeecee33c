package import NetTypes

/// A virtual machine, as far as the host's network is concerned: nm-topology checks and exports it, and does not touch
/// it.
package struct Guest: Hashable, Sendable {
    /// The name of the libvirt domain.
    package let name: String
    package let interfaces: [GuestInterface]

    package init(name: String, interfaces: [GuestInterface]) {
        self.name = name
        self.interfaces = interfaces
    }
}

/// One network interface of a guest.
package enum GuestInterface: Hashable, Sendable {
    /// A tap that libvirt plugs into a bridge.
    case bridge(GuestPort)
    /// A virtual function that is handed to the guest, which drives it itself.
    case virtualFunction(VirtualFunctionName)
}

/// A guest's port of a bridge.
package struct GuestPort: Hashable, Sendable {
    package let bridge: InterfaceName
    package let model: GuestNICModel
    package let mac: MACAddress?
    /// The VLAN of the guest's untagged frames, on a filtering bridge.
    package let vlan: VLANID?
    /// VLANs that reach the guest tagged, on a filtering bridge; in ascending order.
    package let taggedVLANs: [ClosedRange<VLANID>]
    /// Whether the bridge keeps this port apart from its other isolated ports.
    package let isIsolated: Bool

    package init(
        bridge: InterfaceName, model: GuestNICModel = .virtio, mac: MACAddress? = nil, vlan: VLANID? = nil,
        taggedVLANs: [ClosedRange<VLANID>] = [], isIsolated: Bool = false
    ) {
        self.bridge = bridge
        self.model = model
        self.mac = mac
        self.vlan = vlan
        self.taggedVLANs = taggedVLANs
        self.isIsolated = isIsolated
    }
}

/// What NIC the guest sees, by QEMU's and libvirt's names.
package enum GuestNICModel: String, Hashable, Sendable, CaseIterable {
    /// The paravirtual NIC, which costs the host the least work for each frame.
    case virtio
    /// Emulated Intel 82540EM (1 Gbit/s), for systems without a virtio driver.
    case e1000
    /// Emulated Intel 82574L, the PCI Express form.
    case e1000e
    /// Emulated Realtek 8139 (100 Mbit/s), for very old systems.
    case rtl8139

    package var isEmulated: Bool { self != .virtio }
}

/// A virtual function by its NIC and number; a spec writes it as `enp5s0/3`.
package struct VirtualFunctionName: Hashable, Sendable, CustomStringConvertible {
    package let nic: InterfaceName
    /// The function's number, from 0.
    package let index: Int

    package init(nic: InterfaceName, index: Int) {
        self.nic = nic
        self.index = index
    }

    package var description: String { "\(nic)/\(index)" }
}
