import Host
import NetTypes
import OrderedCollections
import Profiles
import Topology

extension InterfaceCheck {
    mutating func checkBond(_ bond: Bond) {
        guard let state = link.bond else { return note(.link, "it is no bond") }
        if state.mode != bond.mode.rawValue { note(.link, "its mode is \(state.mode), not \(bond.mode.rawValue)") }
        checkMAC(bond.mac, remedy: .activate)
        if let options = state.options { checkOptions(of: bond, state.mode, options, primary: state.primary) }
        guard bond.mode == .lacp, !bond.ports.isEmpty else { return }
        if state.partner?.isZero ?? true {
            note(
                .negotiation, "no LACP partner answers on it: the switch ports are not in a link aggregation group",
                mayCome: true)
        } else if state.isSettled == false {
            note(
                .negotiation, "LACP does not come to terms with the switch: no port collects and distributes",
                mayCome: true)
        }
    }

    mutating func checkBondPort(_ port: BondPort) {
        guard let have = link.bondPort else { return }
        let (priority, queue) = (port.priority ?? 0, port.queueID ?? 0)
        if have.priority != priority { note(.attachment, "its port priority is \(have.priority), not \(priority)") }
        if have.queueID != queue { note(.attachment, "its queue ID is \(have.queueID), not \(queue)") }
    }

    private mutating func checkOptions(
        of bond: Bond, _ mode: String, _ have: [String: String], primary: InterfaceName?
    ) {
        let isInMode = mode == bond.mode.rawValue
        if isInMode { checkPrimary(bond, primary) }
        var wanted: OrderedDictionary<String, String> = [:]
        for option in BondOptionValue.withStandard {
            if let standard = BondOptionValue.standard(of: option, for: bond) { wanted[option] = standard }
        }
        for (option, value) in bond.options {
            wanted[BondOptionValue.name(option)] = BondOptionValue.normal(value, of: option)
        }
        let miimon = wanted["miimon"].flatMap { Int($0) } ?? 0
        for (option, value) in wanted where !Self.isUnused(option, in: bond.mode) {
            var value = value
            // The kernel rounds these to whole monitoring intervals (bonding.rst, `updelay`).
            if ["updelay", "downdelay"].contains(option), miimon > 0, let delay = Int(value) {
                value = String(delay / miimon * miimon)
            }
            guard let now = have[option], now != value else { continue }
            let remedy: Mismatch.Remedy =
                bond.staysOnActivation(option, at: value)
                ? isInMode && Bond.isReapplied(option) ? .reapply : .recreate
                : Bond.isReapplied(option) ? .reapply : .activate
            // A wrong mode has been reported; with the right one, NetworkManager sets most options.
            if !isInMode, remedy != .recreate { continue }
            let text = BondOptionValue.text
            note(.link, "its \(option) is \(text(now, option)), not \(text(value, option))", remedy: remedy)
        }
    }

    private mutating func checkPrimary(_ bond: Bond, _ have: InterfaceName?) {
        let wanted = bond.options["primary"].flatMap { try? InterfaceName($0) }.map { devices[$0] ?? $0 }
        // The kernel reports the primary only once it is a port; if it is not, the check of the port says so.
        if let wanted, live.links[wanted]?.controller != link.name { return }
        if wanted != have {
            note(.link, "its primary is \(have?.text ?? "none"), not \(wanted?.text ?? "none")", remedy: .reapply)
        }
    }

    /// Whether the kernel refuses the option in the mode, so that validation warns of it (`BOND_MODE_ALL_EX` in
    /// drivers/net/bonding).
    private static func isUnused(_ option: String, in mode: BondMode) -> Bool {
        option == "primary_reselect" && ![.activeBackup, .balanceTLB, .balanceALB].contains(mode)
    }
}
