import BootFiles
import Foundation
import Host
import LabSupport
import NetTypes
import Testing

/// Which other programs configure a NIC at boot, by the files of a host in a folder.
@Suite struct `Programs that configure a NIC at boot` {
    /// A folder that stands for `/`.
    private struct Root: ~Copyable {
        let url = FileManager.default.temporaryDirectory.appending(path: "boot-files-\(UUID().uuidString)")

        deinit { try? FileManager.default.removeItem(at: url) }

        func write(_ path: String, _ text: String, isProgram: Bool = false) throws {
            let file = url.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
            if isProgram { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path) }
        }

        func mask(_ unit: String) throws {
            let link = url.appending(path: "etc/systemd/system/\(unit)")
            try FileManager.default.createDirectory(
                at: link.deletingLastPathComponent(), withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: "/dev/null")
        }

        func claims(_ names: String...) throws -> [String] {
            let nics = try names.enumerated().map { index, name in
                var link = LiveLink(
                    index: index + 2, name: try InterfaceName(name), kind: nil, mtu: 1500, isUp: true, hasCarrier: true)
                link.mac = MACAddress(bytes: [0x52, 0x54, 0, 0, 0, UInt8(index + 2)])
                return link
            }
            return BootFiles.claims(on: nics, root: url.path).map {
                "\($0.program) \($0.nic) \($0.place)\($0.isActing ? "" : ", only named")"
            }
        }
    }

    private static let interfaces = """
        # enp9s0 is only in a comment
        source interfaces.d/*
        auto lo
        iface lo inet loopback

        auto enp2s0
        iface enp2s0 inet static
            address 10.0.0.2/24
        iface enp3s0 inet dhcp
        auto vmbr0
        iface enp4s0 inet manual
        iface vmbr0 inet static
            address 10.0.1.2/24
            bridge-ports enp4s0 \\
                enp5s0

        """

    @Test func `ifupdown: by name, as a port, by a VLAN on it, in an included file, and not without auto`() throws {
        let root = Root()
        try root.write("usr/sbin/ifup", "", isProgram: true)
        try root.write("etc/network/interfaces", Self.interfaces)
        try root.write("etc/network/interfaces.d/vlan", "allow-hotplug enp6s0.100\niface enp6s0.100 inet manual\n")
        let claims = try root.claims("enp2s0", "enp3s0", "enp4s0", "enp5s0", "enp6s0", "enp7s0", "enp9s0")
        #expect(
            claims == [
                "ifupdown enp2s0 /etc/network/interfaces:7", "ifupdown enp3s0 /etc/network/interfaces:9, only named",
                "ifupdown enp4s0 /etc/network/interfaces:12", "ifupdown enp5s0 /etc/network/interfaces:12",
                "ifupdown enp6s0 /etc/network/interfaces.d/vlan:2",
            ])
    }

    @Test func `ifupdown that is not installed, or masked, only names its NICs`() throws {
        let root = Root()
        try root.write("etc/network/interfaces", Self.interfaces)
        #expect(try root.claims("enp2s0") == ["ifupdown enp2s0 /etc/network/interfaces:7, only named"])
        try root.write("sbin/ifup", "", isProgram: true)
        #expect(try root.claims("enp2s0") == ["ifupdown enp2s0 /etc/network/interfaces:7"])
        try root.mask("networking.service")
        #expect(try root.claims("enp2s0") == ["ifupdown enp2s0 /etc/network/interfaces:7, only named"])
    }

    @Test func `files of interfaces that include each other end`() throws {
        let root = Root()
        try root.write("etc/network/interfaces", "source /etc/network/interfaces\nsource-directory interfaces.d\n")
        try root.write("etc/network/interfaces.d/a", "iface enp2s0 inet manual\nsource ../interfaces ../more\n")
        try root.write("etc/network/interfaces.d/a.bak", "iface enp3s0 inet manual\n")
        try root.write("etc/network/more", "iface enp4s0 inet manual\n")
        #expect(
            try root.claims("enp2s0", "enp3s0", "enp4s0") == [
                "ifupdown enp2s0 /etc/network/interfaces.d/a:1, only named",
                "ifupdown enp4s0 /etc/network/interfaces.d/../more:1, only named",
            ])
    }

    @Test func `systemd-networkd: the first file that matches, if it is enabled`() throws {
        let root = Root()
        try root.write("etc/systemd/network/20-nic.network", "[Match]\nName=enp2s0 eth*\n\n[Network]\nDHCP=yes\n")
        try root.write("run/systemd/network/10-netplan-enp3s0.network", "[Match]\nMACAddress=52:54:00:00:00:03\n")
        try root.write("etc/systemd/network/30-all.network", "[Match]\nType=ether\n[Link]\nUnmanaged=yes\n")
        try root.write("usr/lib/systemd/network/20-nic.network", "[Match]\nName=*\n")
        try root.write("etc/systemd/network/15-other.network", "[Match]\nName=enp2s0\nDriver=e1000\n")
        #expect(try root.claims("enp2s0", "enp3s0", "enp4s0") == [])
        try root.write("etc/systemd/system/multi-user.target.wants/systemd-networkd.service", "")
        #expect(
            try root.claims("enp2s0", "enp3s0", "enp4s0") == [
                "networkd enp2s0 /etc/systemd/network/20-nic.network",
                "networkd enp3s0 /run/systemd/network/10-netplan-enp3s0.network",
            ])
        try root.write("run/systemd/network/20-nic.network.d/off.conf", "[Link]\nUnmanaged=yes\n")
        #expect(try root.claims("enp2s0") == [])
        try root.mask("systemd-networkd.service")
        #expect(try root.claims("enp2s0", "enp3s0") == [])
    }

    @Test func `systemd-networkd: every NIC but some`() throws {
        let root = Root()
        try root.write("etc/systemd/system/multi-user.target.wants/systemd-networkd.service", "")
        try root.write("etc/systemd/network/10.network", "[Match]\nName=!enp2s0 enp3s0\n")
        #expect(try root.claims("enp2s0", "enp3s0", "enp4s0") == ["networkd enp4s0 /etc/systemd/network/10.network"])
    }

    @Test func `network-scripts: only what NetworkManager must not manage`() throws {
        let root = Root()
        let folder = "etc/sysconfig/network-scripts"
        try root.write("\(folder)/ifcfg-enp2s0", "DEVICE=enp2s0\nNM_CONTROLLED=\"no\"\nONBOOT=yes\n")
        try root.write("\(folder)/ifcfg-uplink", "HWADDR=52:54:00:00:00:03\nNM_CONTROLLED=no\nONBOOT=no\n")
        try root.write("\(folder)/ifcfg-enp4s0", "DEVICE=enp4s0\nONBOOT=yes\n")
        #expect(try root.claims("enp2s0", "enp3s0", "enp4s0") == [])
        try root.write("etc/rc.d/rc3.d/S10network", "", isProgram: true)
        #expect(
            try root.claims("enp2s0", "enp3s0", "enp4s0") == [
                "networkScripts enp2s0 /\(folder)/ifcfg-enp2s0",
                "networkScripts enp3s0 /\(folder)/ifcfg-uplink, only named",
            ])
    }

    @Test func `cloud-init: the profile that it made, unless it leaves the network alone`() throws {
        let root = Root()
        let file = "etc/NetworkManager/system-connections/cloud-init-enp2s0.nmconnection"
        try root.write(file, "")
        #expect(try root.claims("enp2s0") == [])
        try root.write("usr/bin/cloud-init", "", isProgram: true)
        try root.write("etc/cloud/cloud.cfg", "users:\n  - default\n")
        #expect(try root.claims("enp2s0", "enp3s0") == ["cloudInit enp2s0 /\(file)"])
        try root.write("etc/cloud/cloud.cfg.d/99.cfg", "network: {config: disabled}\n")
        #expect(try root.claims("enp2s0") == [])
    }
}
