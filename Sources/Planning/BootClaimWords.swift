package import Host

/// What another program does to a NIC at boot, and how to stop it, in words.
package enum BootClaimWords {
    /// Who configures the NIC, as the beginning of a sentence: `ifupdown configures enp2s0 at boot (FILE:LINE)`.
    package static func summary(of claim: BootClaim) -> String {
        switch claim.program {
        case .ifupdown: "ifupdown configures \(claim.nic) at boot (\(claim.place))"
        case .networkd: "systemd-networkd configures \(claim.nic) at boot (\(claim.place))"
        case .networkScripts: "RHEL's network-scripts configure \(claim.nic) at boot (\(claim.place))"
        case .cloudInit:
            "cloud-init made the profile of \(claim.nic) (\(claim.place)), and makes it again for a new instance"
        }
    }

    /// What the administrator can do so that NetworkManager alone configures the NIC, without a full stop.
    package static func remedy(for claim: BootClaim) -> String {
        switch claim.program {
        case .ifupdown: "Take \(claim.nic) out of \(claim.file)"
        // What lies in /run was made for this boot, and will be made for the next.
        case .networkd where claim.file.hasPrefix("/run/"):
            "Call `systemctl disable systemd-networkd`; if netplan wrote that file, write `renderer: NetworkManager` into "
                + "/etc/netplan first, and call `netplan generate`"
        case .networkd:
            "Call `systemctl disable systemd-networkd`, or write `Unmanaged=yes` into the section [Link] of that file"
        case .networkScripts: "Write `ONBOOT=no` into that file, or move it away"
        case .cloudInit: "Write `network: {config: disabled}` to a file in /etc/cloud/cloud.cfg.d"
        }
    }
}
