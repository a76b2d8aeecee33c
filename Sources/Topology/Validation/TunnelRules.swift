import NetTypes
import OrderedCollections

/// The rules for VXLANs and tunnels: packets have ends to go to, and no two links wait for the same packets.
struct TunnelRules {
    let draft: Draft
    let problems: Problems

    func check() {
        vxlansTwice()
        tunnelsTwice()
        tunnelsBesideVTI()
        for spec in draft.interfaces.values {
            if let vxlan = spec.vxlan {
                ends(vxlan.local, vxlan.remote, of: spec)
                parent(vxlan, spec)
            }
            if let tunnel = spec.tunnel {
                ends(tunnel.local, tunnel.remote, of: spec)
                mode(tunnel, spec)
            }
            frames(spec)
        }
    }

    /// The kernel has one VXLAN for an identifier, a port and a family (vxlan_config_validate()).
    private func vxlansTwice() {
        struct Key: Hashable {
            let id: Int
            let port: Int
            let family: IPFamily
        }
        var seen: [Key: InterfaceSpec] = [:]
        for spec in draft.interfaces.values {
            guard let vxlan = spec.vxlan, spec.broken.isDisjoint(with: ["port", "remote", "local"]) else { continue }
            let key = Key(id: vxlan.id.value, port: vxlan.port?.value ?? VXLAN.standardPort, family: vxlan.family)
            guard let first = seen.updateValue(spec, forKey: key), let other = first.vxlan else { continue }
            problems.error(
                .vxlanTwice, "the VXLAN \(key.id) is both `\(first.name)` and `\(spec.name)`", at: vxlan.id.span,
                help: "the kernel has one VXLAN for an id and a port: remove one, or correct its id",
                related: [(other.id.span, "the first is here")])
        }
    }

    /// The kernel has one tunnel of a mode for two ends and a key (ip_tunnel_find()).
    private func tunnelsTwice() {
        struct Key: Hashable {
            let mode: TunnelMode
            let remote: IPAddress
            let local: IPAddress?
            let key: Int?
        }
        var seen: [Key: InterfaceSpec] = [:]
        for spec in draft.interfaces.values {
            guard let tunnel = spec.tunnel, spec.broken.isDisjoint(with: ["local", "key"]) else { continue }
            let key = Key(
                mode: tunnel.mode.value, remote: tunnel.remote.value, local: tunnel.local?.value,
                key: tunnel.key?.value)
            guard let first = seen.updateValue(spec, forKey: key), let other = first.tunnel else { continue }
            problems.error(
                .tunnelTwice, "`\(first.name)` and `\(spec.name)` are tunnels with the same mode and ends",
                at: tunnel.remote.span,
                help: tunnel.mode.value.mayHaveKey
                    ? "give each a `key`, at both ends, so that packets can be told apart"
                    : "the kernel has one such tunnel between two ends: remove one",
                related: [(other.remote.span, "the first is here")])
        }
    }

    /// A vti takes all IPv4 packets of its ends with IP packets in them, whatever its key, and drops those that IPsec has no
    /// policy for (seen with Linux 6.1, ip_vti.c): nothing is left for a tunnel of mode ipip or sit.
    private func tunnelsBesideVTI() {
        let tunnels = draft.interfaces.values.filter { $0.tunnel != nil && !$0.broken.contains("local") }
        for other in tunnels {
            guard let tunnel = other.tunnel, [.ipip, .sit].contains(tunnel.mode.value) else { continue }
            let taking = tunnels.first { spec in
                guard let vti = spec.tunnel, vti.mode.value == .vti else { return false }
                return vti.remote.value == tunnel.remote.value
                    && (vti.local == nil || vti.local?.value == tunnel.local?.value)
            }
            guard let taking, let vti = taking.tunnel else { continue }
            problems.error(
                .tunnelTwice,
                "`\(taking.name)` has mode vti and takes the packets of `\(other.name)`, which has the same ends",
                at: tunnel.remote.span,
                help: "write `mode: gre` for `\(other.name)`, at both ends, or give one of them another address",
                related: [(vti.remote.span, "`\(taking.name)` is here")])
        }
    }

    private func ends(_ local: Located<IPAddress>?, _ remote: Located<IPAddress>?, of spec: InterfaceSpec) {
        if let local, local.value.isMulticast {
            problems.error(
                .tunnelEnds, "`local` of `\(spec.name)` is a group, \(local.value), and no address of a host",
                at: local.span, help: "write the address of this host that its packets come from, or leave it out")
        }
        guard let local, let remote else { return }
        if local.value.family != remote.value.family {
            problems.error(
                .tunnelEnds,
                "`local` of `\(spec.name)` is \(local.value.family.label), and `remote` is \(remote.value.family.label)",
                at: remote.span, help: "write both as IPv4, or both as IPv6 addresses",
                related: [(local.span, "`local` is here")])
        } else if local.value == remote.value {
            problems.error(
                .tunnelEnds, "`local` and `remote` of `\(spec.name)` are one address, \(local.value)", at: remote.span,
                help: "`local` is this host's address, `remote` the other host's",
                related: [(local.span, "`local` is here")])
        }
    }

    /// The kernel refuses a group or a link-local end without an interface to reach it by (vxlan_config_validate()).
    private func parent(_ vxlan: VXLANSpec, _ spec: InterfaceSpec) {
        guard vxlan.parent == nil, !spec.broken.contains("parent"), let remote = vxlan.remote,
            remote.value.isMulticast || remote.value.family == .v6 && remote.value.isLinkLocal
        else { return }
        let what = remote.value.isMulticast ? "a group" : "a link-local address"
        problems.error(
            .tunnelWithoutParent,
            "`remote` of `\(spec.name)` is \(what), \(remote.value), and no `parent` says which way it is",
            at: remote.span,
            help: "write the interface whose network it is in, for example `parent: bond0.100`")
    }

    private func mode(_ tunnel: TunnelSpec, _ spec: InterfaceSpec) {
        let mode = tunnel.mode.value
        for end in [tunnel.remote, tunnel.local].compactMap(\.self) where end.value.family != mode.family {
            problems.error(
                .tunnelEnds,
                "`\(spec.name)` has mode \(mode.rawValue), whose packets are \(mode.family.label), and its end \(end.value)"
                    + " is not", at: end.span,
                help:
                    "write \(mode.family.label) addresses, or another mode: `gre`, `gretap`, `ipip`, `sit` and `vti` go"
                    + " over IPv4, `ip6gre`, `ip6gretap` and `vti6` over IPv6",
                related: [(tunnel.mode.span, "the mode is here")])
        }
        if let key = tunnel.key, !mode.mayHaveKey {
            problems.error(
                .tunnelKey, "`\(spec.name)` has a `key`, and packets of mode \(mode.rawValue) have no room for one",
                at: key.span, help: "remove it, or write `mode: gre`", related: [(tunnel.mode.span, "the mode is here")]
            )
        }
    }

    /// Reports what needs Ethernet frames of a tunnel that carries none.
    private func frames(_ spec: InterfaceSpec) {
        guard
            let parent = spec.vlan?.parent ?? spec.macvlan?.parent ?? spec.ipvlan?.parent
                ?? spec.macsec?.parent,
            let tunnel = draft[parent.value]?.tunnel,
            !tunnel.mode.value.isEthernet
        else { return }
        problems.error(
            .notEthernet, "the parent `\(parent.value)` of `\(spec.name)` is a tunnel that carries no Ethernet frames",
            at: parent.span, help: "write `mode: \(tunnel.mode.value.withFrames.rawValue)` for it, at both ends",
            related: [(tunnel.mode.span, "its mode is here")])
    }
}

extension VXLANSpec {
    /// The family of its packets: IPv4, where no end says otherwise.
    fileprivate var family: IPFamily { (remote ?? local)?.value.family ?? .v4 }
}
