package import Host
package import NetTypes

/// Something about a plan that may cut off whoever applies it, or cost others their network.
package enum Hazard: Hashable, Sendable {
    /// The session's path changes; afterwards the address is on `to`.
    case sessionMoves(IPAddress, from: InterfaceName, to: InterfaceName)
    /// The session's address is removed; the host has these instead.
    case sessionAddressChanges(IPAddress, from: InterfaceName, to: [Holder])
    /// The session's address came by DHCP or router advertisement, and the host will ask for one again.
    case sessionAddressAutomatic(IPAddress, from: InterfaceName, to: InterfaceName)
    /// The session's address is removed, and the host has no other of its family.
    case sessionAddressGone(IPAddress, from: InterfaceName)
    /// The session's address becomes one of a VRF.
    case sessionIntoVRF(IPAddress, InterfaceName)
    /// Answers to the session's client leave by another interface than the one with the address, or not at all.
    case sessionAnswersElsewhere(client: IPAddress, address: InterfaceName, route: Hop?)
    /// A rule, as NetworkManager writes it, rejects answers to the session's client.
    case sessionAnswersRejected(client: IPAddress, rule: String)
    /// The session's address was set by hand: only NetworkManager's own checkpoint brings it back.
    case sessionHandmade(IPAddress, on: InterfaceName)
    /// The route to the session's client was set by hand: nothing brings it back.
    case sessionNotRestorable(client: IPAddress, route: Hop)
    /// The session comes in by an interface that the spec does not name, and that `prune` removes.
    case sessionPruned(IPAddress, removed: [InterfaceName])
    /// The default route changes.
    case defaultRouteMoves(old: Hop, new: Hop)
    /// Afterwards the default route is expected from DHCP or router advertisements.
    case defaultRouteAutomatic(old: Hop, from: InterfaceName)
    /// The host loses its default route.
    case defaultRouteGone(old: Hop)
    /// Afterwards no profile brings a DNS server; these go.
    case lastNameServerGoes([IPAddress])
    /// The spec brings a default route, and another one stays on an interface outside of the spec.
    ///
    /// `old` is the one that stays; `new` has no gateway where DHCP or router advertisements bring it.
    case secondDefaultRoute(old: Hop, new: Hop)
    /// An interface outside of the spec has an address in the same network.
    case sharedNetwork(Holder, with: Holder)
    /// Another program's profile is for the same interface; ours replaces it.
    case claimed(InterfaceName, by: Claim)
    /// Another program's profile, for any NIC, has a higher priority than ours and may win at the next boot.
    case rivalled(InterfaceName, by: Claim, priority: Int)
    /// The plan takes a NIC from a bond or bridge that the spec does not have.
    case takenFrom(InterfaceName, controller: InterfaceName)
    /// A link that the spec does not have is removed with the one it stands on.
    case fallsWith(InterfaceName, on: InterfaceName)
    /// Guests' taps lose their bridge for good.
    case guestsUnplugged(bridge: InterfaceName, taps: [InterfaceName])
    /// Guests go to a new bridge with the ports of theirs.
    case guestsMove(Renaming)
    /// A bridge without a spanning tree gets a port, and keeps others that the spec does not have.
    case sharedBridge(InterfaceName, new: InterfaceName, staying: [InterfaceName])
    /// Several NICs have the MAC address by which the spec finds one.
    case sameMAC(MACAddress, chosen: InterfaceName, others: [InterfaceName])

    /// The plan takes over or removes a link that another program made, as `foreign` permits; no profile can re-create
    /// it.
    case foreignTaken(InterfaceName, LinkSort, isRemoved: Bool)
    /// NetworkManager may not bring a new bridge of Open vSwitch up at a boot.
    case openVSwitchAtBoot(InterfaceName)

    /// A bond without a MAC address of its own gets that of another port, as it would at the next boot.
    case bondAddressChanges(InterfaceName, from: MACAddress, to: MACAddress, port: InterfaceName)
    /// An interface will ask for an address with another MAC address than before.
    ///
    /// `from` has an address from the network now; `place` is the interface whose `mac` in the spec decides.
    case automaticAddressChanges(
        InterfaceName, from: InterfaceName, old: MACAddress, new: MACAddress, place: InterfaceName)
    /// A NIC is left without any profile, so NetworkManager makes one for it at its next start.
    case leftToItself(InterfaceName)
    /// Another program configures a NIC of the plan at boot.
    case configuredAtBoot(InterfaceName, by: BootClaim)

    /// An address, and the interface that has it.
    package struct Holder: Hashable, Sendable {
        package let prefix: IPPrefix
        package let device: InterfaceName

        package init(prefix: IPPrefix, device: InterfaceName) {
            self.prefix = prefix
            self.device = device
        }
    }

    /// The next hop of a route.
    package struct Hop: Hashable, Sendable {
        package let family: IPFamily
        /// The router; `nil` for a destination on the link itself.
        package let gateway: IPAddress?
        package let device: InterfaceName

        package init(family: IPFamily, gateway: IPAddress?, device: InterfaceName) {
            self.family = family
            self.gateway = gateway
            self.device = device
        }
    }

    /// A profile that another program made.
    package struct Claim: Hashable, Sendable {
        package let id: String
        package let uuid: String
        package let filename: String?

        package init(_ profile: LiveProfile) {
            id = profile.id
            uuid = profile.uuid
            filename = profile.filename
        }
    }

    /// The hazard's stable code, which has a section in docs/hazards.md.
    package var code: Code {
        switch self {
        case .sessionMoves: .sessionMoves
        case .sessionAddressChanges: .sessionAddressChanges
        case .sessionAddressAutomatic: .sessionAddressAutomatic
        case .sessionAddressGone: .sessionAddressGone
        case .sessionIntoVRF: .sessionIntoVRF
        case .sessionAnswersElsewhere, .sessionAnswersRejected: .sessionAnswersElsewhere
        case .sessionHandmade: .sessionHandmade
        case .sessionNotRestorable: .sessionNotRestorable
        case .sessionPruned: .sessionPruned
        case .defaultRouteMoves: .defaultRouteMoves
        case .defaultRouteAutomatic: .defaultRouteAutomatic
        case .defaultRouteGone: .defaultRouteGone
        case .lastNameServerGoes: .lastNameServerGoes
        case .secondDefaultRoute: .secondDefaultRoute
        case .sharedNetwork: .sharedNetwork
        case .claimed: .claimed
        case .rivalled: .rivalled
        case .takenFrom: .takenFrom
        case .fallsWith: .fallsWith
        case .guestsUnplugged: .guestsUnplugged
        case .guestsMove: .guestsMove
        case .sharedBridge: .sharedBridge
        case .sameMAC: .sameMAC
        case .bondAddressChanges: .bondAddressChanges
        case .automaticAddressChanges: .automaticAddressChanges
        case .leftToItself: .leftToItself
        case .configuredAtBoot(_, let claim):
            switch claim.program {
            case .ifupdown: .ifupdown
            case .networkd: .networkd
            case .networkScripts: .networkScripts
            case .cloudInit: .cloudInit
            }
        case .foreignTaken: .foreignTaken
        case .openVSwitchAtBoot: .openVSwitchAtBoot
        }
    }

    /// Whether the hazard concerns the remote login in which somebody asked for the plan.
    package var isAboutSession: Bool {
        switch code {
        case .sessionMoves, .sessionAddressChanges, .sessionAddressAutomatic, .sessionAddressGone,
            .sessionAnswersElsewhere, .sessionHandmade, .sessionNotRestorable, .sessionPruned,
            .sessionIntoVRF:
            true
        case .defaultRouteMoves, .defaultRouteAutomatic, .defaultRouteGone, .lastNameServerGoes, .claimed, .rivalled,
            .secondDefaultRoute, .sharedNetwork, .takenFrom, .fallsWith, .guestsUnplugged, .guestsMove, .sharedBridge,
            .sameMAC, .bondAddressChanges, .automaticAddressChanges, .leftToItself, .foreignTaken, .openVSwitchAtBoot,
            .ifupdown, .networkd,
            .networkScripts, .cloudInit:
            false
        }
    }

    /// The codes of hazards; a code never changes its meaning and is never reused.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case sessionMoves = "H001"
        case sessionAddressChanges = "H002"
        case sessionAddressAutomatic = "H003"
        case sessionAddressGone = "H004"
        case sessionAnswersElsewhere = "H005"
        case sessionHandmade = "H006"
        case sessionNotRestorable = "H007"
        case sessionPruned = "H008"
        case sessionIntoVRF = "H009"
        case defaultRouteMoves = "H010"
        case defaultRouteAutomatic = "H011"
        case defaultRouteGone = "H012"
        case lastNameServerGoes = "H013"
        case secondDefaultRoute = "H014"
        case sharedNetwork = "H015"
        case claimed = "H020"
        case rivalled = "H021"
        case takenFrom = "H022"
        case sameMAC = "H023"
        case bondAddressChanges = "H024"
        case automaticAddressChanges = "H025"
        case leftToItself = "H026"
        case fallsWith = "H030"
        case guestsUnplugged = "H031"
        case sharedBridge = "H032"
        case guestsMove = "H033"
        case foreignTaken = "H040"
        case ifupdown = "H050"
        case networkd = "H051"
        case networkScripts = "H052"
        case cloudInit = "H053"
        case openVSwitchAtBoot = "H054"
    }

    /// What it takes to apply a plan with this hazard.
    package enum Severity: String, Hashable, Sendable {
        /// `apply` warns of it; the trial's rollback is the safety net.
        case warning
        /// `apply` goes on only with `--force`, since no rollback would help, or nobody asked for this by name.
        case force
    }

    /// What it takes to apply a plan with this hazard.
    ///
    /// - Parameter consent: who decides whether the trial is kept.
    /// - Returns: the severity under that condition.
    package func severity(_ consent: Consent) -> Severity {
        switch self {
        case .sessionPruned: .force
        // If the trial is confirmed without a new login, the loss is permanent; and no check sees a boot.
        case .sessionAddressGone, .sessionIntoVRF, .sessionAnswersElsewhere(_, _, nil),
            .sessionAnswersRejected, .openVSwitchAtBoot:
            consent == .unattended ? .force : .warning
        default: .warning
        }
    }
}

/// Who decides on a trial.
package enum Consent: String, Hashable, Sendable {
    /// A person decides, by an answer or by silence.
    case attended
    /// The spec's checks decide alone (`--confirm checks`).
    case unattended
    /// A person accepted the dangers with `--force`.
    case forced
}
