package import Host
package import NetTypes

/// Something about a plan that may cost whoever applies it the host, or somebody else a network.
package enum Hazard: Hashable, Sendable {
    /// The session's path changes; afterwards the same address is on `to`.
    case sessionMoves(IPAddress, from: InterfaceName, to: InterfaceName)
    /// The session's address goes; the host has these instead.
    case sessionAddressChanges(IPAddress, from: InterfaceName, to: [Holder])
    /// The session's address came by itself, and is asked for anew.
    case sessionAddressAutomatic(IPAddress, from: InterfaceName, to: InterfaceName)
    /// The session's address goes, and there is no other one of its family.
    case sessionAddressGone(IPAddress, from: InterfaceName)
    /// Answers to the session's client leave by another interface than its address is on, or not at all.
    case sessionAnswersElsewhere(client: IPAddress, address: InterfaceName, route: Hop?)
    /// The session's address was set by hand: nothing but NetworkManager's own checkpoint brings it back.
    case sessionHandmade(IPAddress, on: InterfaceName)
    /// The route to the session's client was set by hand: nothing brings it back.
    case sessionNotRestorable(client: IPAddress, route: Hop)
    /// What nobody named goes, because the spec is the whole of the host, and the session comes in by it.
    case sessionPruned(IPAddress, removed: [InterfaceName])
    case defaultRouteMoves(old: Hop, new: Hop)
    /// It is expected by DHCP or router advertisements afterwards.
    case defaultRouteAutomatic(old: Hop, from: InterfaceName)
    case defaultRouteGone(old: Hop)
    /// No profile brings a DNS server afterwards.
    case lastNameServerGoes([IPAddress])
    /// The spec brings a default route, and `old`, on an interface outside of it, stays; the new one's gateway is `nil`
    /// where it is expected by DHCP or router advertisements.
    case secondDefaultRoute(old: Hop, new: Hop)
    /// An interface outside of the spec has an address in the same network.
    case sharedNetwork(Holder, with: Holder)
    /// Another profile is for the same interface; ours takes its place.
    case claimed(InterfaceName, by: Claim)
    /// Another profile, for any NIC, has a higher priority than ours and may win at the next boot.
    case rivalled(InterfaceName, by: Claim, priority: Int)
    /// A NIC is taken from a bond or bridge that the spec does not have.
    case takenFrom(InterfaceName, controller: InterfaceName)
    /// A link that the spec does not have goes with what it stands on.
    case fallsWith(InterfaceName, on: InterfaceName)
    /// Guests' taps lose their bridge for good.
    case guestsUnplugged(bridge: InterfaceName, taps: [InterfaceName])
    /// A bridge without a spanning tree gets a port, and keeps others that the spec does not have.
    case sharedBridge(InterfaceName, new: InterfaceName, staying: [InterfaceName])
    /// Several NICs have the MAC address by which one is looked for.
    case sameMAC(MACAddress, chosen: InterfaceName, others: [InterfaceName])

    /// A link that another program made is taken over or removed, by the spec's `foreign`: no profile makes it again.
    case foreignTaken(InterfaceName, LinkSort, isRemoved: Bool)

    /// A bond without an address of its own gets that of another port, as it would at the next boot.
    case bondAddressChanges(InterfaceName, from: MACAddress, to: MACAddress, port: InterfaceName)
    /// It asks for an address by another MAC address than `from`, which has one from the network now; `place` is the
    /// interface whose `mac` decides.
    case automaticAddressChanges(
        InterfaceName, from: InterfaceName, old: MACAddress, new: MACAddress, place: InterfaceName)
    /// A NIC is left without any profile, and NetworkManager makes one up for it when it starts again.
    case leftToItself(InterfaceName)

    /// An address and where it is.
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
        /// `nil` for a destination on the link itself.
        package let gateway: IPAddress?
        package let device: InterfaceName

        package init(family: IPFamily, gateway: IPAddress?, device: InterfaceName) {
            self.family = family
            self.gateway = gateway
            self.device = device
        }
    }

    /// A profile of somebody else's.
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

    /// The stable name; docs/hazards.md has a section for each.
    package var code: Code {
        switch self {
        case .sessionMoves: .sessionMoves
        case .sessionAddressChanges: .sessionAddressChanges
        case .sessionAddressAutomatic: .sessionAddressAutomatic
        case .sessionAddressGone: .sessionAddressGone
        case .sessionAnswersElsewhere: .sessionAnswersElsewhere
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
        case .sharedBridge: .sharedBridge
        case .sameMAC: .sameMAC
        case .bondAddressChanges: .bondAddressChanges
        case .automaticAddressChanges: .automaticAddressChanges
        case .leftToItself: .leftToItself
        case .foreignTaken: .foreignTaken
        }
    }

    /// It says what becomes of the remote login in which the plan was asked for.
    package var isAboutSession: Bool {
        switch code {
        case .sessionMoves, .sessionAddressChanges, .sessionAddressAutomatic, .sessionAddressGone,
            .sessionAnswersElsewhere, .sessionHandmade, .sessionNotRestorable, .sessionPruned:
            true
        case .defaultRouteMoves, .defaultRouteAutomatic, .defaultRouteGone, .lastNameServerGoes, .claimed, .rivalled,
            .secondDefaultRoute, .sharedNetwork, .takenFrom, .fallsWith, .guestsUnplugged, .sharedBridge, .sameMAC,
            .bondAddressChanges, .automaticAddressChanges, .leftToItself, .foreignTaken:
            false
        }
    }

    /// Codes never change their meaning and are never used again.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case sessionMoves = "H001"
        case sessionAddressChanges = "H002"
        case sessionAddressAutomatic = "H003"
        case sessionAddressGone = "H004"
        case sessionAnswersElsewhere = "H005"
        case sessionHandmade = "H006"
        case sessionNotRestorable = "H007"
        case sessionPruned = "H008"
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
        case foreignTaken = "H040"
    }

    /// How much it takes to go on.
    package enum Severity: String, Hashable, Sendable {
        /// It is said; the trial's rollback is the safety net.
        case warning
        /// No rollback would help, or nobody asked for it by name: `apply` goes on only with `--force`.
        case force
    }

    /// - Parameter consent: who is there to take it back.
    /// - Returns: how much it takes.
    package func severity(_ consent: Consent) -> Severity {
        switch self {
        case .sessionPruned: .force
        // Kept without a new login, it is kept for good.
        case .sessionAddressGone, .sessionAnswersElsewhere(_, _, nil): consent == .unattended ? .force : .warning
        default: .warning
        }
    }
}

/// Under which condition a plan is carried out.
package enum Consent: String, Hashable, Sendable {
    /// A person, or their silence, decides on the trial.
    case attended
    /// The spec's checks decide alone (`--confirm checks`).
    case unattended
    /// Somebody said `--force`.
    case forced
}
