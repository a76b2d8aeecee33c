import NetTypes
package import Planning

/// What a plan cuts, in words.
enum CutWords {
    /// For example `about 4 s: becomes a port of bond0, waits for LACP`.
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

    static func length(of cut: Cut) -> String { cut.seconds.map { "about \($0) s" } ?? "for good" }

    /// For example `guests vnet0, vnet1 on br200: plugged in again`.
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
        case .broughtUp: "brought up again"
        case .madeAnew: "made anew"
        case .joins(let controller): "becomes a port of \(controller)"
        case .leaves(let controller): "leaves \(controller)"
        case .removed: "removed"
        }
    }

    static func words(_ fate: Cut.Tap.Fate) -> String {
        switch fate {
        case .losesUplink: "cut off from the outside, not from each other"
        case .pluggedBack: "unplugged, and plugged in again"
        case .unplugged: "unplugged"
        }
    }
}

/// A hazard in words.
package enum HazardWords {
    /// One sentence or two, without a full stop at the end.
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
            "this SSH session is cut: the address \(address) of \(from) goes. Log in at "
                + "\(to.map { "\($0.prefix.address) (\($0.device))" }.joined(separator: " or ")) to confirm"
        case .sessionAddressAutomatic(let address, let from, let to):
            "this SSH session may be cut: \(address) of \(from) came by itself, and \(to) asks for an address anew. "
                + "It may be another one; find out from the DHCP server which"
        case .sessionAddressGone(let address, let from):
            "this SSH session is cut: the address \(address) of \(from) goes, and nobody will reach it any more. The "
                + "host has no other address then"
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

/// The part of a plan that says what it costs.
struct PlanCosts {
    let style: Style
    static let width = 80

    /// Lines, none where nothing is cut and nothing dangerous.
    func lines(of plan: Plan, consent: Consent) -> [String] {
        var lines: [String] = []
        if !plan.cuts.isEmpty {
            lines.append(style(.heading, "Cut:"))
            let width = plan.cuts.map(\.device.text.printable.count).max() ?? 0
            for cut in plan.cuts {
                let indent = String(repeating: " ", count: width + 4)
                let name = "  " + cut.device.text.printable.padded(to: width) + "  "
                lines += Wrapping.lines(name + CutWords.text(of: cut), width: Self.width, indent: indent)
                for guests in CutWords.guests(of: cut) {
                    lines += Wrapping.lines(indent + guests, width: Self.width, indent: indent + "  ")
                }
            }
        }
        for hazard in plan.hazards {
            // Its line among the removals says it already.
            if case .claimed = hazard { continue }
            let isForced = hazard.severity(consent) == .force
            let word = isForced ? "Danger" : "Warning"
            let text = "\(word) \(hazard.code.rawValue): \(HazardWords.text(of: hazard))"
            var wrapped = Wrapping.lines(text, width: Self.width, indent: "  ")
            wrapped[0] = style(isForced ? .error : .warning, word) + wrapped[0].dropFirst(word.count)
            lines += wrapped
        }
        return lines
    }
}

/// Breaks text at blanks.
enum Wrapping {
    /// - Parameters:
    ///   - text: one line, indented as it shall be.
    ///   - width: characters in a line, where a word leaves room for it.
    ///   - indent: what the second and later lines begin with.
    /// - Returns: one line at least.
    static func lines(_ text: String, width: Int, indent: String) -> [String] {
        var lines: [String] = []
        var line = String(text.prefix { $0 == " " })
        var isEmpty = true
        var rest = text.dropFirst(line.count)
        while !rest.isEmpty {
            // Runs of blanks inside the line stay: they are columns.
            let blanks = rest.prefix { $0 == " " }
            let word = rest.dropFirst(blanks.count).prefix { $0 != " " }
            rest = rest.dropFirst(blanks.count + word.count)
            if !isEmpty, line.count + blanks.count + word.count > width {
                lines.append(line)
                line = indent + word
            } else {
                line += blanks + word
            }
            isEmpty = false
        }
        return lines + [line]
    }
}
