import NetTypes
package import Planning
import Topology

/// The traffic that a plan cuts, in words.
enum CutWords {
    /// A cut in words, for example `about 4 s: becomes a port of bond0, waits for LACP`.
    static func text(of cut: Cut) -> String {
        var text = "\(length(of: cut)): \(cause(cut.cause))"
        for wait in cut.waits {
            switch wait {
            case .lacp: text += ", waits for LACP"
            case .spanningTree(let bridge, let seconds): text += ", STP of \(bridge) waits \(seconds) s"
            case .automaticAddress: text += ", and until an address has come"
            }
        }
        if !cut.with.isEmpty { text += "; with it \(list(cut.with))" }
        return text.printable
    }

    static func length(of cut: Cut) -> String {
        cut.seconds.map { $0 == 0 ? "less than 0.1 s" : "about \($0) s" } ?? "for good"
    }

    /// The guests that a cut affects, by bridge; for example `guests vnet0, vnet1 on br200: plugged in again`.
    static func guests(of cut: Cut) -> [String] {
        var bridges: [(InterfaceName, Cut.Tap.Fate, [InterfaceName])] = []
        for tap in cut.taps {
            if let index = bridges.firstIndex(where: { $0.0 == tap.bridge }) {
                bridges[index].2.append(tap.name)
            } else {
                bridges.append((tap.bridge, tap.fate, [tap.name]))
            }
        }
        return bridges.map { bridge, fate, names in
            "guests \(list(names)) on \(bridge): \(words(fate))".printable
        }
    }

    static func list(_ names: [InterfaceName]) -> String {
        let shown = names.prefix(8).map(\.text).joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }

    private static func cause(_ cause: Cut.Cause) -> String {
        switch cause {
        case .broughtUp: "restarted"
        case .madeAnew: "re-created"
        case .joins(let controller): "becomes a port of \(controller)"
        case .leaves(let controller): "leaves \(controller)"
        case .removed: "removed"
        }
    }

    static func words(_ fate: Cut.Tap.Fate) -> String {
        switch fate {
        case .losesUplink: "cut off from the outside, not from each other"
        case .pluggedBack: "unplugged, and plugged in again"
        case .moves(let bridge): "cut off for a moment, and then on \(bridge)"
        case .unplugged: "unplugged"
        }
    }
}

/// Hazards of a plan, in words.
package enum HazardWords {
    /// A hazard in one or two sentences, without a full stop at the end.
    package static func text(of hazard: Hazard) -> String { words(hazard).printable }

    private static func words(_ hazard: Hazard) -> String {
        switch hazard {
        case .sessionMoves(let address, let from, let to):
            from == to
                ? "this SSH session runs over \(from), which is interrupted. You reach the host at \(address) on \(to) "
                    + "afterwards; the address does not move"
                : "this SSH session runs over \(from). You reach the host at \(address) on \(to) afterwards; the address "
                    + "does not change"
        case .sessionAddressChanges(let address, let from, let to):
            "this SSH session is cut: the address \(address) of \(from) is removed. Log in at "
                + "\(to.map { "\($0.prefix.address) (\($0.device))" }.joined(separator: " or ")) to confirm"
        case .sessionAddressAutomatic(let address, let from, let to):
            "this SSH session may be cut: \(address) of \(from) is an automatic address, and \(to) will request a new one, "
                + "which may differ. "
                + (address.family == .v4
                    ? "Check the DHCP server"
                    : "A DHCPv6 server decides it; by router advertisement each interface makes its own. Write a fixed one "
                        + "into `addresses` to be sure")
        case .sessionAddressGone(let address, let from):
            "this SSH session is cut: the address \(address) of \(from) is removed, and the host will have no other address "
                + "to log in at"
        case .sessionIntoVRF(let address, let vrf):
            "this SSH session may be cut: \(address) becomes an address of the VRF \(vrf), where sshd answers only with "
                + "`sysctl net.ipv4.tcp_l3mdev_accept=1`, or when it is started in that VRF (`ip vrf exec`)"
        case .sessionAnswersRejected(let client, let rule):
            "answers to this SSH session's client \(client) are rejected afterwards by the rule “\(rule)”: give it "
                + "narrower `from` or `to`, or a rule with a lower `priority` for this address first"
        case .sessionAnswersElsewhere(let client, let address, let route):
            route.map {
                "answers to this SSH session's client \(client) leave by \($0.device)\($0.gateway.map { " (\($0))" } ?? ""), "
                    + "not by \(address), which has the address: firewalls on the way may drop them"
            }
                ?? "there is no route to this SSH session's client \(client) afterwards: give \(address) a gateway or a route"
        case .sessionHandmade(let address, let link):
            "\(address) was set on \(link) by hand: NetworkManager's own timer would not bring it back after a restart, "
                + "nm-topology does. Better make a profile for it first"
        case .sessionNotRestorable(let client, let route):
            "the route to this SSH session's client \(client) by \(hop(route)) was set by hand, and no profile has it: "
                + "NetworkManager's own rollback leaves it out, nm-topology's puts it back. Better make a profile for it "
                + "first"
        case .sessionPruned(let address, let removed):
            "this SSH session comes in by \(address), and \(CutWords.list(removed)), which it runs over, "
                + "\(removed.count == 1 ? "is" : "are") removed only because the spec does not have "
                + "\(removed.count == 1 ? "it" : "them"). Add what you log in by to the spec, or leave out --prune "
                + "(`prune: true`)"
        case .defaultRouteMoves(let old, let new):
            "the \(old.family.label) default route moves from \(hop(old)) to \(hop(new))"
        case .defaultRouteAutomatic(let old, let device):
            "the \(old.family.label) default route by \(hop(old)) goes; \(device) may get another one from the network"
        case .defaultRouteGone(let old):
            "the \(old.family.label) default route by \(hop(old)) goes, and there is no other: only neighbours reach "
                + "the host. Add a `\(old.family == .v4 ? "gateway" : "gateway6")` to the spec"
        case .lastNameServerGoes(let servers):
            "no DNS server is left: "
                + (servers.isEmpty
                    ? "those that came by DHCP go" : "\(servers.map(\.description).joined(separator: ", ")) goes")
                + ". Add `dns` to the spec"
        case .secondDefaultRoute(let old, let new):
            "\(new.device) \(new.gateway == nil ? "may get" : "gets") \(new.family == .v4 ? "an IPv4" : "an IPv6") "
                + "default route\(new.gateway.map { " by \($0)" } ?? " from the network"), and "
                + "\(old.device), which the spec does not have, keeps its own\(old.gateway.map { " by \($0)" } ?? ""). "
                + "A host has one: whoever comes in by the other gets no answers. Remove the `gateway`, or write "
                + "`never-default: true`, or declare \(old.device) without one"
        case .sharedNetwork(let new, let other):
            "\(new.device) gets \(new.prefix), and \(other.device), which the spec does not have, has "
                + "\(other.prefix) in the same network: the host answers by one of the two only. Keep the network on "
                + "one of them"
        case .claimed(let nic, let claim):
            "\(nic) has the profile \(quoted(claim)) of somebody else: it is kept from coming up, and deleted when you "
                + "confirm"
        case .rivalled(let nic, let claim, let priority):
            "the profile \(quoted(claim)) takes any NIC and has the priority \(priority), more than ours (10): after the "
                + "next boot it may have \(nic). Lower it, or give it an interface-name"
        case .takenFrom(let nic, let controller):
            "\(nic) is taken out of \(controller), which the spec does not have"
        case .fallsWith(let link, let base):
            "\(link) goes with \(base), on which it stands: the spec does not have it. Add it to the spec to keep it"
        case .guestsUnplugged(let bridge, let taps):
            "guests on \(CutWords.list(taps)) lose their network: \(bridge) goes"
        case .guestsMove(let renaming):
            "guests on \(CutWords.list(renaming.guests)) move from \(renaming.from) to \(renaming.to), as its ports do. Their "
                + "definitions still name \(renaming.from), and they will not start again: change these too, with libvirt "
                + "by `virsh edit`"
        case .sharedBridge(let bridge, let new, let staying):
            "\(bridge) gets the port \(new) and keeps \(CutWords.list(staying)), which the spec does not have: two ways "
                + "into one network are a loop. If they lead into the same one, list its `ports`"
        case .bondAddressChanges(let bond, let old, let new, let port):
            "\(bond) gets the MAC address \(new) of \(port), its first port, in place of \(old), and so does what stands "
                + "on it: a DHCP server or a switch may go by it. To keep it, write `mac: \"\(old)\"`"
        case .automaticAddressChanges(let device, let holder, let old, let new, let place):
            "\(holder) has its address from the network by the MAC address \(old), and \(device) will ask by \(new): a "
                + "DHCP server that goes by it gives another address. To keep it, write `mac: \"\(old)\"` for \(place)"
        case .leftToItself(let nic):
            "\(nic) is left without a profile: where NetworkManager makes profiles by itself, it has a “Wired "
                + "connection” with DHCP after the next start of NetworkManager. To keep it off, write `ethernets: "
                + "{\(nic): {}}` in place of `absent`"
        case .configuredAtBoot(_, let claim):
            "\(BootClaimWords.summary(of: claim)): after a boot the host may have another network than the one that you "
                + "confirm. \(BootClaimWords.remedy(for: claim))"
        case .foreignTaken(let link, let sort, let isRemoved):
            "\(link), \(sort.text) that another program made, is \(isRemoved ? "removed" : "taken over"). No profile makes "
                + "it again: a rollback does, from what NetworkManager remembers; if NetworkManager is restarted during the "
                + "trial, only \(sort == .kind(.bond) || sort == .kind(.bridge) ? "from what the kernel told before" : "you can"). Better make "
                + "a profile for it first"
        case .openVSwitchAtBoot(let bridge):
            "after a boot NetworkManager may leave a port of \(bridge) out: seen with 1.42.4, where Open vSwitch still had "
                + "the ports of before the boot. Try a boot while somebody can reach the console, or have an address of the "
                + "host outside of Open vSwitch"
        case .sameMAC(let mac, let chosen, let others):
            "\(CutWords.list([chosen] + others)) have the MAC address \(mac); \(chosen) is taken. Name the NIC by `path`"
        }
    }

    private static func hop(_ hop: Hazard.Hop) -> String {
        hop.gateway.map { "\($0) on \(hop.device)" } ?? "\(hop.device)"
    }

    private static func quoted(_ claim: Hazard.Claim) -> String {
        let file = claim.filename.map { $0.split(separator: "/").last.map(String.init) ?? $0 }
        return "“\(claim.id)”" + (file.map { " (\($0))" } ?? "")
    }
}
